"""``Settings``: what the environment says of a process."""

from boardroom.settings import Settings


def test_secrets_of_settings_are_not_shown() -> None:
    environ = {
        "BOARDROOM_STATE_URL": "postgresql://boardroom:pa55word@db/state",
        "BOARDROOM_LANGUAGE_MODEL_URL": "https://boardroom:pa55word@models.example/v1",
        "BOARDROOM_LANGUAGE_MODEL_KEY": "k3y",
    }
    settings = Settings.from_environment(environ)
    assert settings.state_url == environ["BOARDROOM_STATE_URL"]
    assert settings.language_model_key == environ["BOARDROOM_LANGUAGE_MODEL_KEY"]
    assert settings.language_model_url == environ["BOARDROOM_LANGUAGE_MODEL_URL"]
    assert "pa55word" not in repr(settings)
    assert "k3y" not in repr(settings)
