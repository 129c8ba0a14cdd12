"""Judgement: what one tenant has to answer for, findings and exceptions of its receiver, each told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kling3_mockserver.http.messages import secrets_of, shown_target
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.polls import EndlessPollError
from kling3_mockserver.tasks.scenario import words
from kling3_mockserver.testing.expectations import ExpectationError, FindingsError, ReceiverRaisedError
from kling3_mockserver.testing.inbox import Webhook
from kling3_mockserver.testing.marker import Marked
from kling3_mockserver.testing.policy import Policy, Verdict
from kling3_mockserver.testing.tenant import Kling3
from kling3_mockserver.testing.tracebacks import told
from kling3_mockserver.testing.unmet import unmet, unmet_setting
from kling3_openapi.findings import Finding
from kling3_openapi.masking.text import shown_url

if TYPE_CHECKING:
    from kling3_mockserver.testing.next_edition import NextEdition

_SHOWN_BODY = 200
_REFUSED = 400
_SETTLE = "kling3.settle()"
_PLAIN = Settings()


class Judgement:
    """Judges a tenant as often as it is asked, and brings each charge once.

    A test is judged when its call has ended, and once more when its fixtures have: what has come meanwhile counts.
    `ends_with_test` is whether nothing more can come when the call has ended.
    """

    def __init__(self, kling3: Kling3, marked: Marked, *, ends_with_test: bool = False) -> None:
        self.kling3, self._policy, self.ends_with_test = kling3, marked.policy, ends_with_test
        self._counts_on_scenario = marked.counts_on_scenario
        self._unmet_told = False
        self._judged = self._dismissed = 0
        self._heard = 0
        self._tests: list[tuple[int, str]] = []
        self._endless = ""
        self._hinted: set[str] = set()
        self._left: tuple[str, ...] = ()

    def charge(self, *, last: bool = False) -> ExpectationError | None:
        """Return what the test has to fail with now, or None: what its receiver raised, its findings.

        When it is the `last` time, so that nothing more can come, then also what it had prepared in vain.
        """
        self._left = self.kling3.unreceived
        if raised := self._raised():
            return raised
        if endless := self._polled():
            return ExpectationError(endless)
        exchanges = self._since(self._judged)
        self._judged = _last(exchanges, self._judged)
        found = explained(exchanges, self._policy, Verdict.FAIL, self.kling3.allowed, self.kling3.mock.settings)
        if found:
            return FindingsError(found)
        prepared = self._unmet() if last else ""
        return ExpectationError(prepared) if prepared else None

    def dismiss(self, error: BaseException) -> Iterator[tuple[str, str]]:
        """Hold all that has come for told, since the test failed; yield what its error does not name.

        Each is a title and a text: findings, and what the receiver raised, which may be why the test failed.
        """
        if found := self._untold(error):
            yield "kling3 findings", found
        if raised := self._raised():
            yield "kling3 receiver", told(raised)
        endless = self._polled()
        if endless and not isinstance(error, EndlessPollError):
            yield "kling3 polls", endless
        if self.ends_with_test and (prepared := self._unmet()):
            yield "kling3 prepared in vain", prepared
        yield from self._hints(error)

    def ended(self, test: str) -> None:
        """Bear in mind which test all that has come since the last one is of."""
        self._tests.append((_last(self.kling3.requests, 0), test))

    def moved(self, held: NextEdition, test: str) -> None:
        """Note, for each test, what would be otherwise in an edition; what came after the last one is of `test`."""
        settings, allowed = self.kling3.mock.settings, self.kling3.allowed
        for exchange in self.kling3.requests:
            reason = held.reason(
                exchange,
                settings,
                lambda each: each.code not in allowed and self._policy.verdict(each) is Verdict.FAIL,
            )
            if reason:
                held.note(self.test_of(exchange, test), reason)

    def test_of(self, exchange: Exchange | None, test: str) -> str:
        """Return of which test a request is; what came after the end of the last one is of `test`."""
        if exchange is None:
            return test
        return next((name for number, name in self._tests if exchange.number <= number), test)

    def shown(self, test: str) -> Iterator[tuple[str, Finding]]:
        """Yield what the summary of the run names, findings that the policy does not drop, each with its test.

        What came after the end of the last one is of `test`.
        """
        for exchange in self.kling3.requests:
            by = self.test_of(exchange, test)
            refused = _is_refused(exchange, self.kling3.mock.settings)
            found = [each for each in exchange.findings if each.code not in self.kling3.allowed]
            dropped = self._policy.having(Verdict.OFF, found, refused=refused)
            yield from ((by, each) for each in found if each not in dropped)

    def _unmet(self) -> str:
        """Return what the test had prepared and did not come about, once."""
        before, self._unmet_told = self._unmet_told, True
        if before:
            return ""
        mock, scenario = self.kling3.mock, self.kling3.mock.settings.scenario
        called = any(each.webhook_url for each in self.kling3.tasks)
        sentences = unmet(mock.scenarios, mock.faults, mock.journal, called=called)
        if self._counts_on_scenario and words(scenario) not in {each.scenario for each in self.kling3.tasks}:
            sentences.append(unmet_setting(scenario, mock.journal.exchanges()))
        return "\n".join(sentences)

    def _hints(self, error: BaseException) -> Iterator[tuple[str, str]]:
        """Yield what may be why a test failed, each once: no fault of the program, and so no charge."""
        polls, urls = self.kling3.mock.polls, self.kling3.unreceived
        is_new = urls is not self._left and _SETTLE not in str(error)
        hints = {
            "kling3 polls": polls.hint(self.kling3.clock.now()) if polls is not None else "",
            "kling3 webhooks": (_unreceived(urls[0]) if is_new else "") if urls else self._missing(error),
        }
        for title, hint in hints.items():
            if hint and hint not in self._hinted:
                self._hinted.add(hint)
                yield title, hint

    def _missing(self, error: BaseException) -> str:
        """Return why webhooks have not come that a failed assertion may be about; one of ours has said it."""
        if not isinstance(error, AssertionError) or isinstance(error, ExpectationError):
            return ""
        return "\n".join(self.kling3.missing_webhooks())

    def _untold(self, error: BaseException) -> str:
        exchanges = self._since(self._dismissed)
        said = self._judged if isinstance(error, FindingsError) else 0
        told = [finding for each in exchanges for finding in each.findings if self._is_untold(finding, each, said)]
        self._judged = self._dismissed = _last(exchanges, self._dismissed)
        return "\n".join(dict.fromkeys(f"{each.code} {each.severity.value}: {each.message}" for each in told))

    def _is_untold(self, finding: Finding, exchange: Exchange, said: int) -> bool:
        verdict = self._policy.verdict(finding, refused=_is_refused(exchange, self.kling3.mock.settings))
        is_said = verdict is Verdict.FAIL and exchange.number <= said
        return verdict is not Verdict.OFF and not is_said and finding.code not in self.kling3.allowed

    def _polled(self) -> str:
        """Return why the program would have polled for ever, once; else nothing."""
        before, self._endless = self._endless, self.kling3.endless
        return "" if before == self._endless else self._endless

    def _since(self, number: int) -> list[Exchange]:
        return [each for each in self.kling3.requests if each.number > number]

    def _raised(self) -> ReceiverRaisedError | None:
        """Return the first exception of a receiver at whose answer nobody has looked, with how many there are."""
        webhooks = list(self.kling3.webhooks)
        known = {_id(each) for each in webhooks if each.looked_at}
        new, self._heard = webhooks[self._heard :], len(webhooks)
        raised = [(each.raised, each) for each in new if each.raised is not None and _id(each) not in known]
        return ReceiverRaisedError(raised[0][0], _complaint(raised[0][1], len(raised))) if raised else None


def _unreceived(url: str) -> str:
    return (
        f"a webhook to {shown_url(url)} was still on its way while the test went on: `await {_SETTLE}` in an "
        "asynchronous test lets its event loop receive it, kling3.assert_webhook() in any other waits for it"
    )


def _id(webhook: Webhook) -> str:
    """Return what all attempts to deliver one message share."""
    return webhook.headers.get("webhook-id", "")


def explained(
    exchanges: Iterable[Exchange],
    policy: Policy,
    verdict: Verdict,
    allowed: Collection[str] = (),
    settings: Settings = _PLAIN,
) -> str:
    """Return the findings of a verdict with the requests that caused them, and how to mend or allow them.

    Empty when there are none.
    """
    lines: list[str] = []
    codes: list[str] = []
    for exchange in exchanges:
        charged = policy.having(verdict, exchange.findings, refused=_is_refused(exchange, settings))
        found = [each for each in charged if each.code not in allowed]
        codes += [each.code for each in found]
        lines += [f"  {each.code} {each.severity.value}: {each.message}" for each in found]
        lines += [f"      in {_request_words(exchange, settings)}"] if found else []
    if not codes:
        return ""
    return "\n".join(["the program under test sent what the service would not honour:", *lines, _way_out(codes[0])])


def _is_refused(exchange: Exchange, settings: Settings) -> bool:
    """Return whether an exchange was answered 400 for what would otherwise have been ignored."""
    strict = settings.strict if exchange.request.method == "POST" else settings.strict_reads
    return strict and exchange.response.status == _REFUSED and not exchange.fault


def _request_words(exchange: Exchange, settings: Settings) -> str:
    request = exchange.request
    secrets = secrets_of(request, settings.known_secrets)
    body = secrets.body(request.body)[:_SHOWN_BODY].decode("utf-8", "replace")
    return f"{request.method} {shown_target(request, secrets)} {body}".rstrip()


def _way_out(code: str) -> str:
    return (
        f'Mend the program, or let it pass: kling3.allow("{code}") in the test, or for all tests kling3_findings = '
        f'["{code}=off"] in pyproject.toml ({code}=off in pytest.ini). More: kling3-mock explain {code}'
    )


def _last(exchanges: Sequence[Exchange], before: int) -> int:
    return max((each.number for each in exchanges), default=before)


def _complaint(webhook: Webhook, count: int) -> str:
    more = f", the first of {count} calls that ended so" if count > 1 else ""
    return (
        f"raised by the receiver that kling3.deliver_to was given, when it got {webhook.status} of task "
        f"{webhook.task_id}{more}: mend it, or look at the webhook's `answer` in the test if it should do this"
    )
