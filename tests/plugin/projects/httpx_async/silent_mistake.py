from client import make_videos


async def test_a_picture_is_brought_to_life(kling3):
    await make_videos("a key", ["It moves"], pause=0, image_url="https://shop.example/fox.png")
