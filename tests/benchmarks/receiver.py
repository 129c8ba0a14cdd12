"""Receiver: the plainest uvicorn program, which takes signed webhooks and tells how many it got.

    python receiver.py PORT
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


def receiver() -> ASGIApp:
    """Return an application that answers a signed POST with 204, and all else with how many those were."""
    got: Counter[str] = Counter()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if scope["method"] == "POST" and any(name == b"webhook-signature" for name, _ in scope["headers"]):
            got["signed"] += 1
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        body = b"%d" % got["signed"]
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


if __name__ == "__main__":
    uvicorn.run(receiver(), port=int(sys.argv[1]), lifespan="off", log_config=None, access_log=False)
