import asyncio

import pytest
from aiohttp.test_utils import TestServer
from client import VideoFailedError, Videos
from receiver import application


async def test_a_video_is_made_and_downloaded(kling3):
    async with Videos(kling3.url, "a key", pause=0) as videos:
        task_id = await videos.order("A fox in the snow", duration="7")
        video = await videos.download(await videos.url(task_id))
        assert await videos.last() == [task_id]
    assert video[4:8] == b"ftyp"
    kling3.assert_created(model="kling-v3-pro", duration="7")


async def test_a_video_that_fails_is_an_error(kling3):
    kling3.next("fail")
    async with Videos(kling3.url, "a key", pause=0) as videos:
        with pytest.raises(VideoFailedError):
            await videos.url(await videos.order("A fox in the snow"))


async def test_the_end_of_a_video_wakes_who_waits_for_it(kling3):
    """The receiver listens in the loop of this very test, so the test must let it."""
    ended = asyncio.Queue()
    async with TestServer(application(kling3.secret, ended)) as server, Videos(kling3.url, "a key") as videos:
        kling3.deliver_to(server.make_url("/hook"))
        task_id = await videos.order("A fox in the snow", webhook_url="https://shop.example/hook")
        kling3.run_to_end()
        assert await asyncio.wait_for(ended.get(), 10) == (task_id, "COMPLETED")
        await kling3.settle()
    assert kling3.assert_webhook(status="COMPLETED").answer.status == 200
