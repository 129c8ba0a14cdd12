"""Rules on the links of an upload: the PUT of the bytes, and the reading of what was uploaded.

No page says how the storage behind the links refuses, so that all of it is assumed: it does as stores do whose links
are signed for one method and certain headers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kling3_openapi.findings import Location, Severity, pointer_to
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.magic import form_of
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY
from kling3_openapi.rules.rule import Rule, Spot, rule

MOST_UPLOADED = 1 << 30
"""Bytes of one upload: 1 GiB, as several programs have it."""
UPLOAD_SECONDS = 120
"""For how long an upload_url is good."""
ASSET_SECONDS = 86_400
"""For how long an asset_url is good."""

_KEY_HEADERS = (FREEPIK_KEY, MAGNIFIC_KEY, "authorization")
_SHOWN_CHARACTERS = 60
_PROGRAMS = "seen in public programs that upload pictures; how storage answers is assumed"
_ASSUMED = "assumed of signed links to storage"


@dataclass(frozen=True, slots=True)
class Deposit:
    """A request to an upload_url; header names are in lower case, `told` are those that came with the URL."""

    method: str
    headers: Mapping[str, str]
    told: Mapping[str, str] = field(default_factory=dict)
    uploads_before: int = 0
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Link:
    """The token of a link to an upload or an asset: whether it is the link's own, and whether its time is over."""

    name: str
    """`upload_url` or `asset_url`."""
    genuine: bool
    expired: bool = False


@rule("K310", Severity.ERROR, Location.HEADER, source=_PROGRAMS)
def key_at_storage(deposit: Deposit) -> Iterator[Spot]:
    """A picture is uploaded with the API key.

    `upload_url` leads to storage, whose link is signed already: a key tells a secret to another host, and a store that
    signs its links refuses a second way to sign in. Whether the provider's does is not known; the fake does, so that
    what works here works there. Send the headers of the answer and no others that have a key.
    """
    for name in _KEY_HEADERS:
        if name in deposit.headers:
            yield pointer_to(name), f"{name} does not belong to an upload_url, which is signed: PUT without the key"


@rule("K311", Severity.ERROR, Location.HEADER, source=_PROGRAMS)
def told_headers(deposit: Deposit) -> Iterator[Spot]:
    """A picture is uploaded without the headers that came with its upload_url.

    The link is signed for these headers, so that a PUT without one of them, or with another value, is refused. Many
    clients set a Content-Type of their own. Send every member of `headers` as it is.
    """
    for name, value in deposit.told.items():
        came = deposit.headers.get(name.lower())
        if came is None:
            yield pointer_to(name.lower()), f"the PUT has no {name}: send it as the answer told, {value}"
        elif came != value:
            got = echoed(came, _SHOWN_CHARACTERS)
            yield pointer_to(name.lower()), f"the PUT has {name}: {got}, expected {value}, as the answer told"


@rule("K312", Severity.ERROR, Location.QUERY, source=_ASSUMED)
def wrong_link(link: Link) -> Iterator[Spot]:
    """The link of an upload has no token, or a wrong one.

    Both links are signed, and open one file only as they were answered. A program that cuts the query off, or puts one
    together, is refused. Use the URL whole, with its query string.
    """
    if not link.genuine:
        yield (
            pointer_to("token"),
            f"this link has no token or a wrong one: use {link.name} whole, with its query",
        )


@rule("K313", Severity.ERROR, Location.QUERY, source=_PROGRAMS)
def expired_link(link: Link) -> Iterator[Spot]:
    """The link of an upload has expired.

    `expires_in` gives an upload_url two minutes, `asset_url_expires_in` gives an asset_url a day. Ask for a new
    upload_url right before the PUT.
    """
    if link.genuine and link.expired:
        lasts = {"upload_url": f"{UPLOAD_SECONDS} s: ask for a new one right before the PUT"}
        mend = lasts.get(link.name, "a day: upload the picture again")
        yield pointer_to("token"), f"this link has expired, {link.name} is good for {mend}"


@rule("K314", Severity.ERROR, Location.PATH, source=_ASSUMED)
def upload_method(deposit: Deposit) -> Iterator[Spot]:
    """An upload_url is asked by another method than PUT.

    The link is signed for PUT: a form that is POSTed is refused, and nothing can be read there. PUT the bytes as they
    are, and read them at `asset_url`.
    """
    if deposit.method != "PUT":
        mend = "read the picture at its asset_url" if deposit.method in ("GET", "HEAD") else "PUT the bytes as they are"
        yield "", f"{echoed(deposit.method, _SHOWN_CHARACTERS)} is not taken at an upload_url: {mend}"


@rule("K315", Severity.ADVICE, Location.BODY, source=_ASSUMED)
def uploaded_again(deposit: Deposit) -> Iterator[Spot]:
    """A picture is uploaded to a place that has one.

    The second PUT takes the place of the first, also for an order that was sent in between. Ask for a place of its own
    for each picture.
    """
    if deposit.method == "PUT" and deposit.uploads_before:
        yield "", "there was a picture here, and this one takes its place: ask for a place for each picture"


@rule("K316", Severity.ERROR, Location.PATH, source=_ASSUMED)
def nothing_uploaded(uploads: int) -> Iterator[Spot]:
    """An asset is read before it was uploaded.

    The answer to the request for uploads has `asset_url` already, and nothing is there before the PUT was answered.
    Wait for the answer to the PUT.
    """
    if not uploads:
        yield "", "nothing was uploaded here yet: PUT the bytes to upload_url, and wait for the answer"


@rule("K317", Severity.ERROR, Location.BODY, source=_PROGRAMS)
def upload_too_large(size: int) -> Iterator[Spot]:
    """An upload has more than 1 GiB.

    The link takes no more; a picture of an order may have 10 MB. Make the picture smaller.
    """
    if size > MOST_UPLOADED:
        yield "", f"the upload has {size:,} bytes and may have {MOST_UPLOADED:,}: make the picture smaller"


@rule("K320", Severity.ADVICE, Location.BODY, source=_ASSUMED)
def bytes_of_another_type(deposit: Deposit) -> Iterator[Spot]:
    """What is uploaded is no picture of its type.

    Storage takes any bytes, and the order fails later, without a reason: an empty body, a form or base64 around the
    picture, a JPEG that is called a PNG. PUT the bytes of the file as they are, under their own type.
    """
    expected = next((value for name, value in deposit.told.items() if name.lower() == "content-type"), "")
    got = form_of(deposit.content)
    if deposit.method == "PUT" and expected and got != expected:
        yield "", f"what was uploaded is {got or 'no picture'}, expected {expected}: PUT the file's bytes as they are"


RULES: tuple[Rule[Deposit], ...] = (upload_method, key_at_storage, told_headers, uploaded_again, bytes_of_another_type)
LINK_RULES: tuple[Rule[Link], ...] = (wrong_link, expired_link)
SIZE_RULES: tuple[Rule[int], ...] = (upload_too_large,)
READ_RULES: tuple[Rule[int], ...] = (nothing_uploaded,)
