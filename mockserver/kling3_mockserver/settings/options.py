"""Options: each setting with the text that stands for it on a command line, in the environment, in TOML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum

from kling3_mockserver.errors import MockError, SettingsError
from kling3_mockserver.journal.log_style import LogFormat, LogStyle
from kling3_mockserver.limits import rate_limits
from kling3_mockserver.limits.collisions import OnCollision
from kling3_mockserver.media.policy import InspectMedia
from kling3_mockserver.settings.settings import ClockKind, EmptyList, Settings, WebhookTime
from kling3_mockserver.stores import location
from kling3_mockserver.suggestion import suggestion
from kling3_mockserver.tasks import scenario
from kling3_mockserver.tasks.models import checked_model
from kling3_mockserver.tasks.task import Status
from kling3_openapi.editions import Edition
from kling3_openapi.signature import SecretEncoding

_MOST_DIGITS = 40
_SHOWN_CHARACTERS = 60
MOST_WORKERS = 64
_DEFAULTS = {"workers": 1} | {each.name: each.default for owner in (Settings, LogStyle) for each in fields(owner)}

Parse = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its name in kebab case, what it does, how its text is read; `many` may be given repeatedly."""

    name: str
    help: str
    parse: Parse
    many: bool = False
    live: bool = False
    """Whether the control API may change it while the fake runs."""
    secret: bool = False
    """Whether its value is never shown."""
    alone: str = ""
    """What its name means on a command line without a text behind it, where that is lawful."""
    metavar: str = ""
    """What its text is, in a word, where that is not seen by how it is read."""

    @property
    def field(self) -> str:
        """The field of Settings that it sets."""
        plurals = {
            "api-key": "api_keys",
            "webhook-secret": "webhook_secrets",
            "webhook-status": "webhook_statuses",
            "control-host": "control_hosts",
        }
        return plurals.get(self.name, self.snake)

    @property
    def snake(self) -> str:
        """The name in snake case, as it stands in environment variables and Python."""
        return self.name.replace("-", "_")

    @property
    def kind(self) -> str:
        """What its text is, in a word, or its choices."""
        kinds: dict[Parse, str] = {_whole: "INTEGER", _number: "NUMBER", scenario.parse: "SCENARIO"}
        if isinstance(self.parse, _Choice):
            return f"[{'|'.join(self.parse.known)}]"
        return self.metavar or kinds.get(self.parse, "TEXT")

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that alone are good; none where others are too."""
        return tuple(self.parse.known) if isinstance(self.parse, _Choice) else ()

    @property
    def default_words(self) -> str:
        """What it is by itself, as text that could be given, or `none`."""
        default = _DEFAULTS[self.field]
        if self.flag:
            return "on" if default else "off"
        return "none" if default in (None, ()) else _plain_words(default)

    @property
    def flag(self) -> bool:
        """Whether it is on or off."""
        return self.parse is boolean


def boolean(text: str) -> bool:
    """Return what `true`, `1`, `yes`, `on` and their opposites mean."""
    known = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    if text.lower() not in known:
        raise ValueError(f"got '{text}', expected true or false")
    return known[text.lower()]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Reads one of the members of an enumeration by their words."""

    known: Mapping[str, Enum]

    def __call__(self, text: str) -> Enum:
        if text.lower() not in self.known:
            raise ValueError(f"got '{text}'{suggestion(text, self.known)}, expected one of {', '.join(self.known)}")
        return self.known[text.lower()]


def _choice(kind: type[Enum]) -> _Choice:
    return _Choice({_word(each): each for each in kind})


def _whole(text: str) -> int:
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > _MOST_DIGITS:
        raise ValueError(f"got '{text[:_MOST_DIGITS]}', expected a whole number")
    return int(text)


def _worker_count(text: str) -> int:
    expected = f"expected a whole number from 1 to {MOST_WORKERS}"
    try:
        count = _whole(text)
    except ValueError:
        raise ValueError(f"got '{text[:_MOST_DIGITS]}', {expected}") from None
    if not 1 <= count <= MOST_WORKERS:
        raise ValueError(f"got {count}, {expected}")
    return count


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"got '{text[:40]}', expected a number") from None


def _word(each: Enum) -> str:
    return str(each.value).lower().replace("_", "-")


