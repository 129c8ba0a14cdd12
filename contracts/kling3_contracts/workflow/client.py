"""Client: asks a server as a program would that orders videos and follows them."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from kling3_contracts.messages import Exchange, HeaderPairs, Request
from kling3_contracts.sending.sender import Asked, Sender, well_behaved
from kling3_contracts.workflow.video_order import VideoOrder
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind


class Client:
    """Orders, reads and lists tasks with one key; each exchange is placed by its operation id."""

    def __init__(self, sender: Sender, key: str) -> None:
        self.sender, self.key = sender, key

    def order(self, order: VideoOrder, **fields: str) -> Exchange:
        """Order a video; raise SpendError when the budget does not allow it."""
        return self.sender.send(*ordering(self.key, order, **fields))

    def read(self, family: Family, task_id: str) -> Exchange:
        """Read one task."""
        return self.sender.send(*reading(self.key, family, task_id))

    def listing(self, family: Family, query: str = "") -> Exchange:
        """List tasks; `query` is what stands behind the question mark."""
        return self.sender.send(*listing(self.key, family, query))

    def download(self, family: Family, url: str, method: str = "GET", headers: HeaderPairs = ()) -> Exchange:
        """Ask for the URL of a family's result without a key, as a browser would."""
        return self.sender.send(Request(method, url, headers), place_of(family, Kind.GET))


def ordering(key: str, order: VideoOrder, **fields: str) -> Asked:
    """Return the request that orders a video."""
    endpoint = order.endpoint
    return Asked(well_behaved("POST", endpoint.path, key, order.body(**fields)), endpoint.operation_id)


def reading(key: str, family: Family, task_id: str) -> Asked:
    """Return the reading of one task."""
    endpoint = _endpoint_of(family, Kind.GET)
    path = endpoint.path.replace("{task-id}", quote(task_id, safe=""))
    return Asked(well_behaved("GET", path, key), endpoint.operation_id)


def listing(key: str, family: Family, query: str = "") -> Asked:
    """Return the listing of a family's tasks."""
    endpoint = _endpoint_of(family, Kind.LIST)
    target = f"{endpoint.path}?{query}" if query else endpoint.path
    return Asked(well_behaved("GET", target, key), endpoint.operation_id)


@cache
def _endpoint_of(family: Family, kind: Kind) -> Endpoint:
    return next(each for each in ENDPOINTS if (each.family, each.kind) == (family, kind))


def place_of(family: Family, kind: Kind) -> str:
    """Return the operation id by which reports name what was read."""
    return _endpoint_of(family, kind).operation_id
