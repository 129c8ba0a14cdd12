"""Takes the service's webhooks in the event loop of the program itself."""

import asyncio
import base64
import hmac

from aiohttp import web


def application(secret: str, ended: asyncio.Queue) -> web.Application:
    """Return an application that puts the id and status of each task that ended in a queue."""

    async def hook(request: web.Request) -> web.Response:
        body = await request.read()
        content = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.digest(secret.encode(), content, "sha256")).decode()
        if f"v1,{mac}" != request.headers["webhook-signature"]:
            raise web.HTTPForbidden
        told = await request.json()
        if told["status"] != "IN_PROGRESS":
            await ended.put((told["task_id"], told["status"]))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    return app
