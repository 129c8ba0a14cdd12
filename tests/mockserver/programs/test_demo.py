"""The demo shows what it promises, and says no when anything is not so."""

from __future__ import annotations

import subprocess

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.programs import demo
from kling3_mockserver.service import clips
from kling3_mockserver.webhooks import headers
from kling3_openapi.endpoints import Family
from tests.mockserver.processes import LONGEST, command, environment
from tests.mockserver.receivers import Inbox


@pytest.fixture
def one_act(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a broken demo would only repeat."""
    monkeypatch.setattr(demo, "ACTS", demo.ACTS[:1])


def played() -> tuple[bool, str]:
    """Return whether the demo found all as promised, and what it showed."""
    shown: list[str] = []
    good = demo.run(shown.append)
    return good, "\n".join(shown)


def test_its_acts_are_of_kling_3_omni_and_reference_to_video() -> None:
    assert [act.read for act in demo.ACTS] == [each.path for each in (Family.KLING3, Family.OMNI, Family.REFERENCE)]


def test_it_shows_each_family_through_its_whole_life_within_ten_seconds() -> None:
    ended = subprocess.run(
        [command(), "demo"], capture_output=True, text=True, timeout=LONGEST, env=environment(), check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    for act in demo.ACTS:
        shown = ended.stdout.partition(f"\n{act.title}\n")[2].partition("\n\n")[0]
        assert f"POST {act.create} -> CREATED, task " in shown
        assert shown.count("... signature good") == 2
        assert f"GET  {act.read} -> 1 in the list, the newest COMPLETED" in shown
        assert "-> video/mp4, " in shown
    assert "the fake says K001 ignored: image_list has no effect on Kling 3" in ended.stdout
    done, _, seconds = ended.stdout.strip().splitlines()[-1].rpartition(", in ")
    assert done.endswith("1 mistake named: all as promised")
    assert float(seconds.removesuffix(" s.")) < 10


@pytest.mark.usefixtures("one_act")
def test_a_signature_that_is_broken_is_not_as_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "sign", lambda *_: "v1,AAAA")
    good, shown = played()
    assert not good
    assert "not to be trusted: webhook-signature: got no match among the signatures of 'v1'" in shown
    assert "NOT all as promised" in shown


@pytest.mark.usefixtures("one_act")
def test_a_webhook_that_does_not_come_is_not_as_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox()

    async def lose(_receiver: demo.Receiver, scope: Scope, receive: Receive, send: Send) -> None:
        await inbox(scope, receive, send)

    monkeypatch.setattr(demo.Receiver, "__call__", lose)
    monkeypatch.setattr(demo, "_PATIENCE", 0.1)
    good, shown = played()
    assert not good
    assert "webhook missing or not to be trusted: none came" in shown


@pytest.mark.usefixtures("one_act")
def test_a_video_that_is_none_is_not_as_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips.Clip, "read", lambda _clip: b"<html>not found</html>")
    good, shown = played()
    assert not good
    assert "-> video/mp4, 22 bytes" in shown


@pytest.mark.usefixtures("one_act")
def test_a_mistake_that_is_not_named_is_not_as_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "MISTAKE", {"prompt": "A fox"})
    good, shown = played()
    assert not good
    assert "signature good" in shown
    assert "the fake says" not in shown
