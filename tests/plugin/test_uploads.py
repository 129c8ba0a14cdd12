"""A program that uploads a picture and orders a video of it works from end to end, whatever it asks with."""

from __future__ import annotations

from tests.plugin.conftest import Run

PROGRAM = """
    import json, urllib.error, urllib.request
    import httpx, httpx2, pytest, requests, urllib3

    API = "https://api.freepik.com"
    KEY = {"x-freepik-api-key": "any"}
    PNG = b"\\x89PNG\\r\\n\\x1a\\n" + bytes(100)

    def by_httpx(method, url, headers, content=None):
        return httpx.request(method, url, headers=headers, content=content).content

    def by_httpx2(method, url, headers, content=None):
        return httpx2.request(method, url, headers=headers, content=content).content

    def by_requests(method, url, headers, content=None):
        return requests.request(method, url, headers=headers, data=content).content

    def by_urllib3(method, url, headers, content=None):
        return urllib3.PoolManager().request(method, url, headers=headers, body=content).data

    def by_urllib(method, url, headers, content=None):
        with urllib.request.urlopen(urllib.request.Request(url, content, headers, method=method)) as answer:
            return answer.read()

    def asked(ask, path, body):
        headers = {**KEY, "content-type": "application/json"}
        return json.loads(ask("POST", API + path, headers, json.dumps(body).encode()))

    def filmed(ask, kling3):
        files = [{"content_type": "image/png"}]
        (place,) = asked(ask, "/v1/ai/uploads/request-url", {"files": files})["files"]
        ask("PUT", place["upload_url"], place["headers"], PNG)
        order = {"prompt": "The fox runs", "start_image_url": place["asset_url"]}
        task_id = asked(ask, "/v1/ai/video/kling-v3-pro", order)["data"]["task_id"]
        kling3.run_to_end()
        task = json.loads(ask("GET", f"{API}/v1/ai/video/kling-v3/{task_id}", KEY))["data"]
        return place, task
"""


def test_a_picture_is_uploaded_and_filmed_by_any_client(run: Run) -> None:
    tests = f"""{PROGRAM}
    @pytest.mark.parametrize("ask", [by_httpx, by_httpx2, by_requests, by_urllib3, by_urllib])
    def test_a_film(kling3, ask):
        place, task = filmed(ask, kling3)
        assert task["status"] == "COMPLETED"
        assert ask("GET", task["generated"][0], {{}})[4:8] == b"ftyp"
        assert ask("GET", place["asset_url"], {{}}) == PNG
        (upload,) = kling3.uploads
        assert (upload.file_id, upload.content_type) == (place["file_id"], "image/png")
        assert upload.content == PNG
        assert upload.requested_at == upload.uploaded_at < kling3.clock.now()
        assert kling3.findings == []

    def test_each_test_has_uploads_of_its_own(kling3):
        assert list(kling3.uploads) == []
    """
    result = run(tests)
    result.assert_outcomes(passed=6)


def test_an_upload_with_the_key_is_refused_and_told_with_the_mend(run: Run) -> None:
    tests = f"""{PROGRAM}
    def test_a_film(kling3):
        with httpx.Client(headers=KEY) as client:
            files = [{{"content_type": "image/png"}}]
            answer = client.post(API + "/v1/ai/uploads/request-url", json={{"files": files}})
            (place,) = answer.json()["files"]
            assert client.put(place["upload_url"], headers=place["headers"], content=PNG).status_code == 403
    """
    result = run(tests)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["K310 x1, first in *x-freepik-api-key does not belong to an upload_url, *"])


def test_the_live_server_takes_uploads_and_the_run_counts_them(run: Run) -> None:
    tests = f"""{PROGRAM}
    def test_live(kling3):
        headers = {{**KEY, "content-type": "application/json"}}
        body = json.dumps({{"files": [{{"content_type": "image/png"}}]}}).encode()
        (place,) = json.loads(by_urllib("POST", kling3.url + "/v1/ai/uploads/request-url", headers, body))["files"]
        assert place["upload_url"].startswith(kling3.url)
        by_urllib("PUT", place["upload_url"], place["headers"], PNG)
        assert by_urllib("GET", place["asset_url"], {{}}) == PNG
        asked(by_httpx, "/v1/ai/video/kling-v3-pro", {{"prompt": "x", "start_image_url": place["asset_url"]}})
        assert kling3.findings == []
    """
    result = run(tests, "--kling3-coverage")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["operations  2 of 33, never: *"])


def test_a_fault_that_waits_in_vain_is_not_told_of_uploads(run: Run) -> None:
    tests = f"""{PROGRAM}
    def test_upload(kling3):
        kling3.fail_next("503", kind="create")
        files = [{{"content_type": "image/png"}}]
        (place,) = asked(by_httpx, "/v1/ai/uploads/request-url", {{"files": files}})["files"]
        by_httpx("PUT", place["upload_url"], place["headers"], PNG)
    """
    result = run(tests)
    result.stdout.fnmatch_lines(["*never came about. What came: POST request-url (200). Have the program*"])
