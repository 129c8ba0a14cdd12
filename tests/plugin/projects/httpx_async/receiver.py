"""Takes the service's webhooks: an ASGI application without a framework."""

import hmac
import json
from base64 import b64encode


class Receiver:
    """Keeps the last status of each task; answers 401 to whoever can't sign."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self.statuses: dict[str, str] = {}

    async def __call__(self, scope, receive, send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        body = (await receive())["body"]
        status = self._take(headers, body)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body"})

    def _take(self, headers: dict[str, str], body: bytes) -> int:
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + b64encode(hmac.digest(self._secret, content, "sha256")).decode()
        if expected not in headers["webhook-signature"].split(" "):
            return 401
        told = json.loads(body)
        self.statuses[told["task_id"]] = told["status"]
        return 202
