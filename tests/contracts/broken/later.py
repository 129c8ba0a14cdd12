"""Fakes of which motion control, Turbo or 4K is wrong, while the families of February are right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Phase
from kling3_mockserver.service.clips import AspectRatio, Clip
from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Endpoint, Family, Tier
from kling3_openapi.findings import Finding
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.requests import FREEPIK_KEY
from tests.contracts.broken.callbacks_told import untold
from tests.contracts.broken.fake import Answered, Ask, Asked, Change, FakeTarget, a_target, changed
from tests.contracts.broken.gate import by_answer, by_schema, judging_by
from tests.contracts.broken.kinds import LATER_FAMILIES, Broken
from tests.contracts.broken.lawful import answering, at_paths
from tests.contracts.broken.life_answers import listed_as
from tests.contracts.broken.life_families import AllFamilies, as_first_key
from tests.contracts.broken.life_stores import Eager, Listing, Lives, cut
from tests.contracts.broken.results import Filmed

_MOTION, _UHD_IMAGE = "kling-v3-motion-control-request", "kling-4k-image-request"
_TURBO_TEXT, _TURBO_IMAGE = "kling-v3-turbo-text-request", "kling-v3-turbo-image-request"
_BARE = "/v1/ai/video/kling-v3-motion-control"
_LENGTHS = [str(each) for each in range(3, 16)]


@dataclass
class _LenientIn:
    """Rules without some of them in some families."""

    families: Collection[Family]
    dropped: Collection[str]
    rules: OrderRules

    def findings(self, family: Family, tier: Tier, body: object) -> tuple[Finding, ...]:
        found = self.rules.findings(family, tier, body)
        return tuple(each for each in found if family not in self.families or each.code not in self.dropped)


def _without(families: Collection[Family], *codes: str) -> Callable[[], FakeTarget]:
    return lambda: judging_by(_LenientIn(families, codes, OrderRules()))


def _requiring(name: str, *fields: str, lenient: str = "") -> Callable[[], FakeTarget]:
    """A fake of which a schema requires these fields alone."""

    def change(schemas: dict[str, dict[str, object]]) -> None:
        schemas[name]["required"] = list(fields)

    return by_schema(change, lenient)


def _with_field(name: str, field: str, **keywords: object) -> Callable[[], FakeTarget]:
    """A fake of which a schema says more of a field; `None` takes a keyword out."""

    def change(schemas: dict[str, dict[str, object]]) -> None:
        properties = schemas[name]["properties"]
        assert isinstance(properties, dict)
        said = {**properties[field], **keywords}
        properties[field] = {keyword: value for keyword, value in said.items() if value is not None}

    return by_schema(change)


def _lasting(*lengths: object) -> Callable[[], FakeTarget]:
    """A fake whose 4K takes these durations."""

    def change(schemas: dict[str, dict[str, object]]) -> None:
        schemas["kling-4k-duration"]["enum"] = list(lengths)

    return by_schema(change, "K010", "K061") if 16 in lengths else by_schema(change)


def _reading_as(asked_at: Family, lies_at: Family) -> Change:
    """A family that reads the tasks of another one too."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        task = asked.path.removeprefix(f"{asked_at.path}/")
        if asked.method != "GET" or task == asked.path or answer.status != 404:
            return answer
        return await ask(asked._replace(path=f"{lies_at.path}/{task}"))

    return change


class _StdJumps(Task):
    """CREATED until the end, in one tier of motion control."""

    def status(self, now: float) -> Status:
        status = super().status(now)
        return status if status.ended or self.family is not Family.MOTION_STD else Status.CREATED


class _UhdNeverEnds(Task):
    """IN_PROGRESS for ever."""

    def status(self, now: float) -> Status:
        status = super().status(now)
        return Status.IN_PROGRESS if self.tier is Tier.UHD and status.ended else status


class _TurboWithoutUrl(Task):
    """The dearer tier of one family has no video."""

    def has_video(self, now: float) -> bool:
        return (self.family, self.tier) != (Family.TURBO_IMAGE, Tier.P1080) and super().has_video(now)


