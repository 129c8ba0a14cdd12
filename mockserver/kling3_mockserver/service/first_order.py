"""The first order that a person can send: the line that the banner and the front page show."""

from __future__ import annotations

import os

from kling3_mockserver.settings.settings import Settings
from kling3_openapi.rules.requests import documented_key_header

_VARIABLE = "KLING3_MOCK_API_KEY"


def curl_lines(url: str, settings: Settings) -> tuple[str, str]:
    """Return the two lines of a command that orders a video; a key that was set is not shown."""
    header = documented_key_header(settings.edition)
    return (
        f'curl {url}/v1/ai/video/kling-v3-pro -H "{header}: {_key(settings.api_keys)}" \\',
        """  -H 'content-type: application/json' -d '{"prompt": "A fox in the snow", "duration": "5"}'""",
    )


def _key(accepted: tuple[str, ...]) -> str:
    """Return what a shell makes a good key of, where it can: the one of its own environment."""
    if not accepted:
        return "any"
    return f"${_VARIABLE}" if accepted == (os.environ.get(_VARIABLE),) else "YOUR-KEY"
