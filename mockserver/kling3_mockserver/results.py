"""Results: the video behind a signed link, with byte ranges, as the service's CDN would serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_mockserver.call import Call, Handler
from kling3_mockserver.clips import AspectRatio, Clip
from kling3_mockserver.errors import ApiError
from kling3_mockserver.links import LinkState
from kling3_mockserver.messages import Response
from kling3_mockserver.ranges import ByteRange, Unsatisfiable, parse
from kling3_mockserver.tasks import Task

if TYPE_CHECKING:
    from kling3_mockserver.mock import Mock

_UNSATISFIABLE = 416
_SHOWN_CHARACTERS = 60
REFUSALS = {
    LinkState.FORGED: "this link has no token or a wrong one: use the URL in `generated` whole, with its query string",
    LinkState.EXPIRED: "this link has expired: result links are good for an hour after the task completed",
}
"""What is said of links that open nothing."""
NOT_HELD = "no such video: its task is no longer held (was the fake reset or restarted?)"


def result_handler(mock: Mock) -> Handler:
    """Return the handler of `GET /kling_{task_id}.mp4`; no key is asked, the token is."""

    async def handle(call: Call) -> Response:
        if call.request.method not in ("GET", "HEAD"):
            raise ApiError(405, "a result can only be read: use GET", headers=((b"allow", b"GET, HEAD"),))
        token = dict(call.request.parameters()).get("token", "")
        state = mock.links.check(call.task_id, token, mock.clock.now())
        if state is not LinkState.GOOD:
            raise ApiError(403, REFUSALS[state])
        task = await mock.store.get(call.task_id)
        if task is None or not task.has_video(mock.clock.now()):
            raise ApiError(404, NOT_HELD)
        wanted = call.request.header(b"range") if call.request.method == "GET" else ""
        response = _video(clip_of(task), wanted or None)
        if response.status == _UNSATISFIABLE:
            call.reason = f"{wanted[:_SHOWN_CHARACTERS]} is no part of the video: see content-range for how long it is"
        return response

    return handle


def clip_of(task: Task) -> Clip:
    """Return the clip that a task asked for."""
    video = task.video
    return Clip(video.seconds, AspectRatio(video.aspect_ratio), task.tier, video.audio)


def _video(clip: Clip, wanted: str | None) -> Response:
    whole = clip.read()
    headers = [(b"content-type", b"video/mp4"), (b"accept-ranges", b"bytes")]
    match parse(wanted, len(whole)):
        case ByteRange() as part:
            return Response(206, [*headers, (b"content-range", part.content_range.encode())], part.slice(whole))
        case Unsatisfiable() as refused:
            return Response(416, [*headers, (b"content-range", refused.content_range.encode())], b"")
    return Response(200, headers, whole)
