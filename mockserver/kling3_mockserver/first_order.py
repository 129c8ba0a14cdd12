"""The first order that a person can send: the line that the banner and the front page show."""

from __future__ import annotations

from kling3_mockserver.settings import Settings


def curl_lines(url: str, settings: Settings) -> tuple[str, str]:
    """Return the two lines of a command that orders a video; a key that was set is not shown."""
    key = "$KLING3_MOCK_API_KEY" if settings.api_keys else "any"
    return (
        f'curl {url}/v1/ai/video/kling-v3-pro -H "x-freepik-api-key: {key}" \\',
        """  -H 'content-type: application/json' -d '{"prompt": "A fox in the snow", "duration": "5"}'""",
    )
