"""Passed: what is passed over in a recording, counted, with enough of it to say why nothing is left to judge."""

from __future__ import annotations

from collections import Counter

from kling3_contracts.traffic.hosts import Aside
from kling3_contracts.traffic.prefixes import found_prefix
from kling3_contracts.traffic.recorded import Recorded
from kling3_contracts.verdicts.plain import counted
from kling3_openapi.rules.address import operations_at
from kling3_openapi.rules.echo import echoed

_MOST_SHOWN = 2
_LONGEST_PATH = 80


class Passed:
    """Counts requests that are passed over, and keeps two of each kind to show."""

    def __init__(self) -> None:
        self.counts: Counter[Aside] = Counter()
        self._strange: dict[str, None] = {}
        self._paths: dict[str, None] = {}
        self._hosts: dict[str, None] = {}
        self._likely: dict[str, None] = {}

    def note(self, aside: Aside, recorded: Recorded) -> None:
        """Count a request, and keep of it what may be shown."""
        self.counts[aside] += 1
        if aside is Aside.PATH:
            _keep(self._strange, recorded.host or "the API")
            _keep(self._paths, _shown(recorded))
        elif aside is Aside.HOST:
            _keep(self._hosts, recorded.host)
            self._note_likely(recorded)

    def sentence(self) -> str:
        """Return why nothing was judged, and what to do about it."""
        if not self.counts:
            return "the recording has no request: record the program while it asks"
        if self._likely:
            return f"{self._seen()}; some have its paths: name their host with --host {','.join(self._likely)}"
        if self._paths:
            return (
                f"the paths of {_joined(self._strange)} are none of the API's, such as {_joined(self._paths)}: the "
                "API's have /v1/ai/ and kling-v3 in them; look whether this is a recording of the right program"
            )
        hosts = f" ({_joined(self._hosts)})" if self._hosts else ""
        return f"{self._seen()}{hosts}; name the host that stands for the API with --host"

    def _note_likely(self, recorded: Recorded) -> None:
        prefix = found_prefix(recorded)
        if prefix or operations_at(recorded.exchange.request.path):
            _keep(self._likely, f"{recorded.host}{prefix.path if prefix else ''}")

    def _seen(self) -> str:
        return f"the recording has {counted(self.counts.total(), 'request')} and none to the API"


def _keep(shown: dict[str, None], text: str) -> None:
    if len(shown) < _MOST_SHOWN:
        shown[text] = None


def _shown(recorded: Recorded) -> str:
    """Return method and path, without a query: it may hold what nobody should see."""
    request = recorded.exchange.request
    return f"{echoed(request.method, 20)} {echoed(request.target.partition('?')[0], _LONGEST_PATH)}"


def _joined(shown: dict[str, None]) -> str:
    return " and ".join(map(echoed, shown))
