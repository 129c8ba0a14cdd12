"""Reports of the three subjects with every verdict, and with the texts that a hostile subject would send."""

from __future__ import annotations

from dataclasses import replace

from kling3_contracts.messages import Answer, Request
from kling3_contracts.verdicts.report import Cause, Check, Report, Subject, Verdict, Violation, identity_of
from kling3_openapi.coverage.summary import CoverageSummary, Dimension, DimensionSummary

KEY = "fpk_0123456789abcdef"
ESCAPE = "\x1b]0;owned\x07\x1b[31mred\x1b[2J"
TURNED = "\u202egnp.exe\u202c"
NASTY = (
    f"<script>alert(1)</script> </pre> ]]> [bold red]x[/] {ESCAPE} {TURNED} \x00 | `a` **b** 'c' "
    '"d" &amp; [e](http://evil.test) @all \udcff \x9b5m'
)
"""Markup of every form, escape codes for terminals, and what neither XML nor JSON can carry."""
LONG = "long " * 4_000

_ORDER = Request(
    "POST",
    "/v1/ai/video/kling-v3-std?api_key=" + KEY,
    (("Content-Type", "application/json"), ("X-Freepik-Api-Key", KEY)),
    b'{"prompt": "a cat", "duration": "16"}',
)
_TAKEN = Answer(200, (("content-type", "application/json"),), b'{"data": {"status": "CREATED"}}', 0.0123)
_HOSTILE = Answer(502, (("x-what", NASTY),), NASTY.encode("utf-8", "replace"), 1.5)
_BINARY = Answer(200, (), b"\x89PNG\xff\x00" * 5_000, 0.2, cut=True)
_NONE = Answer(0)


def violation(code: str, verdict: Verdict, place: str = "createTask", detail: str = "/status") -> Violation:
    """Return a violation with all its parts."""
    message = f"got 200, expected what {code} says: mend the server"
    identity = identity_of(code, place, detail)
    return Violation(code, verdict, place, message, identity, detail, _ORDER, _TAKEN, "curl -X POST 'http://x'")


VIOLATED = violation("K102", Verdict.VIOLATED)
HOSTILE = Violation(
    "K104", Verdict.CRASHED, NASTY, NASTY, identity_of("K104", NASTY, NASTY), NASTY, _ORDER, _HOSTILE,
    f"curl -d '{NASTY}'", f"def test_it() -> None:\n    assert '''{NASTY}'''\n    ```\n", 3, NASTY,
)  # fmt: skip
VERBOSE = replace(violation("K107", Verdict.VIOLATED), message=LONG, answer=_BINARY, curl=f"curl -d '{LONG}'", times=9)
SILENT = replace(violation("K106", Verdict.TOO_SLOW), request=None, answer=_NONE, curl="", detail="")
WARNED = violation("K109", Verdict.WARNING)
ACCEPTED = replace(violation("K124", Verdict.ACCEPTED), reason="mended in the next release")

COVERAGE = CoverageSummary(
    (
        DimensionSummary(Dimension.OPERATIONS, 12, 12, ()),
        DimensionSummary(Dimension.KEYWORDS, 199, 200, (NASTY,)),
        DimensionSummary(Dimension.RULES, 10, 41, tuple(f"K{number:03}" for number in range(1, 32))),
        DimensionSummary(Dimension.TRANSITIONS, 0, 4, ("CREATED to FAILED", "a", "b", "c")),
        DimensionSummary(Dimension.WEBHOOKS, 0, 0, ()),
    )
)

SERVER = Report(
    Subject.SERVER,
    "http://127.0.0.1:8333",
    (
        Check("K100", "Every answer has a status that the document names.", Verdict.KEPT, 512),
        Check("K102", "Every body keeps its schema.", Verdict.VIOLATED, 300),
        Check("K104", NASTY, Verdict.CRASHED, 512, NASTY),
        Check("K106", "A valid order is taken.", Verdict.TOO_SLOW, 40),
        Check("K107", "An order that breaks the document is refused with 400.", Verdict.VIOLATED, 90),
        Check("K109", "Equal requests are refused in the same words.", Verdict.WARNING, 12, "a warning, and no more"),
        Check("K124", "A status only moves forward.", Verdict.ACCEPTED, 8),
        Check("K131", "A task belongs to its key.", Verdict.NOT_TRIED, 0, "no second key was given"),
    ),
    (VIOLATED, HOSTILE, VERBOSE, SILENT, WARNED, ACCEPTED),
    512,
    3.21,
    COVERAGE,
    ("the plan had 520 requests", NASTY),
    seed=7,
    created=4,
)

RECEIVER = Report(
    Subject.RECEIVER,
    "http://127.0.0.1:9000/hook?secret=...",
    (
        Check("K200", "A call that reports IN_PROGRESS is taken.", Verdict.REFUSED_VALID, 1),
        Check("K215", "A body that was changed by one byte is refused.", Verdict.ACCEPTED_FORGED, 1),
        Check("K248", "Fifty calls at once are all taken.", Verdict.NOT_TRIED, 0),
    ),
    (
        violation("K200", Verdict.REFUSED_VALID, "valid, IN_PROGRESS"),
        violation("K215", Verdict.ACCEPTED_FORGED, "one byte changed"),
    ),
    51,
    0.04,
)

CAUSED = replace(
    RECEIVER, causes=(Cause("no valid call was taken: most likely it holds another secret", frozenset({"K200"})),)
)
"""One violation follows from the cause, the other does not."""

TRAFFIC = Report(
    Subject.TRAFFIC,
    "requests.har, other.ndjson",
    (Check("K100", "Every answer has a status that the document names.", Verdict.KEPT, 1),),
    (violation("K017", Verdict.VIOLATED, "requests.har, entry 12"),),
    10_000,
    8.0,
    COVERAGE,
    trouble="other.ndjson, line 3: not JSON; the rest was read",
)

KEPT = Report(
    Subject.SERVER,
    "http://127.0.0.1:8333",
    (
        Check("K100", "Every answer has a status that the document names.", Verdict.KEPT, 5),
        Check("K101", "Every answer has a content type that the document names.", Verdict.KEPT, 5),
    ),
    (),
    1,
    0.5,
)

EMPTY = Report(Subject.TRAFFIC, "nothing.har", (), (), 0, 0.0, CoverageSummary(()))

SAMPLES = {"server": SERVER, "receiver": RECEIVER, "caused": CAUSED, "traffic": TRAFFIC, "kept": KEPT, "empty": EMPTY}
