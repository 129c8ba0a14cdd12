"""Projects as strangers would have them: each a program, its receiver of webhooks, and tests that use the plugin."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).with_name("projects")


@dataclass(frozen=True, slots=True)
class Project:
    """One of them; `caught` is what its test `silent_mistake.py` fails with, which passes against the service."""

    name: str
    caught: str
    plugins: tuple[str, ...] = ()
    """The plugins of pytest that it needs beside ours, by their modules."""
    program: str = ""
    """A program that must be installed."""

    def copy_to(self, folder: Path) -> None:
        """Copy it into a folder, away from our own settings."""
        shutil.copytree(_FOLDER / self.name, folder, dirs_exist_ok=True)

    def __str__(self) -> str:
        return self.name


PROJECTS = (
    Project("httpx_sync", "K001 ignored: image_list has no effect on Kling 3: send start_image_url and end_image_url"),
    Project(
        "httpx_async",
        "K003 ignored: image_url has no effect on Kling 3: send start_image_url",
        ("pytest_asyncio.plugin",),
    ),
    Project(
        "httpx2_sync", "K040 ignored: generate_sound has no effect on Kling 3 Omni reference-to-video: leave it out"
    ),
    Project("requests_env", "K002 ignored: element_list has no effect on Kling 3: send elements"),
    Project(
        "aiohttp_loop",
        "K036 ignored: page has no effect on GET /v1/ai/video/kling-v3: leave it out",
        ("pytest_asyncio.plugin",),
    ),
    Project(
        "urllib3_pool", "K012 ignored: negative_prompt has no effect on Kling 3 Omni: say in the prompt what to avoid"
    ),
    Project("node_fetch", "K037 ignored: mode has no effect on Kling 3: leave it out", program="node"),
)
