"""What the pytest plugin hands to tests: a session's server, a test's fake, and the judgement at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.testing.base_urls import BaseUrls
    from kling3_mockserver.testing.coverage_report import CoverageReport
    from kling3_mockserver.testing.exercised import Exercised
    from kling3_mockserver.testing.expectations import ExpectationError, FindingsError
    from kling3_mockserver.testing.inbox import NoWebhookError, Webhook
    from kling3_mockserver.testing.ini_keys import check_keys, check_scenario, edition_of
    from kling3_mockserver.testing.live import LiveServer
    from kling3_mockserver.testing.marker import Marked
    from kling3_mockserver.testing.next_edition import NextEdition
    from kling3_mockserver.testing.policy import Policy
    from kling3_mockserver.testing.project import Project
    from kling3_mockserver.testing.receivers import ReceiverError
    from kling3_mockserver.testing.run_block import RunBlock
    from kling3_mockserver.testing.run_page import PageHooks
    from kling3_mockserver.testing.session import Kling3Session
    from kling3_mockserver.testing.spending import Budget
    from kling3_mockserver.testing.switchboard import Switchboard
    from kling3_mockserver.testing.tenant import Kling3
    from kling3_mockserver.testing.tracebacks import shown_error, shows_the_caller

__all__ = [
    "BaseUrls",
    "Budget",
    "CoverageReport",
    "Exercised",
    "ExpectationError",
    "FindingsError",
    "Kling3",
    "Kling3Session",
    "LiveServer",
    "Marked",
    "NextEdition",
    "NoWebhookError",
    "PageHooks",
    "Policy",
    "Project",
    "ReceiverError",
    "RunBlock",
    "Switchboard",
    "Webhook",
    "check_keys",
    "check_scenario",
    "edition_of",
    "shown_error",
    "shows_the_caller",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "session": ("Kling3Session",),
            "tenant": ("Kling3",),
            "inbox": ("NoWebhookError", "Webhook"),
            "expectations": ("ExpectationError", "FindingsError"),
            "receivers": ("ReceiverError",),
            "live": ("LiveServer",),
            "base_urls": ("BaseUrls",),
            "coverage_report": ("CoverageReport",),
            "exercised": ("Exercised",),
            "ini_keys": ("check_keys", "check_scenario", "edition_of"),
            "marker": ("Marked",),
            "next_edition": ("NextEdition",),
            "policy": ("Policy",),
            "project": ("Project",),
            "run_block": ("RunBlock",),
            "run_page": ("PageHooks",),
            "spending": ("Budget",),
            "switchboard": ("Switchboard",),
            "tracebacks": ("shown_error", "shows_the_caller"),
        },
    )
