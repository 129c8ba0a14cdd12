"""Settings: every knob of the fake, as closed types."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import Enum

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.http.addresses import host_of
from kling3_mockserver.http.path_prefix import check_prefix, is_prefix
from kling3_mockserver.limits.collisions import OnCollision
from kling3_mockserver.limits.rate_limits import OFF, RateLimits
from kling3_mockserver.media.policy import InspectMedia
from kling3_mockserver.settings.types import check_type
from kling3_mockserver.stores.location import InMemory, StoreLocation
from kling3_mockserver.tasks.defaults import TaskDefaults
from kling3_mockserver.tasks.models import ModelError, checked_model
from kling3_mockserver.tasks.scenario import CompleteAfter, Scenario
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.retries import Retries
from kling3_mockserver.webhooks.trust import Trust, TrustError
from kling3_openapi import prices
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.signature import Secret, SecretEncoding, SignatureError

DEFAULT_PORT = 8333
_MOST = 1e12
"""What is larger is no number of seconds, tries or records that anybody means."""
_DEFAULT_SCENARIO = CompleteAfter()
_DEFAULT_STORE = InMemory()
DEFAULT_WEBHOOK_SECRET = "kling3-mock-secret"  # noqa: S105  (printed in the banner: it guards nothing)
_SCHEME_AND_HOST = re.compile(r"(https?://[A-Za-z0-9._:\[\]-]{1,253})(/.*)?", re.DOTALL)
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9._:\[\]-]{1,253}")


class ClockKind(Enum):
    """What moves the time of tasks."""

    REAL = "real"
    MANUAL = "manual"


class WebhookTime(Enum):
    """With which time webhooks are signed."""

    SENT = "sent"
    """The time of day at which an attempt is really sent, wherever the fake's clock stands."""
    CLOCK = "clock"
    """The time of the fake's clock, for receivers that go by a moved clock too."""


