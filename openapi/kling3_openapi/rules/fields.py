"""Rules on the names of fields: the service drops what it does not know and answers 200 all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.findings import Location, Severity, pointer_to
from kling3_openapi.rules import mends
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.nearest import nearest, variant_of
from kling3_openapi.rules.order import Order, objects
from kling3_openapi.rules.rule import Rule, Spot, rule

_INDEX = "index"
_TOLD_BY_SHOT_INDEX = ("multi_prompt", _INDEX)
_SHOWN_CHARACTERS = 60

_MOST_COMPARED = 50
"""Unknown fields: a body with more of them is no slip of the pen, and comparing names costs."""

_NOTHING_INSTEAD = "leave it out"

_PROGRAMS = "seen in public programs"
_OVERVIEW = "provider's prose overview of Kling 3, against its OpenAPI page"

_NEAREST: Mapping[Family, tuple[Family, ...]] = {
    Family.KLING3: (Family.OMNI, Family.REFERENCE),
    Family.OMNI: (Family.REFERENCE, Family.KLING3),
    Family.REFERENCE: (Family.OMNI, Family.KLING3),
}
"""Where else to look first for a field."""

_ITEMS = {"dynamic_masks": "in a mask", "elements": "in an element", "multi_prompt": "in a shot"}
"""What messages call an object of a list."""

_OMNI_PAGE = "provider's OpenAPI page of kling-v3-omni (February 2026)"


@rule("K001", Severity.IGNORED, Location.BODY, source=_OVERVIEW)
def image_list(order: Order) -> Iterator[Spot]:
    """image_list has no effect on Kling 3.

    The overview page shows this list, but the schema of the endpoint has no such field. The service drops
    it without a word and makes a video of the text alone, which is paid for. Send the first frame as
    `start_image_url` and the last one as `end_image_url`.
    """
    return without_effect(order, mends.IMAGE_LIST)


@rule("K002", Severity.IGNORED, Location.BODY, source=_OVERVIEW)
def element_list(order: Order) -> Iterator[Spot]:
    """element_list has no effect.

    The overview page and Kling's own API register elements and send their ids in this list; no schema
    here has it. The service drops it, so that faces and objects change from shot to shot. Send
    `elements`, objects with `reference_image_urls` and `frontal_image_url`; reference-to-video takes no
    elements at all.
    """
    return without_effect(order, mends.ELEMENT_LIST)


@rule("K003", Severity.IGNORED, Location.BODY, source=_PROGRAMS)
def image_url(order: Order) -> Iterator[Spot]:
    """image_url has no effect on Kling 3.

    Omni and reference-to-video call the first frame `image_url`, Kling 3 does not. There the service
    drops it and makes a video of the text alone. Send the image as `start_image_url`.
    """
    return without_effect(order, mends.IMAGE_URL)


@rule("K007", Severity.IGNORED, Location.BODY, source=_OVERVIEW, when=("multi_prompt",), of=[Family.KLING3])
def shot_index(order: Order) -> Iterator[Spot]:
    """index has no effect in a shot.

    The overview page numbers the shots, the schema has only `prompt` and `duration`. The service drops
    the number and films the shots as the list orders them, so a list in another order makes another
    video. Put the shots in their order and leave `index` out.
    """
    for place, shot in objects(order.items("multi_prompt")):
        if _INDEX in shot:
            message = _no_effect(_INDEX, "in a shot", "put the shots in their order and leave it out")
            yield pointer_to("multi_prompt", place, _INDEX), message


@rule("K012", Severity.IGNORED, Location.BODY, source=_OMNI_PAGE)
def guidance(order: Order) -> Iterator[Spot]:
    """cfg_scale and negative_prompt have no effect on Kling 3 Omni.

    Kling 3 and reference-to-video have these two fields. On Omni's text and image endpoints the service
    drops them, and the video shows what was to be avoided. This is told of the defaults of the
    others too: no page says that Omni does as they do. Say it in the prompt, or use Kling 3.
    """
    return without_effect(order, mends.GUIDANCE)


@rule(
    "K013",
    Severity.ADVICE,
    Location.BODY,
    source="provider's OpenAPI pages (February and April 2026)",
    when=("voice_ids",),
    of=[Family.KLING3, Family.OMNI],
    until=Edition.APRIL_2026,
)
def voice_ids(order: Order) -> Iterator[Spot]:
    """voice_ids has left the documentation.

    The schemas of February 2026 have `voice_ids`, those of April no longer do. Whether the service still
    reads it is not known; a field outside the schema is dropped without a word. An empty list asks for no
    voice, so nothing is said of it. Don't build on the field: describe the voices in the prompt.
    """
    if order.body.get("voice_ids", []) != []:
        yield (
            "/voice_ids",
            "voice_ids is gone from the documentation since April 2026: describe the voices in the prompt",
        )


@rule(
    "K014",
    Severity.ADVICE,
    Location.BODY,
    source="provider's prose overview and OpenAPI page (April 2026)",
    until=Edition.APRIL_2026,
)
def multi_shot(order: Order) -> Iterator[Spot]:
    """multi_shot is in the newer documentation only.

    The overview page and the schema of April 2026 have `multi_shot`, the schema of February does not. It
    is never refused, but a service that keeps the older schema drops it. Its default `false` changes
    nothing either way. Let `multi_prompt` make the shots, and don't count on the switch.
    """
    known = mends.MULTI_SHOT.get(order.family, {})
    for name in order.unknown:
        if name in known:
            yield pointer_to(name), f"{name} may have no effect on {order.family.title}: {known[name]}"


@rule(
    "K069",
    Severity.IGNORED,
    Location.BODY,
    source="provider's OpenAPI pages of the edition in the message",
    since=Edition.APRIL_2026,
)
def gone(order: Order) -> Iterator[Spot]:
    """A field of an earlier edition is gone and has no effect.

    Earlier pages have the field, those of the edition that is kept no longer do: `voice_ids` since April 2026,
    and, as a catalogue of the newer specification has it, `elements` since August. A field outside the schema
    is dropped without a word, whatever it holds; nothing is said of an empty one. Leave it out, and do what the
    message says instead.
    """
    since = order.vocabulary.gone[order.family]
    for name in order.unknown:
        if name in since:
            where = f"on {order.family.title}, gone{order.since(name)}"
            yield pointer_to(name), _no_effect(name, where, mends.GONE.get(name, _NOTHING_INSTEAD))


@rule("K024", Severity.IGNORED, Location.BODY, source=_PROGRAMS)
def video_url(order: Order) -> Iterator[Spot]:
    """video_url has no effect on Kling 3 Omni's text and image endpoints.

    A reference video belongs to an endpoint of its own. Here the service drops the field and makes a
    video that has nothing of the reference. Send the order to reference-to-video of the same tier.
    """
    return without_effect(order, mends.VIDEO_URL)


@rule("K037", Severity.IGNORED, Location.BODY, source=_PROGRAMS)
def other_api(order: Order) -> Iterator[Spot]:
    """A field of Kling's own API has no effect here.

    Kling's own API calls many things otherwise: `model_name`, `mode`, `image`, `image_tail`, `sound`,
    `camera_control`, `callback_url`. The service drops them, so the image, the sound or the call at the
    end is missing. The message names what this API has instead.
    """
    return without_effect(order, mends.OTHER_API)


@rule("K040", Severity.IGNORED, Location.BODY, source=_PROGRAMS, when=("dynamic_masks", "elements", "multi_prompt"))
def unknown_field(order: Order) -> Iterator[Spot]:
    """A field that the endpoint does not have has no effect.

    The service does not refuse what it does not know: it answers 200, drops the field and charges for the
    video. Most of these are slips of the pen or fields of another endpoint. Nothing is said of another
    endpoint's field that asks for nothing: an empty text or list, `shot_type` and `multi_shot` at their
    defaults. The message names the nearest field that the endpoint has, or the endpoint that has the field.
    """
    named, gone_since = mends.NAMED[order.family], order.vocabulary.gone[order.family]
    for name in order.unknown:
        if name not in named and name not in gone_since:
            yield pointer_to(name), _no_effect(name, f"on {order.family.title}", _mend(order, name))
    for field, known in order.vocabulary.within[order.family].items():
        yield from _unknown_within(order, field, _ITEMS.get(field, f"in an item of {field}"), known)


def without_effect(order: Order, table: mends.Mends) -> Iterator[Spot]:
    """Yield the fields of an order that its family drops, with what a table says to do instead."""
    known = table.get(order.family, {})
    for name in order.unknown:
        if name in known:
            yield pointer_to(name), _no_effect(name, f"on {order.family.title}", _for(order, known[name]))


def _no_effect(name: str, where: str, mend: str) -> str:
    shown = echoed(name, _SHOWN_CHARACTERS) or "a field without a name"
    return f"{shown} has no effect {where}: {mend}"


def _for(order: Order, mend: str) -> str:
    """The mend as the order's tier and edition have it: what is gone is nothing to send."""
    instead = mend.removeprefix("send ")
    if since := order.since(instead):
        return f"leave it out, {instead} is gone{since} too"
    return mend.format(tier=order.tier.value)


