"""Rules on multi-shot orders: what a shot is, how many there may be and how long they may last."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_openapi.endpoints import Family
from kling3_openapi.findings import Location, Severity, pointer_to
from kling3_openapi.rules.durations import LONGEST, SHORTEST, WHOLE_SECONDS, duration_mend, seconds
from kling3_openapi.rules.nearest import nearest
from kling3_openapi.rules.order import Order, dotted, objects
from kling3_openapi.rules.rule import Rule, Spot, rule
from kling3_openapi.schemas import listed, received

_MOST_SHOTS = 6

_OBJECT_SHOT = 'send {"prompt": "...", "duration": "5"}'

_OMNI_PAGE = "provider's OpenAPI page of kling-v3-omni (February 2026)"
_KLING3_PAGE = "provider's OpenAPI page of kling-v3 (February 2026)"


@rule("K005", Severity.ERROR, Location.BODY, source=_OMNI_PAGE, when=("multi_prompt",), of=[Family.OMNI])
def shot_as_object(order: Order) -> Iterator[Spot]:
    """On Kling 3 Omni a shot is a string.

    Kling 3 takes objects with a prompt and a duration, Omni takes the prompts alone. An object where a
    string is due is refused. Send the text of each shot alone.
    """
    for index, _ in objects(order.items("multi_prompt")):
        yield (
            pointer_to("multi_prompt", index),
            f"multi_prompt.{index} must be a string on Kling 3 Omni, not an object: send its text alone",
        )


@rule("K006", Severity.ERROR, Location.BODY, source=_KLING3_PAGE, when=("multi_prompt",), of=[Family.KLING3])
def shot_as_string(order: Order) -> Iterator[Spot]:
    """On Kling 3 a shot is an object.

    Omni takes the shots as strings, Kling 3 takes objects with a `prompt` and a `duration`. A string
    where an object is due is refused. Wrap each text and give it its own duration.
    """
    for index, shot in enumerate(order.items("multi_prompt")):
        if isinstance(shot, str):
            yield (
                pointer_to("multi_prompt", index),
                f"multi_prompt.{index} must be an object on Kling 3, not a string: {_OBJECT_SHOT}",
            )


@rule(
    "K008",
    Severity.ERROR,
    Location.BODY,
    source="provider's prose overview and OpenAPI page of kling-v3",
    when=("multi_prompt",),
    of=[Family.KLING3],
)
def shot_durations(order: Order) -> Iterator[Spot]:
    """Every shot lasts 3 seconds or more, and all of them 15 or less.

    The schema's durations begin at "3", but it can't add them up, as the service does. Shots that are too
    long together are refused after the request has passed every schema check, so this is told after what the
    schema refuses; of a duration that is a number K009 tells. Give each shot at least 3 seconds, and all of
    them together at most 15.
    """
    if shots := order.items("multi_prompt"):
        durations = {index: shot.get("duration") for index, shot in objects(shots)}
        given = {index: length for index, each in durations.items() if (length := seconds(each)) is not None}
        yield from (
            _too_short(index, duration)
            for index, duration in durations.items()
            if isinstance(duration, str) and given.get(index, SHORTEST) < SHORTEST
        )
        # A shot that is too long by itself is told of by its own duration.
        if sum(given.values()) > LONGEST >= max(given.values()):
            yield "/multi_prompt", _too_long(sum(given.values()))


@rule("K015", Severity.ERROR, Location.BODY, source="seen in public programs", when=("shot_type",))
def shot_type(order: Order) -> Iterator[Spot]:
    """shot_type knows `customize`, and on Kling 3 `intelligent`.

    Kling's own API says `intelligence`, and Omni has nothing but `customize`. Any other value is refused.
    Send `intelligent` on Kling 3 to let it choose the shots; on Omni leave the field out.
    """
    asked, allowed = order.body.get("shot_type"), order.choices("shot_type")
    if allowed and isinstance(asked, str) and asked not in allowed:
        meant = nearest(asked, allowed) or allowed[0]
        message = f"shot_type must be {listed(allowed)} on {order.family.title}, got {received(asked)}"
        yield "/shot_type", f'{message}: send "{meant}"'


@rule(
    "K046",
    Severity.ERROR,
    Location.BODY,
    source="provider's OpenAPI pages (February 2026)",
    when=("multi_prompt",),
    of=[Family.KLING3, Family.OMNI],
)
def shot_count(order: Order) -> Iterator[Spot]:
    """A video has six shots at most.

    Both Kling 3 and Omni end at six items in `multi_prompt`. A longer list is refused whole, not cut.
    Leave shots out, or make a second video of them.
    """
    count = len(order.items("multi_prompt"))
    if count > _MOST_SHOTS:
        over = count - _MOST_SHOTS
        message = f"multi_prompt may have {_MOST_SHOTS} shots, got {count}"
        yield "/multi_prompt", f"{message}: leave out {over} or make a second video"


@rule("K091", Severity.ADVICE, Location.BODY, source=_KLING3_PAGE, when=("duration",), of=[Family.KLING3])
def duration_beside_shots(order: Order) -> Iterator[Spot]:
    """The shots last another time than duration says.

    The pages give each shot a duration of its own and the video one as well, and do not say which counts where they
    differ. The fake films the shots; the service may do otherwise, and the length is what is paid for. Nothing is
    said of the default "5", which many programs always send. Leave `duration` out, or make it the sum of the shots.
    """
    asked = order.body.get("duration")
    if asked in WHOLE_SECONDS and asked != order.vocabulary.defaults["duration"]:
        shots = order.items("multi_prompt")
        lengths = [str(shot.get("duration")) for _, shot in objects(shots)]
        # Where a shot is wrong or names no duration, nobody knows the sum.
        if shots and len(lengths) == len(shots) and set(lengths) <= set(WHOLE_SECONDS):
            total = sum(map(int, lengths))
            if total != int(str(asked)) and total <= LONGEST:
                yield "/duration", _differs(str(asked), total)


def _differs(asked: str, total: int) -> str:
    seen = f"duration is {asked} seconds and the shots last {total}"
    return f'{seen}, the pages do not say which counts, here the shots do: leave duration out or send "{total}"'


def _too_short(index: int, duration: str) -> Spot:
    pointer = pointer_to("multi_prompt", index, "duration")
    wanted = f"at least {SHORTEST} seconds, one of {listed(WHOLE_SECONDS)}"
    return pointer, f"{dotted(pointer)} must be {wanted}, got {received(duration)}: {duration_mend(seconds(duration))}"


def _too_long(total: float) -> str:
    over = total - LONGEST
    return f"multi_prompt may last {LONGEST} seconds in all, got {total:g}: shorten the shots by {over:g}"


EXPLAINING_RULES: tuple[Rule[Order], ...] = (shot_as_object, shot_as_string, shot_type, shot_count)
"""These say better what the schema finds too: they need to run only where it finds something."""

RULES: tuple[Rule[Order], ...] = (*EXPLAINING_RULES, shot_durations, duration_beside_shots)