class EmptyList(Enum):
    """What the list of a key without tasks answers."""

    EMPTY = "empty"
    """200 with an empty list, as documented."""
    NOT_FOUND = "not-found"
    """404 with "Tasks not found", as the live service was seen to answer."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; the defaults make a fake that answers like the service, only sooner."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    api_keys: tuple[str, ...] = ()
    """The keys that are accepted; none: any key that is not empty."""
    tls: bool = False
    """Whether the port speaks https, by a certificate of this machine's own authority unless one is named."""
    tls_cert: str | None = None
    """A PEM file with the certificate to speak https by, and maybe its key."""
    tls_key: str | None = None
    """A PEM file with the key of that certificate."""
    proxy: int | None = None
    """A port for a proxy that answers for the service's hosts itself; 0 takes any free one."""
    webhook_secrets: tuple[str, ...] = (DEFAULT_WEBHOOK_SECRET,)
    """The first signs as v1, the second as v2, and so on, side by side."""
    webhook_secret_encoding: SecretEncoding = SecretEncoding.RAW
    webhook_statuses: tuple[Status, ...] = (Status.IN_PROGRESS, Status.COMPLETED, Status.FAILED)
    """The changes of status that are told."""
    webhook_attempts: int = 6
    webhook_timeout: float = 10.0
    """Seconds that a receiver has for its answer."""
    webhook_retry_delay: float = 5.0
    """Seconds before the second attempt; each further delay is four times the one before."""
    webhook_time: WebhookTime = WebhookTime.SENT
    webhook_ca: str | None = None
    """A PEM file of certificates that receivers may have beside those which public CAs signed."""
    webhook_insecure: bool = False
    """Whether receivers may have any certificate."""
    scenario: Scenario = _DEFAULT_SCENARIO
    outage: tuple[str, ...] = ()
    """The models, families or tiers, whose tasks all fail, unless their order or a queue says how they end."""
    task_seconds: float = 3.0
    """How long a task takes, in seconds, when its scenario names no time."""
    task_reads: int = 0
    """At which read such a task ends as well, whatever the clock says; 0: at none."""
    clock: ClockKind = ClockKind.REAL
    poll_limit: int = 0
    """How often a task may be read while a manual clock stands that alone could end it; 0: as often as one likes."""
    speed: float = 1.0
    seed: int | None = None
    """Equal seeds, requests and clocks give equal bytes; None: different ones in each run."""
    edition: Edition = FIRST
    """The month of the provider's pages whose rules orders are held to."""
    strict: bool = False
    """Whether orders with what the service would ignore are refused with 400."""
    strict_reads: bool = False
    """Whether GET with what the service would ignore is refused with 400: it costs nothing, and probes a key."""
    list_ignored: bool = True
    """Whether the body of a 400 lists, beside what is refused, what would be ignored too."""
    empty_list: EmptyList = EmptyList.EMPTY
    rate_limit: RateLimits = OFF
    """How much may be asked before the answer is 429."""
    penalty_box: int = 0
    """How many refused requests in a minute shut an address out; 0: none do."""
    prices: str | None = None
    """A TOML file of prices in the place of the project's own table."""
    balance: float | None = None
    """What the orders of each key may cost, in the table's currency, before the answer is 402; None: any sum."""
    inspect_media: InspectMedia = InspectMedia.OFF
    """Whether the pictures and videos of orders are fetched and looked at, and what becomes of bad ones."""
    media_allow: tuple[str, ...] = ()
    """The hosts that they may be fetched from at whatever address; this machine's own names need no leave."""
    collision: OnCollision = OnCollision.OFF
    """What the later one of two orders by a key in one millisecond of the clock is answered."""
    chaos: float = 0.0
    """The probability with which requests, webhooks and results meet a fault, from 0 to 1."""
    result_url: str | None = None
    """What result URLs begin with: scheme, host and maybe a path; None: where the task was ordered."""
    path_prefix: str | None = None
    """What a proxy puts before every path, as in /api/freepik; result URLs have it too."""
    cors: tuple[str, ...] = ()
    """The origins whose pages may call the API from a browser; `*` stands for all."""
    journal_size: int = 2_000
    """How many requests, and how many deliveries, are remembered."""
    store: StoreLocation = _DEFAULT_STORE
    """Where tasks, what is to be told of them, the journal and the queues are held."""
    control_token: str | None = None
    """When set, the control API asks every caller for it; when not, it answers to this machine only."""
    control_hosts: tuple[str, ...] = ()
    """Names of this machine by which the control API may be asked without a token, beside loopback's and `host`."""

    def __post_init__(self) -> None:
        for each in fields(self):
            check_type(each, getattr(self, each.name))
        for name in ("speed", "journal_size", "webhook_attempts", "webhook_timeout", "webhook_retry_delay"):
            _check_above_zero(name.replace("_", " "), getattr(self, name))
        if not 0 <= self.task_seconds < float("inf"):
            raise SettingsError("task seconds", f"got {self.task_seconds:g}: choose a number of 0 or more")
        if not 0 <= self.chaos <= 1:
            raise SettingsError("chaos", f"got {self.chaos:g}: choose a probability from 0 to 1, as in 0.05")
        for name in ("task_reads", "poll_limit", "penalty_box"):
            _check_not_below_zero(name.replace("_", " "), getattr(self, name))
        self._check_money()
        if not self.webhook_secrets:
            raise SettingsError("webhook secret", "got none: give at least one, or leave the setting out")
        for key in self.api_keys:
            _check_header("API key", "a key", key)
        object.__setattr__(self, "outage", tuple(map(_model, self.outage)))
        self._check_ways_in()
        self._check_addresses()
        self._check_doors()
        self.secrets()

    def _check_money(self) -> None:
        if self.balance is not None and not 0 <= self.balance <= _MOST:
            raise SettingsError("balance", f"got {self.balance:g}: choose an amount from 0 to {_MOST:g}, as in 3.5")
        if self.prices is not None:
            try:
                prices.price_table(self.prices)
            except prices.PriceError as error:
                raise SettingsError("prices", str(error)) from error

    def _check_ways_in(self) -> None:
        for name, port in (("port", self.port), ("proxy", self.proxy or 0)):
            if not 0 <= port <= 65_535:
                raise SettingsError(name, f"got {port}: choose a number from 0 (any free port) to 65535")
        if self.tls_key is not None and self.tls_cert is None:
            raise SettingsError("tls key", "got a key without a certificate: name the certificate too (tls-cert)")

    def _check_addresses(self) -> None:
        if self.result_url is not None:
            _check_result_url(self.result_url)
        if self.path_prefix is not None:
            check_prefix("path prefix", self.path_prefix)
        for origin in self.cors:
            _check_origin(origin)

    def _check_doors(self) -> None:
        """Refuse what would let in, or call, whom nobody meant."""
        if self.control_token is not None:
            _check_header("control token", "the token", self.control_token)
        for host in self.control_hosts:
            _check_host("control host", host)
        for host in self.media_allow:
            _check_host("media allow", _as_looked_up(host), host)
        if self.webhook_ca is not None:
            _check_ca(self.webhook_ca, insecure=self.webhook_insecure)

    @property
    def speaks_https(self) -> bool:
        """Whether the port speaks https."""
        return self.tls or self.tls_cert is not None

    @property
    def known_secrets(self) -> tuple[str, ...]:
        """The keys, the control token and the secrets that were set, which nothing shows; the default one is public."""
        secrets = (each for each in self.webhook_secrets if each != DEFAULT_WEBHOOK_SECRET)
        return (*self.api_keys, *secrets, self.control_token or "")

    @property
    def task_defaults(self) -> TaskDefaults:
        """How tasks go of which their scenario does not say it, and which of their changes are told."""
        return TaskDefaults(self.task_seconds, self.task_reads, self.webhook_statuses)

    @property
    def retries(self) -> Retries:
        """How webhooks are sent."""
        return Retries(self.webhook_attempts, self.webhook_timeout, self.webhook_retry_delay)

    @property
    def webhook_trust(self) -> Trust:
        """Whose certificates receivers of webhooks may have."""
        return Trust(self.webhook_ca, self.webhook_insecure)

    def secrets(self) -> tuple[Secret, ...]:
        """Return the webhook secrets in the order of their versions; raise SettingsError for an unreadable one."""
        try:
            return tuple(
                Secret.parse(text, self.webhook_secret_encoding, version=f"v{number}")
                for number, text in enumerate(self.webhook_secrets, start=1)
            )
        except SignatureError as error:
            raise SettingsError("webhook secret", str(error).removeprefix("webhook secret ")) from error


