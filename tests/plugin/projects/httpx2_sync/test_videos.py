import pytest
from client import VideoFailedError, restyle, service, wait
from receiver import application

DANCE = "https://shop.example/dance.mp4"


@pytest.fixture
def http(kling3):
    with service(kling3.api_key) as client:
        yield client


def test_a_video_is_restyled(kling3, http):
    url = wait(http, restyle(http, DANCE, "in watercolours"), pause=0)
    assert http.get(url).raise_for_status().content[4:8] == b"ftyp"
    kling3.assert_created(model="kling-v3-omni-pro", video_url=DANCE, prompt="@Video1 in watercolours")


def test_a_video_that_fails_is_an_error(kling3, http):
    kling3.next("fail")
    with pytest.raises(VideoFailedError):
        wait(http, restyle(http, DANCE, "in oil"), pause=0)


def test_the_url_of_a_video_is_told_by_webhook(kling3, http):
    app = application(kling3.secret)
    kling3.deliver_to(app)
    task_id = restyle(http, DANCE, "in oil", webhook_url="https://shop.example/hooks/kling")
    kling3.run_to_end()
    assert app.state.urls.keys() == {task_id}
    assert http.get(app.state.urls[task_id]).raise_for_status().content[4:8] == b"ftyp"
    assert kling3.assert_webhook(status="COMPLETED").answer.status == 200
