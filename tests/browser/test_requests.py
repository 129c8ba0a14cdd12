"""Requests appear as they come, and a mistake is read at its field."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.fake import KEY, LIST, Fake


def test_an_order_appears_without_a_reload(page: Page, server: Fake) -> None:
    server.order()
    row = page.get_by_role("option")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("POST")
    expect(row).to_contain_text("/v1/ai/video/kling-v3-pro")
    expect(row).to_contain_text("200")


def test_the_newest_stands_first(page: Page, server: Fake) -> None:
    server.read(server.ordered())
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("option").first).to_contain_text("GET")


def test_a_mistake_is_read_at_its_field(page: Page, server: Fake) -> None:
    server.order(image_list=[], duration="5")
    page.get_by_role("option").click()
    body = page.get_by_role("region", name="Body of the request")
    field = body.locator("code.line.ignored")
    expect(field).to_have_text('  "image_list": [],')
    mend = field.locator("xpath=following-sibling::*[1]")
    expect(mend).to_contain_text("K001 ignored: image_list has no effect on Kling 3")
    expect(mend).to_contain_text("start_image_url")


def test_a_mistake_deep_in_a_list_is_marked_at_its_place(page: Page, server: Fake) -> None:
    server.order("/v1/ai/video/kling-v3-omni-std", multi_prompt=["one", {"prompt": "two"}])
    page.get_by_role("option").click()
    field = page.get_by_role("region", name="Body of the request").locator("code.line.error")
    expect(field).to_have_text("    {")
    expect(field.locator("xpath=preceding-sibling::*[1]")).to_have_text('    "one",')


def test_a_field_that_is_missing_is_told_where_it_should_stand(page: Page, server: Fake) -> None:
    server.order("/v1/ai/reference-to-video/kling-v3-omni-pro", prompt="A fox")
    page.get_by_role("option").click()
    expect(page.get_by_role("region", name="Body of the request").locator(".mend").first).to_be_visible()


def test_a_code_is_explained(page: Page, server: Fake) -> None:
    server.order(image_list=[])
    page.get_by_role("option").click()
    page.get_by_text("What these codes mean").click()
    expect(page.locator("details[open]")).to_contain_text("K001")


def test_the_key_stays_masked_also_in_the_line_to_copy(page: Page, server: Fake) -> None:
    secret = "averylongsecretkey1234567890"
    page.request.post(
        f"{server.url}/v1/ai/video/kling-v3-pro", data={"prompt": "x"}, headers={"x-freepik-api-key": secret}
    )
    page.get_by_role("option").click()
    page.get_by_text("As a curl line").click()
    expect(page.get_by_role("region", name="the curl line")).to_contain_text("x-freepik-api-key: YOUR-KEY")
    assert secret not in page.content()


def test_a_request_is_sent_again_with_its_own_key(page: Page, server: Fake) -> None:
    server.order()
    page.get_by_role("option").click()
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("option").first).to_contain_text("200")
    listed = page.request.get(f"{server.url}{LIST}", headers=KEY).json()["data"]
    assert len(listed) == 2


def test_words_narrow_the_list(page: Page, server: Fake) -> None:
    server.order()
    server.order(image_list=[])
    server.order(duration="99")
    expect(page.get_by_role("option")).to_have_count(3)
    for words, found in (("status:4xx", 1), ("code:K001", 1), ("-status:4xx", 2), ("method:get", 0), ("pro", 3)):
        page.get_by_label("Filter").fill(words)
        expect(page.get_by_role("option")).to_have_count(found)
    expect(page.locator("#found")).to_have_text("all 3")


def test_a_link_leads_to_one_request_among_those_asked_for(page: Page, server: Fake) -> None:
    server.order()
    server.order(image_list=[])
    page.get_by_label("Filter").fill("code:K001")
    page.get_by_role("option").click()
    page.get_by_role("heading", name="POST /v1/ai/video/kling-v3-pro").wait_for()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_label("Filter")).to_have_value("code:K001")
    expect(page.get_by_role("heading", name="POST /v1/ai/video/kling-v3-pro")).to_be_visible()


def test_what_a_client_wrote_is_text_and_no_markup(page: Page, server: Fake) -> None:
    server.order(prompt="<img src=x onerror=alert(1)>", **{"<b>bold</b>": 1})
    page.get_by_role("option").click()
    expect(page.get_by_role("region", name="Body of the request")).to_contain_text("<b>bold</b>")
    assert page.locator("main img, .json b").count() == 0


def test_a_request_that_is_forgotten_is_said_so(page: Page) -> None:
    page.goto(f"{page.url.partition('#')[0]}#/requests/4711")
    expect(page.get_by_role("alert")).to_contain_text("4711")
