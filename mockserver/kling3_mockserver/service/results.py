"""Results: the video behind a signed link, with byte ranges, as the service's CDN would serve it."""

from __future__ import annotations

from kling3_mockserver.clock import Clock
from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import Response
from kling3_mockserver.service.call import Call, Handler
from kling3_mockserver.service.clips import AspectRatio, Clip
from kling3_mockserver.service.ranged import ranged
from kling3_mockserver.tasks.links import NOT_HELD, REFUSALS, Links, LinkState
from kling3_mockserver.tasks.store import Store
from kling3_mockserver.tasks.task import Task


def result_handler(links: Links, clock: Clock, store: Store) -> Handler:
    """Return the handler of `GET /kling_{task_id}.mp4`; no key is asked, the token is."""

    async def handle(call: Call) -> Response:
        if call.request.method not in ("GET", "HEAD"):
            raise ApiError(405, "a result can only be read: use GET", headers=((b"allow", b"GET, HEAD"),))
        token = dict(call.request.parameters()).get("token", "")
        state = links.check(call.task_id, token, clock.now())
        if state is not LinkState.GOOD:
            raise ApiError(403, REFUSALS[state])
        task = await store.get(call.task_id)
        if task is None or not task.has_video(clock.now()):
            raise ApiError(404, NOT_HELD)
        return ranged(call, clip_of(task).read(), "video/mp4", "video")

    return handle


def clip_of(task: Task) -> Clip:
    """Return the clip that a task asked for."""
    video = task.video
    return Clip(video.seconds, AspectRatio(video.aspect_ratio), task.tier, video.audio)
