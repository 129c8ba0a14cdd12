"""Drift: a document of the provider, read part by part, and what in it is no longer as an edition has it."""
