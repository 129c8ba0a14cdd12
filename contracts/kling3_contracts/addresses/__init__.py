"""Addresses: URLs as they are typed, and why nobody answers there, for whatever asks over HTTP."""
