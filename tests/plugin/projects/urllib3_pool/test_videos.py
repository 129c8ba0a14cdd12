import pytest
from client import VideoFailedError, Videos
from receiver import receiving


@pytest.fixture
def videos(kling3):
    client = Videos("a key", kling3.base_url, pause=0)
    yield client
    client.close()


def test_a_video_is_made_and_downloaded(kling3, videos):
    assert videos.download(videos.order("A fox in the snow"))[4:8] == b"ftyp"
    kling3.assert_created(model="kling-v3-omni-pro", prompt="A fox in the snow")


def test_a_video_that_fails_is_an_error(kling3, videos):
    kling3.next("fail")
    with pytest.raises(VideoFailedError):
        videos.download(videos.order("A fox in the snow"))


def test_a_video_that_never_ends_is_given_up(kling3, videos):
    kling3.next("never")
    with pytest.raises(TimeoutError):
        videos.download(videos.order("A fox in the snow"))


def test_an_order_that_the_service_refuses_says_why(kling3, videos):
    with pytest.raises(RuntimeError, match='got the number 5: send the string "5"'):
        videos.order("A fox in the snow", duration=5)


def test_the_program_s_own_server_gets_webhooks(kling3, videos):
    with receiving(kling3.secret) as (url, statuses):
        videos.order("A fox in the snow", webhook_url=url)
        kling3.run_to_end()
    assert statuses == ["IN_PROGRESS", "COMPLETED"]
    assert kling3.assert_webhook(status="COMPLETED").answer.status == 204
