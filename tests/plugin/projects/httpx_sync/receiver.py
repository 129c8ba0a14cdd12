"""Takes the service's webhooks: a plain WSGI application that trusts nobody without a signature."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable


def signature(secret: str, environ: dict, body: bytes) -> str:
    """Return the signature that a call must carry."""
    signed = f"{environ['HTTP_WEBHOOK_ID']}.{environ['HTTP_WEBHOOK_TIMESTAMP']}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()


def receiver(secret: str, videos: dict[str, str]) -> Callable[..., Iterable[bytes]]:
    """Return an application that writes down what became of each video."""

    def app(environ: dict, start_response: Callable[..., object]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        if not hmac.compare_digest(signature(secret, environ, body), environ["HTTP_WEBHOOK_SIGNATURE"]):
            start_response("401 Unauthorized", [])
            return []
        told = json.loads(body)
        videos[told["task_id"]] = told["status"]
        start_response("204 No Content", [])
        return []

    return app
