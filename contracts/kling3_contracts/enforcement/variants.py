"""Variants: what may be added to a request without another meaning, or be spelled otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from kling3_contracts.messages import HeaderPairs, Request
from kling3_openapi.endpoints import Endpoint, Kind

NOTHING_CODE = "K117"
HEAD_CODE = "K118"
FAILS_CODE = "K104"

_ACCEPTS = (
    "*/*", "application/*", "application/json;q=0.9, text/plain;q=0.1", "APPLICATION/JSON",
    "text/html,application/xhtml+xml,*/*;q=0.8", "application/json; charset=utf-8",
    "text/html", "image/png", "application/json;q=0", ",;q=", "x" * 300,
)  # fmt: skip
_OLD = "Sun, 06 Nov 1994 08:49:37 GMT"
_HEADERS: Mapping[str, HeaderPairs] = {
    "a user agent": (("user-agent", "python-requests/2.32.5"),),
    "a user agent of 500 characters": (("user-agent", "Mozilla/5.0" + " fox/1.0" * 60),),
    "languages": (("accept-language", "de-CH, de;q=0.9, *;q=0.1"),),
    "Cache-Control": (("cache-control", "no-cache"), ("pragma", "no-cache")),
    "a cookie": (("cookie", "a=b; c"),),
    "a trace": (("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),),
    "an idempotency key": (("idempotency-key", "7"),),
    "a header that nobody knows": (("x-note", "fox"), ("X-Note", "snow"), ("x-empty", "")),
    "a header beyond ASCII": (("x-note", "F\N{LATIN SMALL LETTER U WITH DIAERESIS}chse"),),
    "a header of 8 kB": (("x-note", "a" * 8_000),),
    "100 headers": tuple((f"x-note-{number}", "fox") for number in range(100)),
}
_OF_READS: Mapping[str, HeaderPairs] = {
    "a content type": (("content-type", "application/json"),),
    "If-None-Match": (("if-none-match", '"fox"'),),
    "If-None-Match *": (("if-none-match", "*"),),
    "If-Match": (("if-match", '"fox"'),),
    "If-Modified-Since": (("if-modified-since", _OLD),),
    "If-Modified-Since that is no date": (("if-modified-since", "yesterday"),),
    "If-Unmodified-Since": (("if-unmodified-since", _OLD),),
    "If-Range": (("if-range", '"fox"'),),
    "a range": (("range", "bytes=0-9"),),
    "a range beyond the end": (("range", "bytes=9999999-"),),
    "a range that is none": (("range", "foxes=first"),),
}
_QUERIES: Mapping[str, str] = {
    "an unknown parameter": "fox=snow",
    "a parameter without a value": "fox",
    "an empty query": "",
    "parameters without names": "=snow&&=&",
    "a parameter three times": "fox=1&fox=2&fox=",
    "a list of parameters": "fox%5B%5D=1&fox%5B0%5D%5Ba%5D=2&fox.a=3",
    "60 parameters": "&".join(f"f{number}={number}" for number in range(60)),
    "500 parameters": "&".join(f"fox{number}={number}" for number in range(500)),
    "a query of 500 characters": f"fox={'a' * 496}",
    "a query of 8 kB": f"fox={'a' * 7_600}",
    "letters beyond ASCII": "fox=%F0%9F%A6%8A&f%C3%BC=1",
    "bytes that are no UTF-8": "fox=%ff%fe",
    "percent signs by themselves": "fox=%&snow=%zz",
    "a null byte": "fox=%00",
    "a plus and a question mark": "fox=a+b?c=d/e",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A request in another form; of code K104 where any answer will do, as long as there is one."""

    code: str
    label: str
    request: Request


def variants(endpoint: Endpoint, plain: Request, draw: Random | None = None) -> tuple[Variant, ...]:
    """Return the variants of a plain request; with `draw` one of each sort, since requests are few a minute."""
    found = tuple(_all(endpoint, plain))
    if draw is None:
        return found
    sorts = dict.fromkeys(map(_sort, found))
    return tuple(draw.choice([each for each in found if _sort(each) == sort]) for sort in sorts)


def _sort(variant: Variant) -> tuple[str, bool]:
    """Return what one is drawn of: a server reads queries and headers in places of their own."""
    return variant.code, "?" in variant.request.target


def _all(endpoint: Endpoint, plain: Request) -> Iterator[Variant]:
    reads = endpoint.kind is not Kind.CREATE
    for label, headers in {**_HEADERS, **_accepts(), **(_OF_READS if reads else {})}.items():
        yield Variant(NOTHING_CODE, label, plain._replace(headers=(*plain.headers, *headers)))
    for label, query in _QUERIES.items():
        yield Variant(NOTHING_CODE, label, plain._replace(target=f"{plain.target}?{query}"))
    yield Variant(FAILS_CODE, "OPTIONS", Request("OPTIONS", plain.target, plain.headers))
    # Whether two equal headers are one, a list or a mistake is the server's choice.
    yield Variant(FAILS_CODE, "a header twice", plain._replace(headers=(plain.headers[0], *plain.headers)))
    if reads:
        yield Variant(NOTHING_CODE, "a body", plain._replace(body=b"{}"))
        yield Variant(HEAD_CODE, "HEAD", plain._replace(method="HEAD"))
        yield Variant(NOTHING_CODE, "an encoded letter in the path", plain._replace(target=_encoded(plain.target)))


def _accepts() -> Mapping[str, HeaderPairs]:
    return {f"Accept: {each if len(each) < 60 else 'of 300 letters'}": (("accept", each),) for each in _ACCEPTS}


def _encoded(target: str) -> str:
    """Return the same path by RFC 3986, with one letter that need not be encoded."""
    return target.replace("kling-", "kling%2D", 1)
