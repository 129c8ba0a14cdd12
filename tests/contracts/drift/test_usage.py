"""Held against recorded traffic, only what that traffic meets is told, with what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling3_contracts.drift.comparison import Comparison, compared
from kling3_contracts.drift.difference import Place
from kling3_contracts.drift.seen import MOST_VALUES, Seen
from kling3_contracts.drift.touching import touched
from kling3_contracts.drift.usage import Usage
from kling3_contracts.errors import SubjectError
from kling3_contracts.traffic.named_hosts import NamedHost
from kling3_openapi.editions import FIRST
from tests.contracts.drift.documents import REFERENCE, Content, document, fields, page, schema
from tests.contracts.traffic.recordings import GET, KEY, PRO, TASK, Flat, flat, lines, ordered, polled

OTHER = "https://kling.example.com"


def used(content: Content, tmp_path: Path, *made: object, named: tuple[NamedHost, ...] = ()) -> Comparison:
    file = tmp_path / "seen.ndjson"
    file.write_bytes(lines(*made))
    usage = Usage()
    usage.read([str(file)], named)
    return touched(compared(content, "a.yaml", FIRST), usage)


def told(content: Content, tmp_path: Path, *made: object) -> list[tuple[str, bool, str]]:
    return [(each.kind.value, each.breaking, each.seen) for each in used(content, tmp_path, *made).differences]


def order(**more: object) -> Flat:
    return ordered({"prompt": "A fox", **more})


def narrowed() -> Content:
    content = document()
    fields(content)["cfg_scale"]["maximum"] = 1
    return content


def test_a_bound_breaks_who_sends_a_value_outside_of_it(tmp_path: Path) -> None:
    found = used(narrowed(), tmp_path, order(cfg_scale=0.5), order(cfg_scale=1.5))
    (difference,) = found.differences
    assert (difference.breaking, difference.seen) == (True, "your traffic sends 1.5 (seen.ndjson, line 2)")
    assert difference.operations == (f"POST {PRO}",)


def test_a_bound_breaks_nobody_who_keeps_to_it(tmp_path: Path) -> None:
    assert told(narrowed(), tmp_path, order(cfg_scale=0.5)) == [("bound", False, "your traffic keeps to it")]


def test_what_is_not_used_is_left_out_and_counted(tmp_path: Path) -> None:
    found = used(narrowed(), tmp_path, order())
    assert (found.differences, found.notes[-1]) == ((), "left out: 1 difference in what the traffic does not use")
    assert told(narrowed(), tmp_path, ordered({"prompt": "A fox", "cfg_scale": 1.5}, f"{REFERENCE}-pro")) == []


def removed(name: str) -> Content:
    content = document()
    del fields(content)[name]
    return content


def without_status(content: Content) -> Content:
    schema(content, "task")["required"] = ["task_id"]
    return content


def renamed_key() -> Content:
    content = document()
    content["components"]["securitySchemes"]["apiKey"]["name"] = "x-magnific-api-key"
    return content


def without_401() -> Content:
    content = document()
    del content["paths"][GET]["get"]["responses"]["401"]
    return content


def required(name: str) -> Content:
    content = document()
    schema(content)["required"] = [name]
    return content


def shots_with_required_duration() -> Content:
    content = document()
    schema(content, "kling-v3-multi-prompt-item")["required"] = ["duration"]
    return content


def page_required() -> Content:
    content = document()
    content["paths"][REFERENCE]["get"]["parameters"][0]["required"] = True
    return content


def defaulted() -> Content:
    content = document()
    fields(content)["generate_audio"]["default"] = False
    return content


def shots_without_duration() -> Content:
    content = document()
    fields(content, "kling-v3-multi-prompt-item")["duration"]["enum"] = ["3"]
    return content


def deprecated() -> Content:
    content = document()
    content["paths"][PRO]["post"]["deprecated"] = True
    return content


def with_field() -> Content:
    content = document()
    fields(content)["multi_shot"] = {"type": "boolean"}
    return content


@pytest.mark.parametrize(
    ("content", "made", "expected"),
    [
        (removed("voice_ids"), [order(voice_ids=["a"])], [("field gone", True, "your traffic sends it 1 time")]),
        (removed("voice_ids"), [order()], []),
        (with_field(), [order()], []),
        (with_field(), [order(multi_shot=True)], [("field new", False, "your traffic sends it 1 time")]),
        (required("seed"), [order(), order(seed=1)], [("field new", True, "your traffic leaves it out 1 time")]),
        (required("prompt"), [order()], []),
        (shots_with_required_duration(), [order()], []),
        (shots_with_required_duration(), [order(multi_prompt=[{"prompt": "a"}, {"duration": "5"}])],
         [("required now", True, "your traffic leaves it out 1 time")]),
        (page_required(), [flat("GET", REFERENCE, 200, {"data": []}), flat("GET", f"{REFERENCE}?page=1", 200, {})],
         [("required now", True, "your traffic leaves it out 1 time")]),
        (defaulted(), [order()], [("default", True, "your traffic leaves it out 1 time")]),
        (defaulted(), [order(generate_audio=True)], []),
        (shots_without_duration(), [order(multi_prompt=[{"prompt": "a", "duration": "3"}, {"duration": "5"}])],
         [("values gone", True, "your traffic sends '5' (seen.ndjson, line 1)")]),
        (deprecated(), [order(), order()], [("deprecated", False, "your traffic asks it 2 times")]),
        (without_status(document()), [polled("COMPLETED")],
         [("optional now", True, "your traffic got it 1 time")]),
        (without_status(document()), [order()], []),
        (without_401(), [flat("GET", GET, 401, {"message": "Invalid API key"})],
         [("status gone", True, "your traffic got it 1 time")]),
        (without_401(), [flat("GET", GET, 200, {"data": []})], []),
        (renamed_key(), [order()], [("key gone", True, "your traffic shows it so in 1 operation")]),
        (renamed_key(), [ordered(request_headers={"x-magnific-api-key": KEY})],
         [("key new", False, "your traffic shows it so in 1 operation")]),
        (page(GET, narrowed()), [order(cfg_scale=2)], []),
    ],
)  # fmt: skip
def test_what_the_traffic_meets_is_told_with_what_it_shows(
    content: Content, made: list[Flat], expected: list[tuple[str, bool, str]], tmp_path: Path
) -> None:
    assert told(content, tmp_path, *made) == expected


def test_values_of_a_query_are_read_as_numbers(tmp_path: Path) -> None:
    content = document()
    content["paths"][REFERENCE]["get"]["parameters"][1]["schema"]["maximum"] = 50
    asked = [flat("GET", f"{REFERENCE}?page_size={size}", 200, {"data": []}) for size in (20, 60)]
    assert told(content, tmp_path, *asked) == [("bound", True, "your traffic sends 60 (seen.ndjson, line 2)")]


def test_webhooks_are_traffic_too(tmp_path: Path) -> None:
    content = {**document(), "openapi": "3.1.0"}
    body = {"type": "object", "properties": {"task_id": {"type": "string", "format": "uuid"}}}
    content["webhooks"] = {"done": {"post": {"requestBody": {"content": {"application/json": {"schema": body}}}}}}
    webhook = flat(
        "POST", "/hook", 200, {}, url="http://127.0.0.1:9000/hook", request_body={"task_id": TASK, "status": "FAILED"},
        request_headers={"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,a"},
    )  # fmt: skip
    found = told(content, tmp_path, order(), webhook)
    assert ("field gone", True, "your traffic got it 1 time") in found


def test_other_hosts_are_named(tmp_path: Path) -> None:
    asked = ordered({"cfg_scale": 2}, url=f"{OTHER}{PRO}")
    assert used(narrowed(), tmp_path, asked, named=(NamedHost("kling.example.com"),)).breaking
    with pytest.raises(SubjectError, match=r"no request in it goes to an endpoint of Kling 3: name its host by --host"):
        used(narrowed(), tmp_path, asked)


def test_what_can_not_be_read_is_counted(tmp_path: Path) -> None:
    assert used(document(), tmp_path, order(), {}).notes[-1] == "1 entry of the traffic could not be read"


def test_keys_that_were_sent_are_masked(tmp_path: Path) -> None:
    content = document()
    fields(content)["shot_type"]["enum"] = ["customize"]
    odd = "the fox and the hound"  # looks like no key, and is one
    for key in (KEY, odd):
        asked = {**order(shot_type=key), "request_headers": {"x-freepik-api-key": key}}
        (found,) = used(content, tmp_path, asked).differences
        assert found.breaking
        assert key not in found.seen


def test_what_is_kept_is_bounded_and_has_what_is_largest_and_smallest() -> None:
    seen, place = Seen(), Place("request body")
    for number in range(3 * MOST_VALUES):
        seen.add("POST /a", place, 7 - number if number % 2 else number, f"line {number}")
    values = list(seen.at("POST /a", place).values())
    assert (seen.at("POST /a", place).times, len(values)) == (3 * MOST_VALUES, MOST_VALUES + 2)
    assert values[-2:] == [
        (3 * MOST_VALUES - 2, f"line {3 * MOST_VALUES - 2}"),
        (8 - 3 * MOST_VALUES, f"line {3 * MOST_VALUES - 1}"),
    ]
