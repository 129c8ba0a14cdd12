"""EventText: what is told in one event of a stream of server-sent events."""

from __future__ import annotations

import json


def event_text(name: str, content: object, place: object = "") -> bytes:
    """Return an event whose data is JSON; `place` is the id with which a reader that was cut off asks for the rest."""
    data = json.dumps(content, separators=(",", ":"))
    at = f"id: {place}\n" if place else ""
    return f"event: {name}\n{at}data: {data}\n\n".encode()
