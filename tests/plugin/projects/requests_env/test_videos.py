import pytest
from client import VideoFailedError, download, order
from receiver import Shop


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("FREEPIK_API_KEY", "a key")


def test_a_video_is_made_and_downloaded(kling3):
    assert download(order("A fox in the snow", aspect_ratio="9:16"), pause=0)[4:8] == b"ftyp"
    kling3.assert_created(model="kling-v3-pro", aspect_ratio="9:16")


def test_a_video_that_fails_is_an_error(kling3):
    kling3.next("fail")
    with pytest.raises(VideoFailedError):
        download(order("A fox in the snow"), pause=0)


@pytest.mark.parametrize("ending", ["complete 60", "fail 60"])
def test_every_end_is_told_by_webhook(kling3, ending):
    shop = Shop(kling3.secret)
    kling3.deliver_to(shop)
    kling3.next(ending)
    task_id = order("A fox in the snow", webhook_url="https://shop.example/hooks/kling")
    kling3.clock.advance(59)
    assert shop.ended == []
    kling3.clock.advance(1)
    assert shop.ended == [task_id]
