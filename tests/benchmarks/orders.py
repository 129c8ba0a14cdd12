"""Orders: what the benchmarks order, and where."""

from __future__ import annotations

import json

from kling3_openapi.endpoints import Family

CREATE = f"{Family.KLING3.path}-pro"
HEADERS = (("x-freepik-api-key", "k"), ("content-type", "application/json"))


def typical() -> bytes:
    """Return an order of about 300 bytes, as programs send them."""
    return _encoded("A red fox walks through deep snow at dawn, breath in the cold air, slow camera from the left.")


def advised() -> bytes:
    """Return a typical order of which one thing is to be said: the service takes no WebP."""
    return typical().replace(b"fox.png", b"fox.webp")


def long() -> bytes:
    """Return an order of about 2.8 kB, whose prompt has 2,400 characters, near to the 2,500 that are allowed."""
    elements = [{"reference_image_urls": [f"https://media.example.com/{name}.png" for name in ("front", "side")]}]
    return _encoded("A fox in the snow, " * 126 + "again.", elements=elements, cfg_scale=0.5)


def reference() -> bytes:
    """Return an order that refers to a video."""
    return json.dumps({"prompt": "@Video1 in the snow", "video_url": "https://media.example.com/fox.mp4"}).encode()


def task_id_of(answer: bytes) -> str:
    """Return the id of the task that an answer shows."""
    return str(json.loads(answer)["data"]["task_id"])


def path_of(task_id: str) -> str:
    """Return the path by which a task is read."""
    return f"{Family.KLING3.path}/{task_id}"


def _encoded(prompt: str, **more: object) -> bytes:
    fields = {
        "start_image_url": "https://media.example.com/fox.png",
        "negative_prompt": "blur, text, watermark",
        "duration": "5", "aspect_ratio": "16:9", "generate_audio": True,
    }  # fmt: skip
    return json.dumps({"prompt": prompt, **fields, **more}).encode()
