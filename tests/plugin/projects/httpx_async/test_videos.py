import pytest
from client import VideoFailedError, make_videos
from receiver import Receiver

HOOK = "https://shop.example/hooks/kling"


async def test_videos_are_made_side_by_side(kling3):
    videos = await make_videos("a key", ["A fox", "A wolf", "A bear"], pause=0, duration="3")
    assert [video[4:8] for video in videos] == [b"ftyp"] * 3
    kling3.assert_created(model="kling-v3-std", prompt="A wolf", duration="3")


async def test_one_video_that_fails_is_an_error(kling3):
    kling3.next("fail", fields={"prompt": "A wolf"})
    with pytest.raises(VideoFailedError):
        await make_videos("a key", ["A fox", "A wolf"], pause=0)


async def test_each_end_is_told_by_webhook(kling3):
    receiver = Receiver(kling3.secret)
    kling3.deliver_to(receiver)
    await make_videos("a key", ["A fox", "A wolf"], pause=0, webhook_url=HOOK)
    kling3.assert_webhook(status="COMPLETED")
    assert receiver.statuses == {task.id: "COMPLETED" for task in kling3.tasks}