OPTIONS: tuple[Option, ...] = (
    Option("host", "Address to listen on. 0.0.0.0 lets other machines in: set --control-token with it.", str),
    Option("port", "Port to listen on; 0 takes any free one.", _whole),
    Option("tls", "Speak https, by a certificate of this machine's own authority, which kling3-mock ca writes to "
           "a file for programs to trust.", boolean),
    Option("tls-cert", "Speak https by the certificate in this PEM file, which may have the key too.", str,
           metavar="FILE"),
    Option("tls-key", "The PEM file with the key of --tls-cert.", str, metavar="FILE"),
    Option("proxy", "Serve at this port, 0 for any free one, programs that take it for their HTTPS_PROXY: it answers "
           "for the service's hosts itself.", _whole, metavar="PORT"),
    Option("api-key", "A key to accept; repeat it for several. Without it any key is good.",
           str, many=True, live=True, secret=True),
    Option("webhook-secret", "A secret to sign webhooks with; the first signs as v1, the second as v2, side by side.",
           str, many=True, live=True, secret=True),
    Option("webhook-secret-encoding", "How the secret's text becomes a key.",
           _choice(SecretEncoding), live=True),
    Option("webhook-status", "A status of which webhooks are sent; repeat it for several. Without it all but "
           "created.", _choice(Status), many=True, live=True),
    Option("webhook-attempts", "How often a webhook is tried at most.", _whole, live=True),
    Option("webhook-timeout", "Seconds that a receiver has to answer.", _number, live=True),
    Option("webhook-retry-delay", "Seconds before the second try; each further delay is four times as long.",
           _number, live=True),
    Option("webhook-time", "The time that webhooks are signed with: sent, the time of day at which each attempt is "
           "really sent, or clock, that of the fake's clock.", _choice(WebhookTime), live=True),
    Option("webhook-ca", "A PEM file of certificates to trust beside the public ones: that of a CA, or of a receiver "
           "that signed its own.", str, metavar="FILE"),
    Option("webhook-insecure", "Call receivers by https whatever their certificate says and whoever signed it.",
           boolean),
    Option("scenario", f"How tasks end: {scenario.SCENARIO_WORDS}.", scenario.parse, live=True),
    Option("outage", "A model, family or tier, whose tasks all fail after 4 s, as the service was seen to do for a "
           "while; repeat it for several.", checked_model, many=True, live=True, metavar="MODEL"),
    Option("task-seconds", "Seconds that a task takes when its scenario names none.", _number, live=True),
    Option("task-reads", "Reads after which such a task has ended too, whatever the clock says; 0 for none.", _whole,
           live=True),
    Option("clock", "real runs by itself; manual stands still until POST /_mock/clock moves it.", _choice(ClockKind)),
    Option("poll-limit", "How often a task may be read while a manual clock stands that alone could end it; then it "
           "fails. 0 for no limit; tests in pytest have 1000.", _whole),
    Option("speed", "How many times faster tasks and retries go than the seconds that are set for them.", _number,
           live=True),
    Option("seed", "Make ids, tokens and delays repeatable.", _whole),
    Option("edition", "The month of the provider's pages whose contract is kept.", _choice(Edition), live=True),
    Option("strict", "Refuse with 400 an order with anything that the service would silently ignore.", boolean,
           live=True),
    Option("strict-reads", "Refuse GET with 400 too, for a query that the service would silently ignore.", boolean,
           live=True),
    Option("list-ignored", "List in a 400, as kling3_ignored beside invalid_params, what would be ignored too.",
           boolean, live=True),
    Option("empty-list", "What the list of a key without tasks answers: empty (200) or not-found (404).",
           _choice(EmptyList), live=True),
    Option("rate-limit", f"How much may be asked before the answer is 429: {rate_limits.RATE_LIMIT_WORDS}.",
           rate_limits.parse, live=True, metavar="[off|documented|NUMBER]"),
    Option("penalty-box", "Answer 403 for ten minutes to an address of which so many requests in a minute were refused "
           "with 400 or 429, as the service was once seen to do; 0 for never.", _whole, live=True),
    Option("prices", "A TOML file of prices in the place of the table that is known, of which the provider prints "
           "none.", str, metavar="FILE"),
    Option("balance", "What the orders of each key may cost in all, as in 3.5; what comes then is answered 402. Orders "
           "of unknown price are not paid. Without it any sum.", _number, live=True, metavar="AMOUNT"),
    Option("inspect-media", "Fetch the pictures and videos that orders name and hold them to what the provider "
           "states: report answers 200 and lets the task end FAILED, refuse answers 400; alone it is report.",
           _choice(InspectMedia), live=True, alone="report"),
    Option("media-allow", "A host whose pictures and videos may be fetched at an address that is not public; repeat it "
           "for several. localhost may be by itself.", str, many=True, live=True, metavar="HOST"),
    Option("collision", "Answer the later one of two orders by a key in the same millisecond of the clock 401 or 422, "
           "as the service was once seen to do.", _choice(OnCollision), live=True),
    Option("chaos", "Let this share of requests, webhooks and results go wrong, as in 0.05; each is named in the log "
           "and in x-kling3-fault.", _number, live=True),
    Option("result-url", "What result URLs begin with, when programs reach the fake by another name: "
           "http://mock.test:8333.", str, live=True, metavar="URL"),
    Option("path-prefix", "What a proxy puts before every path, as in /api/freepik; result URLs have it too.", str,
           metavar="PATH"),
    Option("cors", "An origin whose pages may call the API from a browser, as in http://localhost:5173, or * for all; "
           "repeat it for several. For development: the service allows none.", str, many=True, metavar="ORIGIN"),
    Option("store", f"Where tasks, webhooks under way, queues and the journal are held: {location.STORE_WORDS}. What "
           "is in memory ends with the process; a file has it at the next start, and a server for several processes.",
           location.parse, metavar="[memory|sqlite:FILE|redis://HOST]"),
    Option("journal-size", "How many requests and deliveries to remember.", _whole),
    Option("control-token", "Ask callers of /_mock/ for this token instead of being on this machine.", str,
           secret=True),
    Option("control-host", "A further name of this machine by which its programs may ask /_mock/, as in mock.test; "
           "repeat it for several.", str, many=True, metavar="NAME"),
)  # fmt: skip

