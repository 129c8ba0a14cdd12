from client import Videos


def test_what_must_not_be_seen_is_said(kling3):
    videos = Videos("a key", kling3.base_url)
    videos.order("A fox in the snow", negative_prompt="hunters")
    videos.close()
