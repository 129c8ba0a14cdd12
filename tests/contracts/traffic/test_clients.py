"""What bad clients did, as their recordings show it, is told by code; what good ones did is not."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.traffic.options import FailOn, TrafficOptions
from kling3_contracts.verdicts.report import Verdict
from tests.contracts.traffic.recordings import (
    API,
    GET,
    JSON,
    KEY,
    OMNI,
    ORDER,
    OTHER_TASK,
    PRO,
    REFERENCE,
    TASK,
    URL,
    Flat,
    codes,
    flat,
    judged,
    lines,
    notes,
    ordered,
    polled,
    told,
)

ENDED = polled("COMPLETED", URL)
LIMITED = flat("POST", PRO, 429, {"message": "You've reached the rate limit per minute for this service"},
               request_body=ORDER, at=1_000)  # fmt: skip
VIDEO = {"prompt": "@Video1 in the snow", "video_url": "https://clips.example/fox.mp4"}
PICTURE = "https://clips.example/fox.jpg"


def refused(body: object, path: str = PRO) -> Flat:
    return flat("POST", path, 400, {"message": "no"}, request_body=body)


def lost(method: str, path: str) -> Flat:
    return flat(method, path, 404, {"message": "no"}, request_body=ORDER if method == "POST" else None)


def order(**fields: object) -> Flat:
    return ordered({**ORDER, **fields})


def omni(**fields: object) -> Flat:
    return ordered({**ORDER, **fields}, f"{OMNI}-pro")


def shots(*durations: str) -> list[dict[str, str]]:
    return [{"prompt": "a", "duration": each} for each in durations]


def failing(times: int) -> list[Flat]:
    """Return one order sent again and again, each of whose tasks fails."""
    ids = [f"046b6c7f-0b8a-43b9-b35d-6489e6daee{number}" for number in range(10, 10 + times)]
    return [each for one in ids for each in (ordered(task_id=one), polled("FAILED", path=f"{GET}/{one}", task_id=one))]


def bearer(status: int) -> Flat:
    answer = None if status == 401 else {"data": {"task_id": TASK, "status": "CREATED", "generated": []}}
    return flat("POST", PRO, status, answer, request_body=ORDER,
                request_headers={"Authorization": f"Bearer {KEY}", **JSON})  # fmt: skip


MISTAKES = {
    "image_list": ([order(image_list=[{"image_url": PICTURE, "type": "first_frame"}])], "K001"),
    "element_list": ([order(element_list=[{"element_id": 1}])], "K002"),
    "image_url on Kling 3": ([order(image_url=PICTURE)], "K003"),
    "objects as shots on Omni": ([refused({**ORDER, "multi_prompt": [{"prompt": "a"}]}, f"{OMNI}-pro")], "K005"),
    "strings as shots on Kling 3": ([refused({**ORDER, "multi_prompt": ["a"]})], "K006"),
    "index in a shot": ([order(multi_prompt=[{"prompt": "a", "duration": "3", "index": 1}])], "K007"),
    "shots above 15 s": ([refused({**ORDER, "multi_prompt": shots("10", "10")})], "K008"),
    "integer duration": ([refused({**ORDER, "duration": 5})], "K009"),
    "duration of 2 s": ([refused({**ORDER, "duration": "2"})], "K010"),
    "cfg_scale above 1": ([order(cfg_scale=1.5)], "K011"),
    "cfg_scale on Omni": ([omni(cfg_scale=0.5)], "K012"),
    "three voices": ([refused({**ORDER, "voice_ids": ["a", "b", "c"]})], "K041"),
    "intelligence": ([refused({**ORDER, "shot_type": "intelligence"})], "K015"),
    "21:9": ([refused({**ORDER, "aspect_ratio": "21:9"})], "K016"),
    "order at the list": ([lost("POST", GET)], "K017"),
    "kling-v3-standard": ([lost("POST", "/v1/ai/video/kling-v3-standard")], "K018"),
    "a page as path": ([lost("POST", "/v1/ai/video/kling-v3/generate-pro")], "K019"),
    "guessed reference": ([lost("POST", "/v1/ai/video/kling-v3-omni-pro-reference")], "K020"),
    "v1 twice": ([lost("POST", f"/v1{PRO}")], "K021"),
    "polling the order's path": ([ordered(), lost("GET", f"{PRO}/{TASK}")], "K022"),
    "polling another family": ([ordered(), lost("GET", f"{OMNI}/{TASK}")], "K023"),
    "video_url on Omni": ([omni(video_url="https://clips.example/a.mp4")], "K024"),
    "no @Video1": ([ordered({**VIDEO, "prompt": "a fox"}, f"{REFERENCE}-pro")], "K043"),
    "polling after the end": ([ordered(), *[ENDED] * 5], "K026"),
    "bearer": ([bearer(401)], "K030"),
    "bearer to a lenient stand-in": ([bearer(200)], "K030"),
    "data: URI": ([refused({**ORDER, "start_image_url": "data:image/png;base64,AAAA"})], "K033"),
    "localhost as webhook": ([order(webhook_url="http://localhost/hook")], "K034"),
    "retry within the minute": ([LIMITED, ordered(at=1_004)], "K035"),
    "paging a list without pages": ([flat("GET", f"{GET}?page=2", answer={"data": []})], "K036"),
    "the body of Kling's own API": ([order(model_name="kling-v3", mode="pro")], "K037"),
    "a failing order again": (failing(4), "K044"),
    "an unknown parameter": ([flat("GET", f"{GET}?sort=asc", answer={"data": []})], "K055"),
    "no key": ([flat("GET", GET, 401, request_headers=JSON)], "K070"),
    "a wrong key": ([flat("GET", GET, 401)], "K071"),
    "a form": ([flat("POST", PRO, 400, request_body="a=b", request_headers={"x-freepik-api-key": KEY,
                     "content-type": "application/x-www-form-urlencoded"})], "K072"),
    "an empty body": ([flat("POST", PRO, 400, request_body="")], "K073"),
    "broken JSON": ([flat("POST", PRO, 400, request_body='{"prompt": "a",}')], "K075"),
    "two equal names": ([ordered('{"prompt": "a", "prompt": "b"}')], "K077"),
    "a path that is none": ([lost("GET", "/v1/ai/video/kling-v3-ultra")], "K078"),
    "deleting a task": ([ordered(), flat("DELETE", f"{GET}/{TASK}", 405)], "K079"),
    "an id that was never filled in": ([lost("GET", f"{GET}/undefined")], "K080"),
    "page 0": ([flat("GET", f"{REFERENCE}?page=0", 400)], "K081"),
    "two keys": ([flat("GET", GET, answer={"data": []}, request_headers={"x-freepik-api-key": KEY,
                       "x-magnific-api-key": "another-key"})], "K082"),
    "key in the query": ([flat("GET", f"{GET}?api_key={KEY}", 401, request_headers=JSON)], "K083"),
    "a slash at the end": ([lost("GET", f"{GET}/")], "K084"),
    "no /ai": ([lost("POST", "/v1/video/kling-v3-pro")], "K085"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_clients_mistake_is_told(mistake: str) -> None:
    recorded, expected = MISTAKES[mistake]
    assert expected in told(*recorded)


GOOD = {
    "order, poll, end": [ordered(), polled("CREATED"), polled("IN_PROGRESS"), ENDED],
    "a second look at the end": [ordered(), ENDED, ENDED, ENDED],
    "a failure": [ordered(), polled("IN_PROGRESS"), polled("FAILED")],
    "three tries": failing(3),
    "reference to video": [ordered(VIDEO, f"{REFERENCE}-pro"), flat("GET", f"{REFERENCE}?page=2&page_size=100",
                           answer={"data": []})],
    "patience after a limit": [LIMITED, ordered(at=1_061)],
    "the other header and host": [ordered(url=f"https://api.magnific.com{PRO}",
                                  request_headers={"x-magnific-api-key": KEY, **JSON})],
    "a list": [ordered(), flat("GET", GET, answer={"data": [{"task_id": TASK, "status": "IN_PROGRESS"}]})],
    "a recording without its keys": [ordered(request_headers=JSON)],
    "a recording without any header": [ordered(request_headers={}, response_headers={})],
    "another API of the provider": [flat("POST", "/v1/ai/mystic", answer={"data": {}}), ordered()],
    **{
        f"{path}, which the fake does not have": [flat("POST", path, status=404, answer={"message": "-"}), ordered()]
        for path in ("/v1/ai/mystic", "/v1/ai/image-to-video/kling-v2-1-pro")
    },
}  # fmt: skip


@pytest.mark.parametrize("habit", GOOD)
def test_a_good_client_is_told_nothing(habit: str) -> None:
    assert told(*GOOD[habit]) == []


def test_a_finding_names_the_first_place_and_how_often() -> None:
    report = judged(lines(ordered(), order(image_list=[]), order(image_list=[])), name="calls.ndjson")
    (violation,) = report.violations
    assert violation.place == f"calls.ndjson, line 2: POST {PRO}"
    assert (violation.times, violation.detail) == (2, "body.image_list")
    assert "send start_image_url and end_image_url" in violation.message


def test_the_same_mistake_has_the_same_identity_in_every_recording() -> None:
    first = judged(lines(order(multi_prompt=[{"prompt": "a", "duration": "3", "index": 1}])))
    shot = {"prompt": "a", "duration": "3"}
    second = judged(lines(ordered(), order(multi_prompt=[shot, {**shot, "index": 2}])), name="other")
    assert [each.identity for each in first.violations] == [each.identity for each in second.violations]
    lost_ids = [judged(lines(lost("GET", f"{PRO}/{each}"))).violations[0].identity for each in (TASK, OTHER_TASK)]
    assert lost_ids[0] == lost_ids[1]


@pytest.mark.parametrize(
    ("recorded", "fail_on", "expected"),
    [
        (refused({**ORDER, "duration": 5}), FailOn.ERROR, 1),
        (order(image_list=[]), FailOn.ERROR, 0),
        (order(image_list=[]), FailOn.IGNORED, 1),
        (order(cfg_scale=1.5), FailOn.IGNORED, 0),
        (order(cfg_scale=1.5), FailOn.ADVICE, 1),
        (ordered(), FailOn.ADVICE, 0),
    ],
)
def test_the_exit_status_follows_from_the_severities_that_fail(recorded: Flat, fail_on: FailOn, expected: int) -> None:
    report = judged(lines(recorded), TrafficOptions(fail_on=fail_on))
    assert report.exit_status == expected


def test_what_is_told_only_is_no_violation() -> None:
    report = judged(lines(order(image_list=[])))
    assert [each.verdict for each in report.violations] == [Verdict.WARNING]
    verdicts = {each.code: each.verdict for each in report.checks}
    assert (verdicts["K001"], verdicts["K009"], verdicts["K120"]) == (
        Verdict.WARNING,
        Verdict.KEPT,
        Verdict.KEPT,
    )
    assert "K081" not in verdicts


def test_no_more_than_twenty_places_of_one_code_are_shown() -> None:
    report = judged(lines(order(**{f"field_{number}": 1 for number in range(30)})))
    assert len(report.violations) == 20
    assert [each.note for each in report.checks if each.code == report.violations[0].code] == [
        "10 more in other places, not shown"
    ]


@pytest.mark.parametrize(
    ("url", "hosts", "expected"),
    [
        (f"{API}{PRO}", (), []),
        (f"http://127.0.0.1:8333{PRO}", (), []),
        (f"http://localhost{PRO}", (), []),
        (f"http://[::1]:1{PRO}", (), []),
        (f"http://fake.localhost:1{PRO}", (), []),
        (f"https://staging.example{PRO}", ("Staging.example",), []),
        (f"https://staging.example{PRO}", (), ["passed over: 1 request to other hosts"]),
        ("http://localhost:3000/index.html", (), ["passed over: 1 request to other paths of these hosts"]),
        ("http://127.0.0.1:8333/_mock/requests", (), ["passed over: 1 request to the fake's own pages"]),
        (
            f"http://127.0.0.1:8333/kling_{TASK}.mp4?token=1",
            (),
            ["passed over: 1 request to the fake's own pages"],
        ),
        ("data:image/png;base64,AAAA", (), ["passed over: 1 request to other hosts"]),
    ],
)
def test_only_requests_to_the_api_are_judged(url: str, hosts: tuple[str, ...], expected: list[str]) -> None:
    report = judged(lines(ordered(url=url), ordered()), TrafficOptions(hosts=hosts))
    assert (report.requests, list(notes(report))) == (2 - len(expected), expected)


def test_a_preflight_is_none_of_the_clients_requests() -> None:
    report = judged(lines(flat("OPTIONS", PRO, 204), ordered()))
    assert (codes(report), notes(report)) == ([], ("passed over: 1 preflight of a browser",))


def test_a_recording_without_a_request_to_the_api_is_no_proof_of_anything() -> None:
    report = judged(json.dumps([]).encode())
    assert report.exit_status == 2
    assert "nothing was judged: the recording has no request: record the program while it asks" in report.trouble
