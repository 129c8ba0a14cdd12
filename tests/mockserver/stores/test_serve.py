"""`kling3-mock serve --store`: the banner names the file, the last words what waits in it, bad files are refused."""

from __future__ import annotations

import subprocess
from pathlib import Path
from signal import SIGTERM

import httpx2
import pytest

from tests.mockserver.asking import KEY
from tests.mockserver.processes import LONGEST, command, environment, served, url_of
from tests.mockserver.samples import ONE_TASK

HEADERS = {"x-freepik-api-key": KEY}
DEAD = "http://127.0.0.1:9/hook"
"""Where nobody listens."""


def test_a_fake_that_is_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path}/kling3.db"
    with served("--store", store) as (first, banner):
        assert f"  store      {store}   (no tasks of before)\n" in banner
        order = {"prompt": "A fox in the snow", "webhook_url": DEAD}
        task = httpx2.post(f"{url_of(banner)}/v1/ai/video/kling-v3-pro", json=order, headers=HEADERS)
        httpx2.patch(f"{url_of(banner)}/_mock/settings", json={"webhook-secret": ["another"]})
        status, said = first.stop(SIGTERM)
        kept = f"What waits is kept in {store}, and goes on at the next start with it."
        assert (status, said.splitlines()[-2:]) == (0, [kept, f"{ONE_TASK.replace('would', f'in {store} would')}."])
    with served("--store", store) as (_, banner):
        assert f"  store      {store}   (1 task of before)\n" in banner
        assert "the one that you set signs webhooks as v1" in banner
        health = httpx2.get(f"{url_of(banner)}/_mock/health").json()
        assert (health["tasks"], health["store"]) == (1, store)
        task_id = task.json()["data"]["task_id"]
        assert httpx2.get(f"{url_of(banner)}/v1/ai/video/kling-v3/{task_id}", headers=HEADERS).status_code == 200


def refused(*words: str) -> str:
    """Return what a fake says that can't be served."""
    done = subprocess.run(
        [command(), "serve", "--port", "0", *words],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=LONGEST,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_second_fake_over_one_file_ends_with_a_sentence(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path}/kling3.db"
    with served("--store", store):
        said = refused("--store", store)
    advice = "stop that one, or name another file; one file is one fake's"
    assert said == f"Error: {tmp_path}/kling3.db is open in another process: {advice}\n"


@pytest.mark.parametrize(
    ("store", "told"),
    [
        ("mysql://fox:s3cret@cache/0", "got a store 'mysql:...', expected memory, sqlite:FILE or redis://"),
        ("sqlite:", "got a store 'sqlite:', expected a file"),
        ("sqlite:{folder}/nowhere/kling3.db", "there is no folder {folder}/nowhere, make it first"),
        ("sqlite:{folder}/letter.txt", "is no SQLite database: name another file, or one that is not there yet"),
    ],
)
def test_a_store_that_can_not_be_had_is_told_in_a_sentence(store: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("a letter of some length, but no database\n" * 9)
    said = refused("--store", store.format(folder=tmp_path))
    assert told.format(folder=tmp_path) in said
    assert "s3cret" not in said
