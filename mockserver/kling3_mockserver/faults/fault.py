"""Faults: what goes wrong on purpose. Closed types, in three groups: answers of the API, webhooks, results.

`PlannedFault` (`plan`) says when one happens, `text` writes and reads them as words.
"""

from __future__ import annotations

from dataclasses import dataclass

from kling3_mockserver.errors import FaultError

DOCUMENTED_STATUSES = (400, 401, 500, 503)
COLLISION_STATUSES = (401, 422)
PAGE_STATUSES = (200, 500, 502, 504)
_LONGEST = 86_400.0
"""Seconds: nobody waits longer than a day on purpose."""


# What the API answers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentedError:
    """An error of the provider's document, with its documented body: 400, 401, 500 or 503."""

    status: int = 500

    def __post_init__(self) -> None:
        if self.status not in DOCUMENTED_STATUSES:
            own = "CreditUsedUp() is 402, PenaltyBox() 403, TasksNotFound() 404, OrdersCollided() 422"
            others = f"{own}, RateLimited() 429, HtmlPage(502) and HtmlPage(504) are a gateway's"
            raise FaultError(f"got DocumentedError({self.status}): expected one of 400, 401, 500 and 503; {others}")


@dataclass(frozen=True, slots=True)
class RateLimited:
    """429 in the service's words, with the three `x-ratelimit-` headers; what comes within a minute is K035."""


@dataclass(frozen=True, slots=True)
class PenaltyBox:
    """403 "Penalty Box", as an address was once seen to be answered after malformed bodies or bursts (confidence C)."""


@dataclass(frozen=True, slots=True)
class CreditUsedUp:
    """402, as an order was seen to be answered when the credit is used up; its body is assumed (confidence C)."""


@dataclass(frozen=True, slots=True)
class OrdersCollided:
    """422 or 401, as orders by one key in the same millisecond were once seen to be answered (confidence C)."""

    status: int = 422

    def __post_init__(self) -> None:
        if self.status not in COLLISION_STATUSES:
            raise FaultError(f"got OrdersCollided({self.status}): expected 422 or 401, as OrdersCollided()")


@dataclass(frozen=True, slots=True)
class TasksNotFound:
    """404 "Tasks not found" for a list, as the live service answers a key without tasks."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A gateway's HTML page where JSON is expected, with status 500, 200, 502 or 504."""

    status: int = 500

    def __post_init__(self) -> None:
        if self.status not in PAGE_STATUSES:
            raise FaultError(
                f"got HtmlPage({self.status}): expected 500, 200, 502 or 504; DocumentedError(503) is JSON"
            )


@dataclass(frozen=True, slots=True)
class EmptyBody:
    """Status 200, the content type of JSON, and no byte of it."""


@dataclass(frozen=True, slots=True)
class TruncatedJson:
    """The true answer with the second half of its JSON cut off, its length announced as it is."""


@dataclass(frozen=True, slots=True)
class WrongContentType:
    """The true answer under another content type."""

    content_type: str = "text/plain"

    def __post_init__(self) -> None:
        # It becomes a header, and a word of a text.
        text = self.content_type
        if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable() or " " in text:
            got = f"got WrongContentType({text!r:.60})"
            raise FaultError(f"{got}: expected a type in printable ASCII without spaces, as in text/html")


@dataclass(frozen=True, slots=True)
class Latency:
    """An answer that comes after `seconds`, or after any time from `seconds` to `most`, drawn evenly by the seed.

    Over a socket these are real seconds. A mock that is asked in process never waits: a manual clock is moved
    instead, and a client's time limit counts.
    """

    seconds: float
    most: float | None = None

    def __post_init__(self) -> None:
        _check_seconds("Latency", self.seconds)
        if self.most is None:
            return
        if not isinstance(self.most, (int, float)) or not self.seconds <= self.most <= _LONGEST:
            got = f"got Latency({self.seconds!r}, {self.most!r})"
            raise FaultError(f"{got}: expected the longest time second, as in Latency(0.1, 2)")


@dataclass(frozen=True, slots=True)
class ConnectionReset:
    """The connection is reset before the first byte of the answer; `midway`: after half of the true answer."""

    midway: bool = False


ApiFault = (
    DocumentedError | RateLimited | PenaltyBox | CreditUsedUp | OrdersCollided | TasksNotFound | HtmlPage | EmptyBody
    | TruncatedJson | WrongContentType | Latency | ConnectionReset
)  # fmt: skip


# What becomes of a webhook ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WebhookDropped:
    """The call is never made."""


@dataclass(frozen=True, slots=True)
class WebhookDuplicated:
    """The call is made twice, byte for byte, with one id."""


@dataclass(frozen=True, slots=True)
class WebhookDelayed:
    """The call is made so many seconds later, by the mock's clock; later calls for its task wait behind it."""

    seconds: float

    def __post_init__(self) -> None:
        _check_seconds("WebhookDelayed", self.seconds)


@dataclass(frozen=True, slots=True)
class WebhookOutOfOrder:
    """The call is made after the next one for its task; the last one of a task has no next and comes as ever."""


@dataclass(frozen=True, slots=True)
class WebhookWrongSignature:
    """The call is signed with another secret."""


@dataclass(frozen=True, slots=True)
class WebhookStale:
    """The call is signed with a timestamp that is `seconds` old; receivers refuse more than 300."""

    seconds: float = 600.0

    def __post_init__(self) -> None:
        _check_seconds("WebhookStale", self.seconds)


@dataclass(frozen=True, slots=True)
class WebhookTampered:
    """The status in the body is changed after it was signed."""


@dataclass(frozen=True, slots=True)
class WebhookOldSecret:
    """Only the first of several secrets signs; where there is one alone, a made-up `v0` before it."""


@dataclass(frozen=True, slots=True)
class WebhookNotJson:
    """The body is a page of HTML, well signed."""


WebhookFault = (
    WebhookDropped | WebhookDuplicated | WebhookDelayed | WebhookOutOfOrder | WebhookWrongSignature
    | WebhookStale | WebhookTampered | WebhookOldSecret | WebhookNotJson
)  # fmt: skip


# What a result link gives -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultExpired:
    """403, as for a link that is older than an hour."""


@dataclass(frozen=True, slots=True)
class ResultMissing:
    """404, as for a video that is no longer held."""


@dataclass(frozen=True, slots=True)
class ResultTruncated:
    """200 and the first half of the file, its length announced as it is: only a look at the video tells."""


@dataclass(frozen=True, slots=True)
class ResultSlow:
    """The file comes in ten pieces over `seconds`; in process at once, while a manual clock is moved."""

    seconds: float

    def __post_init__(self) -> None:
        _check_seconds("ResultSlow", self.seconds)


ResultFault = ResultExpired | ResultMissing | ResultTruncated | ResultSlow

Fault = ApiFault | WebhookFault | ResultFault


def _check_seconds(name: str, seconds: float) -> None:
    if not isinstance(seconds, (int, float)) or not 0 <= seconds <= _LONGEST:
        raise FaultError(f"got {name}({seconds!r}): expected seconds from 0 to {_LONGEST:.0f}, a day")
