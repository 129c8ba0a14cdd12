"""Bare: routes that parse the same body and answer with the same JSON as the fake, and do nothing else.

    python bare.py
    uvicorn bare:bare --factory

The first serves them on the fake's own connections, and prints the URL first; the second as anybody would.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TASK_ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"


async def create(request: Request) -> JSONResponse:
    await request.json()
    return JSONResponse({"data": {"task_id": TASK_ID, "status": "CREATED", "generated": []}})


async def read(request: Request) -> JSONResponse:
    task_id = request.path_params["task_id"]
    return JSONResponse({"data": {"task_id": task_id, "status": "IN_PROGRESS", "generated": []}})


async def forget(_request: Request) -> Response:
    return Response(status_code=204)


def bare() -> Starlette:
    """Return the application."""
    return Starlette(
        routes=[
            Route("/v1/ai/video/kling-v3-pro", create, methods=["POST"]),
            Route("/v1/ai/video/kling-v3/{task_id}", read),
            Route("/_mock/reset", forget, methods=["POST"]),
        ]
    )


if __name__ == "__main__":
    # Of the fake only where it is asked for: the plain server loads nothing of it.
    from kling3_mockserver.serving import server
    from kling3_mockserver.serving.listening import base_url, bind

    listener = bind("127.0.0.1", 0)
    print(base_url(listener), flush=True)
    server(bare()).run(sockets=[listener])
