import pytest
from program import run


def test_a_video_is_made_downloaded_and_told_of(kling3):
    ended = run(kling3.secret, prompt="A fox in the snow", duration="5")
    assert (ended["status"], ended["told"], ended["bytes"] > 1_000) == ("COMPLETED", "COMPLETED", True)
    assert kling3.assert_created(model="kling-v3-pro", duration="5").task_id == ended["id"]
    assert kling3.assert_webhook(status="COMPLETED", task_id=ended["id"]).answer.status == 204


def test_a_video_that_fails_is_told_of_too(kling3):
    kling3.next("fail")
    ended = run(kling3.secret, prompt="A fox in the snow")
    assert (ended["status"], ended["told"], ended["bytes"]) == ("FAILED", "FAILED", 0)


def test_an_order_that_the_service_refuses_says_why(kling3):
    with pytest.raises(RuntimeError, match="got the number 5"):
        run(kling3.secret, prompt="A fox in the snow", duration=5)
