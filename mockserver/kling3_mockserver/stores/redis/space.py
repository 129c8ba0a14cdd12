"""Space: the names under which a tenant's fake lies on the server."""

from __future__ import annotations

_ROOT = "kling3"


class Space:
    """Names keys; `generation` counts the resets, each of which leaves all names of before behind."""

    def __init__(self, tenant: str) -> None:
        # The braces have a cluster keep all of a tenant's keys on one node, where one script can reach them.
        self._root = f"{_ROOT}:{{{tenant}}}:"
        self.state = f"{self._root}state"
        """What outlasts a reset: seed, settings, clock, the counts of processes and records."""
        self.generation = "0"

    @property
    def base(self) -> str:
        """What the keys of the present generation begin with."""
        return self.base_of(self.generation)

    def base_of(self, generation: str) -> str:
        """Return what the keys of a generation begin with."""
        return f"{self._root}{generation}:"