def _turbo_oldest_first(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    turbo = bool(tasks) and tasks[0].family in TURBO
    return cut(tasks[::-1] if turbo else tasks, skip, limit)


def _filmed(families: Collection[Family], change: Callable[[Clip], Clip]) -> Callable[[], FakeTarget]:
    """A fake that serves other clips in some families."""

    def other(clip: Clip, endpoint: Endpoint) -> Clip:
        return change(clip) if endpoint.family in families else clip

    return lambda: changed(Filmed(other))


def _longer_in_1080p(clip: Clip) -> Clip:
    return replace(clip, seconds=clip.seconds + 1) if clip.tier is Tier.P1080 else clip


def _loud(clip: Clip) -> Clip:
    return replace(clip, audio=True, tier=Tier.P1080)


def _square(clip: Clip) -> Clip:
    return replace(clip, aspect_ratio=AspectRatio.SQUARE)


def _lists_at_orders(request: Request) -> bool:
    return request.method == "GET" and request.target == Family.TURBO_TEXT.tiers[Tier.P720]


def _orders_4k(request: Request) -> bool:
    return request.method == "POST" and request.target == Family.UHD_TEXT.path


def _open_list(request: Request, answer: Answer) -> Answer:
    """The list at a path of 4K, which takes orders too, is for anybody."""
    if request.method == "GET" and request.path == Family.UHD_TEXT.path and not request.header(FREEPIK_KEY):
        return Answer(200, (("content-type", "application/json"),), b'{"data":[]}')
    return answer


def _a_point_may_be_a_text(schemas: dict[str, dict[str, object]]) -> None:
    schemas["kling-4k-point"].pop("properties")


_RULES, _WALK = Phase.RULES, Phase.WALK
_GATED: Sequence[tuple[str, str, Callable[[], FakeTarget], Phase]] = (
    ("motion control without a picture is taken", "K065", _requiring(_MOTION, "video_url"), _RULES),
    ("motion control takes files in base64", "K033", _without(MOTION_CONTROL, "K033"), _RULES),
    ("motion control takes any orientation", "K061", _without(MOTION_CONTROL, "K061"), _RULES),
    ("the scale of motion control ends at 2", "K062", _with_field(_MOTION, "cfg_scale", maximum=2), _RULES),
    ("motion control asks for a prompt", "K106", _requiring(_MOTION, "image_url", "video_url", "prompt"), _RULES),
    ("a path of motion control needs no tier", "K097",
     at_paths(lambda path: f"{path}-pro" if path == _BARE else path), _RULES),
    ("Turbo without an image is taken", "K065", _requiring(_TURBO_IMAGE), _RULES),
    ("Turbo with an image asks for a prompt", "K106", _requiring(_TURBO_IMAGE, "image", "prompt"), _RULES),
    ("Turbo's prompt ends at 2,500 characters", "K106", _with_field(_TURBO_TEXT, "prompt", maxLength=2500), _RULES),
    ("Turbo takes no image in base64", "K106", _with_field(_TURBO_IMAGE, "image", pattern="^http"), _RULES),
    ("Turbo takes a number of seconds", "K009", _without(TURBO, "K009", "K060", "K061"), _RULES),
    ("Turbo lists where it takes orders", "K022",
     answering(Answer(200, (("content-type", "application/json"),), b'{"data":[]}'), _lists_at_orders), _RULES),
    ("4K takes no number of seconds", "K106", _lasting(*_LENGTHS), _RULES),
    ("4K takes no string of seconds", "K106", _lasting(*range(3, 16)), _RULES),
    ("4K takes 16 seconds", "K010", _lasting(*_LENGTHS, *range(3, 17)), _RULES),
    ("4K is only listed", "K106", answering(Answer(405), _orders_4k), _RULES),
    ("4K takes points of any form", "K060", by_schema(_a_point_may_be_a_text), _RULES),
    ("4K without an image is taken", "K065", _requiring(_UHD_IMAGE), _RULES),
    ("4K's list is for anybody", "K110", by_answer(_open_list), Phase.KEYS),
)  # fmt: skip

_LIVING: Sequence[tuple[str, str, Callable[[], FakeTarget], Phase]] = (
    ("motion control's tiers read each other's tasks", "K130",
     lambda: changed(_reading_as(Family.MOTION_STD, Family.MOTION_PRO)), _WALK),
    ("motion control pro lists std too", "K130",
     lambda: a_target(AllFamilies(Family.MOTION_PRO, Family.MOTION_STD)), _WALK),
    ("motion control std jumps over IN_PROGRESS", "K124", lambda: a_target(Lives(_StdJumps)), _WALK),
    ("another key reads motion control", "K131",
     lambda: changed(as_first_key(f"{Family.MOTION_PRO.path}/")), _WALK),
    ("motion control std tells nothing", "K150",
     lambda: changed(untold(Family.MOTION_STD.path)), Phase.WEBHOOKS),
    ("Turbo's families read each other's tasks", "K130",
     lambda: changed(_reading_as(Family.TURBO_IMAGE, Family.TURBO_TEXT)), _WALK),
    ("Turbo lists the oldest first", "K133", lambda: a_target(Listing(_turbo_oldest_first)), _WALK),
    ("Turbo in 1080p completes without a URL", "K126", lambda: a_target(Lives(_TurboWithoutUrl)), _WALK),
    ("Turbo in 1080p plays a second longer", "K128", _filmed(TURBO, _longer_in_1080p), _WALK),
    ("Turbo has sound", "K179", _filmed(TURBO, _loud), _WALK),
    ("Turbo in 1080p tells nothing", "K150",
     lambda: changed(untold(Family.TURBO_TEXT.tiers[Tier.P1080])), Phase.WEBHOOKS),
    ("4K has sound", "K179", _filmed(UHD, _loud), _WALK),
    ("4K is square", "K177", _filmed(UHD, _square), _WALK),
    ("4K plays 7 s", "K128", _filmed((Family.UHD_IMAGE,), lambda clip: replace(clip, seconds=7)), _WALK),
    ("4K never ends", "K137", lambda: a_target(Lives(_UhdNeverEnds)), _WALK),
    ("4K's list is behind", "K138", lambda: changed(listed_as("CREATED", Family.UHD_TEXT)), _WALK),
    ("reading 4K brings its end nearer", "K136", lambda: a_target(Eager(Family.UHD_IMAGE)), _WALK),
)  # fmt: skip

LATER_GATE: tuple[Broken, ...] = tuple(Broken(*each, (phase,), LATER_FAMILIES) for *each, phase in _GATED)
LATER: tuple[Broken, ...] = tuple(Broken(*each, (phase,), LATER_FAMILIES) for *each, phase in _LIVING)