def _check_above_zero(name: str, value: float) -> None:
    if not 0 < value < float("inf"):
        raise SettingsError(name, f"got {value:g}: choose a number above 0")
    if value > _MOST:
        raise SettingsError(name, f"got {value:g}: choose a number of at most {_MOST:g}")


def _model(name: str) -> str:
    try:
        return checked_model(name)
    except ModelError as error:
        raise SettingsError("outage", str(error)) from error


def _check_result_url(url: str) -> None:
    found = _SCHEME_AND_HOST.fullmatch(url)
    if found is None or not (found[2] is None or is_prefix(found[2])):
        expected = "give scheme and host, as in http://mock.test:8333, or with a path, as in http://mock.test/files"
        raise SettingsError("result URL", f"got '{url[:60]}': {expected}")


def _check_origin(origin: str) -> None:
    if origin != "*" and not _ORIGIN.fullmatch(origin):
        raise SettingsError(
            "CORS origin",
            f"got '{origin[:60]}': give the origin as browsers send it, in lower case and without a path, as in "
            "http://localhost:5173, or * for all",
        )


def _check_not_below_zero(name: str, value: int) -> None:
    if value < 0:
        raise SettingsError(name, f"got {value}: choose a number of 0 or more")


def _check_ca(path: str, *, insecure: bool) -> None:
    if insecure:
        raise SettingsError("webhook CA", "got webhook insecure as well, which trusts everybody: leave one of them out")
    try:
        Trust(path).check()
    except TrustError as error:
        raise SettingsError("webhook CA", str(error)) from error


def _as_looked_up(host: str) -> str:
    """Return a host as name servers write it, or nothing."""
    try:
        return host.encode("idna").decode()
    except ValueError:
        return ""


def _check_host(name: str, host: str, given: str | None = None) -> None:
    if not host_of(host):
        expected = "give a name or an address alone, without scheme and port, as in mock.test"
        raise SettingsError(name, f"got '{(host if given is None else given)[:60]}': {expected}")


def _check_header(name: str, what: str, text: str) -> None:
    if not text or not text.isascii() or not text.isprintable() or text != text.strip():
        raise SettingsError(name, f"{what} must be printable ASCII without spaces around it")
