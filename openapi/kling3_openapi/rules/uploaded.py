"""Rules on links of uploads in orders: which of the two belongs there, and whether there is anything behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.order import MEDIA_FIELDS, Order, dotted
from kling3_openapi.rules.rule import Rule, Spot, rule
from kling3_openapi.rules.upload_links import UploadLink, upload_link_in

_PROGRAMS = "seen in public programs that upload pictures; what the service does is assumed"


class AssetState(Enum):
    """What is behind the link of an asset; the value is the rest of the sentence."""

    READY = "is there"
    EMPTY = "was never uploaded: PUT it to its upload_url before the order"
    EXPIRED = "has expired: an asset can be read for a day, upload the picture again"
    UNKNOWN = "is none of this fake's: was it reset or restarted? Upload the picture again"


@dataclass(frozen=True, slots=True)
class OrderedAsset:
    """The link of an asset that an order names at a JSON pointer, and what is behind it."""

    pointer: str
    state: AssetState


@rule("K318", Severity.ADVICE, Location.BODY, source=_PROGRAMS, when=MEDIA_FIELDS)
def upload_url_ordered(order: Order) -> Iterator[Spot]:
    """An order names the upload_url of a picture.

    A place for a picture has two links: `upload_url` takes the bytes, by PUT alone and for two minutes, and `asset_url`
    is where they are read. The service reads the picture by GET, so that an order with the first one fails. Send
    `asset_url`.
    """
    for pointer, url in order.media:
        if upload_link_in(url) is UploadLink.UPLOAD:
            yield pointer, f"{dotted(pointer)} is an upload_url, which can't be read: send the asset_url beside it"


@rule("K319", Severity.ADVICE, Location.BODY, source=_PROGRAMS)
def asset_missing(ordered: OrderedAsset) -> Iterator[Spot]:
    """An order names an asset that can't be read.

    The link is good and there is nothing behind it: the picture was never uploaded, its day is over, or the fake was
    started anew. The service would refuse the order or FAIL the task. Upload the picture first, and order within a day.
    """
    if ordered.state is not AssetState.READY:
        yield ordered.pointer, f"the asset at {dotted(ordered.pointer)} {ordered.state.value}"


RULES: tuple[Rule[Order], ...] = (upload_url_ordered,)
ASSET_RULES: tuple[Rule[OrderedAsset], ...] = (asset_missing,)
"""What only who holds the assets can tell."""
