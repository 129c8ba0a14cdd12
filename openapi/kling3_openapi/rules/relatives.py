"""Rules on fields that a family lacks though its relatives have them, under another name or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD
from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules import mends
from kling3_openapi.rules.fields import without_effect
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.rule import Rule, Spot, rule

_LATER = (*MOTION_CONTROL, *TURBO, *UHD)
_PROGRAMS = "seen in public programs"


@rule("K094", Severity.IGNORED, Location.BODY, source=_PROGRAMS, of=_LATER)
def other_image(order: Order) -> Iterator[Spot]:
    """A picture stands in the field of another family.

    Turbo and 4K call the first frame `image`, motion control calls its picture `image_url`, and Kling 3 and
    Omni have names of their own. A picture under another family's name is dropped: the order is refused for
    want of one, or made of the text alone. Send it under the name that the message gives.
    """
    return without_effect(order, mends.OTHER_IMAGE)


@rule("K095", Severity.IGNORED, Location.BODY, source="provider's page of motion control", of=_LATER)
def none_of_the_kind(order: Order) -> Iterator[Spot]:
    """A field asks for what this family does not do.

    Motion control takes its length from the reference video and has neither `aspect_ratio` nor
    `generate_audio`; Turbo and 4K make no sound; where a video is made of a picture there is no ratio to
    choose. The service drops such fields without a word. Leave them out, or order from the family that has
    them.
    """
    return without_effect(order, mends.NONE_OF_THE_KIND)


RULES: tuple[Rule[Order], ...] = (other_image, none_of_the_kind)
"""These need to run only where a body has fields that its schema does not know."""
