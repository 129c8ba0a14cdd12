"""Certificates: an authority of our own, the file that names it beside those that a program trusts, servers' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.tls.authority import Authority
    from kling3_mockserver.tls.bundle import bundle_of
    from kling3_mockserver.tls.certificates import TlsError, context_of, require_extra
    from kling3_mockserver.tls.keeping import data_folder, kept_authority
    from kling3_mockserver.tls.trust_store import trust_store_of

__all__ = [
    "Authority",
    "TlsError",
    "bundle_of",
    "context_of",
    "data_folder",
    "kept_authority",
    "require_extra",
    "trust_store_of",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "authority": ("Authority",),
            "keeping": ("data_folder", "kept_authority"),
            "bundle": ("bundle_of",),
            "certificates": ("TlsError", "context_of", "require_extra"),
            "trust_store": ("trust_store_of",),
        },
    )
