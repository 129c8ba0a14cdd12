"""The server that is judged: at a URL, or an ASGI application in this process on a clock that the caller moves."""

from kling3_contracts.target.in_process import AsgiTarget
from kling3_contracts.target.over_http import HttpTarget
from kling3_contracts.target.target import CrowdTarget, Target

__all__ = ["AsgiTarget", "CrowdTarget", "HttpTarget", "Target"]
