"""Pictures that programs upload before they order videos of them: their places, their links, and their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.uploads.shelf import Uploads
    from kling3_mockserver.uploads.upload import Upload

__all__ = ["Upload", "Uploads"]

if not TYPE_CHECKING:
    __getattr__ = late_names(__name__, {"shelf": ("Uploads",), "upload": ("Upload",)})
