"""How long it takes to judge recordings of many exchanges: `python -m tests.benchmarks.traffic_files`."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.traffic.run import judged_traffic

KLING3 = "https://api.freepik.com/v1/ai/video/kling-v3"
_TASKS = 50
_KEY = ("x-freepik-api-key", "FPSX0123456789abcdef")
_JSON = ("content-type", "application/json")
_STATUSES = ("CREATED", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED")
_POLLS = len(_STATUSES)

Exchanged = tuple[str, str, dict[str, object] | None, dict[str, object]]


def exchanges(number: int) -> Iterator[Exchanged]:
    """Yield so many exchanges of a client that orders and polls: method, URL, body and answer."""
    for place in range(number):
        task_id = f"046b6c7f-0b8a-43b9-b35d-{place // (_POLLS + 1) % _TASKS:012}"
        step = place % (_POLLS + 1)
        urls = ["https://cdn.example/a.mp4?token=exp=1~hmac=2"] if step == _POLLS else []
        task: dict[str, object] = {
            "task_id": task_id,
            "status": _STATUSES[max(step - 1, 0)],
            "generated": urls,
        }
        if step == 0:
            body: dict[str, object] = {
                "prompt": f"A fox in the snow, number {place}. " * 10,
                "duration": "5",
                "image_list": [],
            }
            yield "POST", f"{KLING3}-pro", body, {"data": task}
        else:
            yield "GET", f"{KLING3}/{task_id}", None, {"data": task}


def write_har(path: Path, number: int) -> None:
    """Write a HAR with the headers that a browser sends."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"version": "1.2", "entries": [')
        for place, each in enumerate(exchanges(number)):
            file.write(f"{',' if place else ''}{json.dumps(_entry(*each))}\n")
        file.write("]}}")


def write_ndjson(path: Path, number: int) -> None:
    """Write the flat form, one exchange a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(_flat(*each)) + "\n" for each in exchanges(number))


def judge(path: Path) -> tuple[float, int]:
    """Return how many seconds a recording takes, and how many requests were judged."""
    began = time.perf_counter()
    report = judged_traffic(TrafficOptions((str(path),)))
    return time.perf_counter() - began, report.requests


def peak(path: Path) -> int:
    """Return the most bytes that Python held while it judged a recording."""
    tracemalloc.start()
    try:
        judge(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _entry(method: str, url: str, body: dict[str, object] | None, answer: dict[str, object]) -> dict[str, object]:
    headers = [{"name": name, "value": value} for name, value in (_KEY, _JSON, *_browser())]
    request: dict[str, object] = {
        "method": method,
        "url": url,
        "httpVersion": "h2",
        "headers": headers,
        "cookies": [],
    }
    if body is not None:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(body)}
    content = {"size": 99, "mimeType": "application/json", "text": json.dumps(answer)}
    response = {"status": 200, "headers": headers[1:], "content": content, "redirectURL": "", "cookies": []}
    timings = {"blocked": 1.5, "dns": -1, "connect": -1, "send": 0.1, "wait": 9.5, "receive": 1.4, "ssl": -1}
    return {"startedDateTime": "2026-02-01T12:00:00.000Z", "time": 12.5, "request": request,
            "response": response, "cache": {}, "timings": timings}  # fmt: skip


def _browser() -> Iterator[tuple[str, str]]:
    return ((f"sec-ch-ua-{number}", "a value of some thirty letters") for number in range(15))


def _flat(method: str, url: str, body: dict[str, object] | None, answer: dict[str, object]) -> dict[str, object]:
    return {"method": method, "url": url, "request_headers": dict((_KEY, _JSON)), "request_body": body,
            "status": 200, "response_headers": dict((_JSON,)), "response_body": answer}  # fmt: skip


def main() -> None:
    """Print seconds and memory for a HAR and for ndjson."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=10_000)
    number = parser.parse_args().exchanges
    with tempfile.TemporaryDirectory() as folder:
        for write in (write_har, write_ndjson):
            path = Path(folder) / "recording"
            write(path, number)
            seconds, judged = judge(path)
            held, size = peak(path) / 1e6, path.stat().st_size / 1e6
            print(
                f"{write.__name__:12} {judged:,} exchanges, {size:.0f} MB: {seconds:.1f} s, {held:.0f} MB held at most"
            )


if __name__ == "__main__":
    main()