def _mend(order: Order, name: str) -> str:
    fields, mended = order.vocabulary.body[order.family], mends.KNOWN[order.family]
    meant = variant_of(name, fields) or variant_of(name, mended)
    if meant is None and (path := _path_with(order, name)):
        return f"POST the order to {path}, which has it"
    if meant is None and len(order.unknown) <= _MOST_COMPARED:
        meant = nearest(name, fields | mended.keys())
    return _for(order, mended[meant]) if meant is not None and meant in mended else _send(meant)


def _path_with(order: Order, name: str) -> str | None:
    """The path of the nearest family that has a field, if one has: of the same tier where one has that too."""
    families = (*_NEAREST.get(order.family, ()), *Family)
    having = [family for family in families if name in order.vocabulary.body[family]]
    having.sort(key=lambda family: order.tier not in family.tiers)
    return next(map(order.path_in, having), None)


def _send(meant: str | None) -> str:
    return f"send {meant}" if meant else "leave it out, no field is called so"


def _unknown_within(order: Order, field: str, where: str, known: frozenset[str]) -> Iterator[Spot]:
    for place, item in objects(order.items(field)):
        if item.keys() <= known:
            continue
        for name in item:
            if name not in known and (field, name) != _TOLD_BY_SHOT_INDEX:
                message = _no_effect(name, where, _send(nearest(name, known)))
                yield pointer_to(field, place, name), message


UNKNOWN_FIELD_RULES: tuple[Rule[Order], ...] = (
    image_list, element_list, image_url, guidance, multi_shot, gone, video_url, other_api,
)  # fmt: skip
"""These need to run only where a body has fields that its schema does not know."""

RULES: tuple[Rule[Order], ...] = (*UNKNOWN_FIELD_RULES, shot_index, voice_ids, unknown_field)
