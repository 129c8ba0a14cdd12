from client import restyle, service


def test_a_video_is_restyled_without_sound(kling3):
    with service(kling3.api_key) as http:
        restyle(http, "https://shop.example/dance.mp4", "in oil", generate_sound=False)
