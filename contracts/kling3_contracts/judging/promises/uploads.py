"""Uploads: places for pictures, and what is put there and read."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import promise

_PROGRAMS = "seen in public programs that upload pictures"
_ASSUMED = "assumed of signed links to storage"

UPLOADS = (
    promise(250, "A request for uploads is answered with a place for each picture, in its order.",
            "Programs put the first picture to the first place. An answer with fewer places, or with those of other "
            "types, sends a picture where another belongs. Answer as many places as there are files, in their order, "
            "each with the Content-Type that was asked for among its `headers`.", _PROGRAMS),
    promise(251, "No two places are one.",
            "A picture that is put to a place takes the place of what was there, so that two pictures of one request, "
            "or of two, need ids and links of their own. Draw a new id for each file.", _PROGRAMS),
    promise(252, "A picture is taken at its upload_url without a key.",
            "The link is signed, so that whoever has it may put the bytes, with the headers that came with it and "
            "without the key of the account. Take the PUT by its link alone.", _PROGRAMS),
    promise(253, "An asset is the picture that was uploaded.",
            "`asset_url` gives the bytes of the PUT, under the type that was asked for, to anybody who has the link. "
            "Keep bytes and type as they came.", _PROGRAMS),
    promise(254, "An asset is not there before its upload.",
            "A program that orders before the PUT was answered must see that here, not in a video of nothing. Answer "
            "404 until the bytes are there.", _ASSUMED),
    promise(255, "A PUT with another type than was asked for is refused.",
            "The link is signed for the type, so that a program which sends its client's own Content-Type is refused. "
            "Compare the headers of the PUT with those that were answered.", _ASSUMED),
    promise(256, "A link of an upload opens its own file alone.",
            "Without its query string, or with the query of another file, neither link opens anything: else whoever "
            "has one picture has them all. Put id and purpose into what the link is signed with.", _ASSUMED),
    promise(257, "A link of an upload is refused once its time is over.",
            "`expires_in` says for how many seconds an upload_url is good, `asset_url_expires_in` the same of its "
            "asset; a program that asks early and uploads late must see that here. Compare the end with the clock.",
            _ASSUMED),
)  # fmt: skip
"""How a picture on a disk gets a URL."""
