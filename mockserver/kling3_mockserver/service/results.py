"""Results: the video behind a signed link, with byte ranges, as the service's CDN would serve it."""

from __future__ import annotations

from kling3_mockserver import media
from kling3_mockserver.clock import Clock
from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import Response
from kling3_mockserver.service.call import Call, Handler
from kling3_mockserver.service.clips import LONGEST_SECONDS, SHORTEST_SECONDS, AspectRatio, Clip
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
        return ranged(call, content_of(task), "video/mp4", "video")

    return handle


def content_of(task: Task) -> bytes:
    """Return the video that a task asked for.

    One that is longer than the longest clip, as motion control makes it of a reference video that was looked at, is two
    clips. Whoever has no library for that, as where another machine took the order, has the longest clip.
    """
    seconds = task.video.seconds
    if seconds <= LONGEST_SECONDS or not media.is_installed():
        return clip_of(task, min(seconds, LONGEST_SECONDS)).read()
    first = min(LONGEST_SECONDS, seconds - SHORTEST_SECONDS)
    return media.joined(clip_of(task, first).read(), clip_of(task, seconds - first).read())


def clip_of(task: Task, seconds: int) -> Clip:
    """Return the clip of a task that lasts so long."""
    return Clip(seconds, AspectRatio(task.video.aspect_ratio), task.tier, task.video.audio)
