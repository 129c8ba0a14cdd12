"""A served fake fetches what orders name, and says beside each order what is wrong with it."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import httpx
import pytest

from kling3_mockserver.media import mp4, png
from kling3_mockserver.media.videos import video_of
from kling3_openapi.rules.looked_at import Video
from tests.mockserver.commands import call
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import served, url_of

KEY = {"x-freepik-api-key": "any"}
FILES = {"/good.png": png(), "/small.png": png(200, 200), "/dance.mp4": mp4(640, 360, seconds=17, frames_per_second=10)}


class Storage(BaseHTTPRequestHandler):
    """Has some files."""

    def do_GET(self) -> None:
        content = FILES.get(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("content-length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def storage() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Storage)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_served_fake_looks_at_pictures_and_videos(storage: str) -> None:
    words = ("--inspect-media", "--task-seconds", "0", "--scenario", "at-once")
    with (
        served(*words) as (program, banner),
        httpx.Client(
            base_url=f"{url_of(banner)}/v1/ai/video/", headers=KEY, trust_env=False, timeout=PATIENCE
        ) as client,
    ):
        good = client.post("kling-v3-pro", json={"prompt": "A fox", "start_image_url": f"{storage}/good.png"})
        small = client.post("kling-v3-pro", json={"prompt": "A fox", "start_image_url": f"{storage}/small.png"})
        gone = client.post("kling-v3-pro", json={"prompt": "A fox", "start_image_url": f"{storage}/gone.png"})
        motion = {"image_url": f"{storage}/good.png", "video_url": f"{storage}/dance.mp4"}
        dance = client.post("kling-v3-motion-control-pro", json=motion).json()["data"]["task_id"]
        done = client.get(f"kling-v3-motion-control-pro/{dance}").json()["data"]
        video = client.get(done["generated"][0])
        _, rest = program.stop(signal.SIGINT)
    assert [each.status_code for each in (good, small, gone)] == [200, 200, 200]
    assert "K334" not in good.headers.get("x-kling3-findings", "")
    assert "K334" in small.headers["x-kling3-findings"]
    assert "start_image_url can't be fetched, it is answered 404: send a URL that anybody can read" in rest
    made = video_of("MP4", BytesIO(video.content))
    assert isinstance(made, Video)
    assert made.seconds == 17


def test_refused_is_what_the_provider_does_not_allow(storage: str) -> None:
    with served("--inspect-media", "refuse") as (program, banner):
        body = {"prompt": "A fox", "start_image_url": f"{storage}/small.png"}
        answer = httpx.post(f"{url_of(banner)}/v1/ai/video/kling-v3-pro", json=body, headers=KEY, timeout=PATIENCE)
        program.stop(signal.SIGINT)
    assert answer.status_code == 400
    expected = "Validation error: start_image_url has 200x200 pixels, expected 300x300 or more: send a larger picture"
    assert json.loads(answer.content)["message"] == expected


def test_without_its_libraries_it_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.media.extra.find_spec", lambda _module: None)
    result = call("serve", "--port", "0", "--inspect-media")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: pictures and videos are looked at by libraries that are not installed, here without Pillow and PyAV: "
        "install the extra `media`, python -m pip install '.[media]' in a checkout of kling3-mock\n"
    )
