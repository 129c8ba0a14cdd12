from client import Videos


async def test_the_second_page_is_read(kling3):
    async with Videos(kling3.url, "a key") as videos:
        await videos.last(page="2", page_size="20")
