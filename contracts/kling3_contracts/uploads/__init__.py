"""Uploads: pictures that are uploaded and read; no task comes of it, so that nothing is spent."""

from __future__ import annotations

from kling3_contracts.uploads.phase import run

__all__ = ["run"]
