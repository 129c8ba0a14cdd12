from program import run


def test_the_professional_mode_is_asked_for(kling3):
    run(kling3.secret, prompt="A fox in the snow", mode="pro")
