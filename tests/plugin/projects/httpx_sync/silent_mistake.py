from client import Videos


def test_the_first_frame_is_sent(kling3):
    image = {"image_url": "https://shop.example/fox.png", "type": "first_frame"}
    Videos("a key").order("A fox in the snow", image_list=[image])
