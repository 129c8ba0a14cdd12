"""Takes the service's webhooks: a Starlette application that trusts nobody without a signature."""

import base64
import hmac

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


async def hook(request: Request) -> Response:
    """Keep the URL of a video that is done."""
    signed = b".".join(
        [request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(), await request.body()]
    )
    mac = base64.b64encode(hmac.digest(request.app.state.secret, signed, "sha256")).decode()
    if not hmac.compare_digest(f"v1,{mac}", request.headers["webhook-signature"]):
        return PlainTextResponse("who are you?", 401)
    told = await request.json()
    if told["status"] == "COMPLETED":
        request.app.state.urls[told["task_id"]] = told["generated"][0]
    return PlainTextResponse("thank you")


def application(secret: str) -> Starlette:
    """Return the application; `state.urls` has the videos by task."""
    app = Starlette(routes=[Route("/hooks/kling", hook, methods=["POST"])])
    app.state.secret, app.state.urls = secret.encode(), {}
    return app
