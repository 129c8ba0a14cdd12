"""Takes the service's webhooks: an application object with routes, as Flask has them."""

import base64
import hmac
import json


class Shop:
    """A WSGI application whose `ended` has the tasks that need nobody's patience any more."""

    def __init__(self, secret: str) -> None:
        self.ended: list[str] = []
        self._secret = secret
        self._routes = {("POST", "/hooks/kling"): self._kling}

    def __call__(self, environ, start_response):
        route = self._routes.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        status = route(environ) if route else "404 Not Found"
        start_response(status, [("content-type", "text/plain")])
        yield status.encode()

    def _kling(self, environ) -> str:
        body = environ["wsgi.input"].read()
        if not self._is_signed(environ, body):
            return "403 Forbidden"
        call = json.loads(body)
        if call["status"] in ("COMPLETED", "FAILED"):
            self.ended.append(call["task_id"])
        return "200 OK"

    def _is_signed(self, environ, body: bytes) -> bool:
        parts = (environ["HTTP_WEBHOOK_ID"], environ["HTTP_WEBHOOK_TIMESTAMP"], body.decode())
        mac = hmac.new(self._secret.encode(), ".".join(parts).encode(), "sha256").digest()
        given = environ["HTTP_WEBHOOK_SIGNATURE"].removeprefix("v1,")
        return hmac.compare_digest(base64.b64decode(given), mac)