LOG_OPTIONS: tuple[Option, ...] = (
    Option("quiet", "Write the URL, and then only what went wrong, each finding and each refusal once: no line for "
           "every request.", boolean),
    Option("log-format", "Write the log for people, or as one JSON object a line for programs.", _choice(LogFormat)),
)  # fmt: skip
"""What the command alone can set: a fake in pytest, or over ASGI, has no log."""

WORKER_OPTIONS: tuple[Option, ...] = (
    Option("workers", "How many processes serve the one port, as one fake; more than one need a --store on a server.",
           _worker_count, metavar="INTEGER"),
)  # fmt: skip
"""What `serve` alone can set: what runs beside a program, or over ASGI, is one process."""

SERVE_OPTIONS = (*OPTIONS, *LOG_OPTIONS, *WORKER_OPTIONS)
"""What the command can set."""


def read(option: Option, value: object) -> object:
    """Return the value that a text, number, truth value or list of them stands for; raise SettingsError.

    None takes away what was set, where a setting may be without a value.
    """
    if value is None:
        return _nothing(option)
    if option.many:
        given = value if isinstance(value, (list, tuple)) else [value]
        return tuple(_read_one(option, each) for each in given)
    return _read_one(option, value)


def settings_of(values: Mapping[str, object], base: Settings | None = None) -> Settings:
    """Return settings with the named options set; names in kebab or snake case; raise SettingsError."""
    fresh: Callable[..., Settings] = replace
    return fresh(base or Settings(), **fields_of(values))


def log_style_of(values: Mapping[str, object]) -> LogStyle:
    """Return the style of the log with the named options set; raise SettingsError."""
    fresh: Callable[..., LogStyle] = LogStyle
    return fresh(**fields_of(values, LOG_OPTIONS))


def workers_of(values: Mapping[str, object]) -> int:
    """Return how many workers the named options ask for; raise SettingsError."""
    chosen = {**_DEFAULTS, **fields_of(values, WORKER_OPTIONS)}["workers"]
    assert isinstance(chosen, int)  # noqa: S101  (as its option reads it)
    return chosen


def fields_of(values: Mapping[str, object], options: Sequence[Option] = OPTIONS) -> dict[str, object]:
    """Return what the named options set, by the field that each has; raise SettingsError."""
    known = {option.name: option for option in options}
    found: dict[str, object] = {}
    for name, value in values.items():
        option = known.get(name.replace("_", "-"))
        if option is None:
            raise _no_such(name, known)
        found[option.field] = read(option, value)
    return found


def check_live(names: Iterable[str]) -> None:
    """Raise SettingsError unless all these are settings that may change while the fake runs."""
    known, live = [option.name for option in OPTIONS], live_names()
    for name in names:
        kebab = name.replace("_", "-")
        if kebab not in known:
            raise _no_such(name, known, live)
        if kebab not in live:
            raise SettingsError(name, f"can't be changed while running: expected one of {', '.join(live)}")


def described(settings: Settings) -> dict[str, object]:
    """Return the settings by option name as JSON values; secrets and keys show only how many there are."""
    return {option.name: _described(option, getattr(settings, option.field)) for option in OPTIONS}


def _no_such(name: str, known: Iterable[str], choices: Iterable[str] = ()) -> SettingsError:
    """Return the error for a name that is not known; the nearest is written as the name is."""
    names = [each if "-" in name else each.replace("-", "_") for each in known]
    expected = ", ".join(choices or known)
    shown = name[:_SHOWN_CHARACTERS]
    return SettingsError(shown, f"no such setting{suggestion(name, names)}: expected one of {expected}")


def _nothing(option: Option) -> object:
    default = _DEFAULTS[option.field]
    if default is None or default == ():
        return default
    raise SettingsError(option.name, f"expected a value, got null: {_plain_words(default)} is what it has by itself")


def _plain_words(default: object) -> str:
    return ", ".join(map(str, map(_plain, default))) if isinstance(default, tuple) else str(_plain(default)).lower()


def _read_one(option: Option, value: object) -> object:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if value is None or isinstance(value, (list, dict)):
        raise SettingsError(option.name, "expected a single value")
    try:
        return option.parse(text)
    except (ValueError, MockError) as error:
        raise SettingsError(option.name, str(error)) from error


def _described(option: Option, value: object) -> object:
    if option.secret and value:
        return f"{len(value)} set" if isinstance(value, tuple) else "set"
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return _word(value)
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if isinstance(value, location.StoreLocation):
        return location.words(value)
    return scenario.words(value) if isinstance(value, scenario.Scenario) else str(value)


def live_names(options: Iterable[Option] = OPTIONS) -> tuple[str, ...]:
    """Return the names of the settings that may change while the fake runs."""
    return tuple(option.name for option in options if option.live)
