"""Receiver: the plainest uvicorn program, which takes signed webhooks and tells how many there were.

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
    """Return an application that answers a signed POST with 204, and all else with the number of those."""
    got: Counter[str] = Counter()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        signed = any(name == b"webhook-signature" for name, _ in scope["headers"])
        got["signed"] += signed
        body = b"" if signed else b"%d" % got["signed"]
        headers = [] if signed else [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 204 if signed else 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


if __name__ == "__main__":
    uvicorn.run(receiver(), port=int(sys.argv[1]), lifespan="off", log_config=None, access_log=False)
