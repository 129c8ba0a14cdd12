from client import order


def test_the_heroine_is_sent(kling3, monkeypatch):
    monkeypatch.setenv("FREEPIK_API_KEY", "a key")
    order("She walks home", element_list=[{"element_id": 7}])
