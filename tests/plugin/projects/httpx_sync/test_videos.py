import pytest
from client import VideoFailedError, Videos
from receiver import receiver


@pytest.fixture
def videos():
    return Videos("a key", pause=0)


def test_a_video_is_made_and_downloaded(kling3, videos):
    task_id = videos.order("A fox in the snow", duration="5")
    assert videos.download(task_id)[4:8] == b"ftyp"
    assert kling3.assert_created(model="kling-v3-pro", duration="5").task_id == task_id


def test_a_video_that_fails_is_an_error(kling3, videos):
    kling3.next("fail")
    with pytest.raises(VideoFailedError):
        videos.download(videos.order("A fox in the snow"))


def test_the_end_of_a_video_is_told_by_webhook(kling3, videos):
    known = {}
    kling3.deliver_to(receiver(kling3.secret, known))
    task_id = videos.order("A fox in the snow", webhook_url="https://shop.example/hooks/kling")
    kling3.run_to_end()
    assert known == {task_id: "COMPLETED"}
    assert kling3.assert_webhook(status="COMPLETED").answer.status == 204


def test_a_webhook_with_another_secret_is_refused(kling3, videos):
    known = {}
    kling3.deliver_to(receiver("not the secret", known))
    videos.order("A fox in the snow", webhook_url="https://shop.example/hooks/kling")
    kling3.run_to_end()
    assert known == {}
    assert [each.answer.status for each in kling3.webhooks] == [401]
