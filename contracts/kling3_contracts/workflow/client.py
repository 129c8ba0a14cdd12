"""Client: asks a server as a program would that orders videos and follows them."""

from __future__ import annotations

import json
from functools import cache
from urllib.parse import quote

from kling3_contracts.messages import Exchange, Request
from kling3_contracts.sender import Sender
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind, Tier

ORDERED_SECONDS = 4
"""How long every ordered video is to play: not the default, so that a server which ignores it is seen."""
_PROMPT = "A lighthouse at dusk, slow waves below"
_BODIES: dict[Family, dict[str, str]] = {
    Family.KLING3: {"prompt": _PROMPT, "duration": str(ORDERED_SECONDS)},
    Family.OMNI: {"prompt": _PROMPT, "duration": str(ORDERED_SECONDS)},
    Family.REFERENCE: {
        "prompt": f"{_PROMPT}, moving like @Video1",
        "video_url": "https://videos.example.com/waves.mp4",
        "duration": str(ORDERED_SECONDS),
    },
}


class Client:
    """Orders, reads and lists tasks with one key; each exchange is placed by its operation id."""

    def __init__(self, sender: Sender, key: str) -> None:
        self.sender, self.key = sender, key

    def order(self, family: Family, **fields: str) -> Exchange:
        """Order the cheapest video of a family; raise SpendError when the budget does not allow it."""
        body = json.dumps(_BODIES[family] | fields, separators=(",", ":")).encode()
        endpoint = endpoint_of(family, Kind.CREATE)
        return self.sender.ask("POST", endpoint.path, self.key, body, endpoint.operation_id)

    def read(self, family: Family, task_id: str) -> Exchange:
        """Read one task."""
        endpoint = endpoint_of(family, Kind.GET)
        path = endpoint.path.replace("{task-id}", quote(task_id, safe=""))
        return self.sender.ask("GET", path, self.key, place=endpoint.operation_id)

    def listing(self, family: Family, query: str = "") -> Exchange:
        """List tasks; `query` is what stands behind the question mark."""
        endpoint = endpoint_of(family, Kind.LIST)
        target = f"{endpoint.path}?{query}" if query else endpoint.path
        return self.sender.ask("GET", target, self.key, place=endpoint.operation_id)

    def download(self, url: str) -> Exchange:
        """Read a whole URL without a key, as a browser would."""
        return self.sender.send(Request("GET", url), place_of(Family.KLING3, Kind.GET))


@cache
def endpoint_of(family: Family, kind: Kind) -> Endpoint:
    """Return the endpoint of a family that does this; of the two that create, the cheaper one."""
    found = (each for each in ENDPOINTS if (each.family, each.kind) == (family, kind))
    return next(each for each in found if each.tier in (None, Tier.STD))


def place_of(family: Family, kind: Kind) -> str:
    """Return the operation id by which reports name what was asked."""
    return endpoint_of(family, kind).operation_id
