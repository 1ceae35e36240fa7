"""What is set for Slack: taken where it is right, said in words where it is not."""

from collections.abc import Callable

import pytest

from adapters.cli.environment import Given, read_settings
from adapters.cli.settings import DEFAULT_DATABASE
from adapters.cli.trouble import Trouble, WrongSettings
from adapters.slack.settings import SLACK_API_URL, SlackSettings

pytestmark = pytest.mark.usefixtures("empty_place")

BOT, APP, SECRET = "xoxb-1-2-hunter2", "xapp-1-A1-2-hunter2", "8f742231b10ehunter2"

Read = Callable[..., Given]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The settings with these of Slack, by what follows SLACK_ in their names."""

    def read_with(**values: str) -> Given:
        for name, value in values.items():
            monkeypatch.setenv(f"SLACK_{name}", value)
        return read_settings()

    return read_with


def wrong(read: Read, **values: str) -> list[Trouble]:
    """What is wrong with them; no secret is in it, nor in what an error shows."""
    with pytest.raises(WrongSettings) as raised:
        read(**values)
    troubles = raised.value.troubles
    assert "hunter2" not in repr(troubles) + repr(raised.value)
    return troubles


def test_socket_mode(read: Read) -> None:
    given = read(BOT_TOKEN=BOT, APP_TOKEN=APP)
    assert given.settings.slack == SlackSettings(BOT, APP)
    assert given.settings.slack.api_url == SLACK_API_URL
    assert not given.settings.listens
    assert given.notes == ()
    assert given.sources["SLACK_APP_TOKEN"] == "in the environment"
    assert given.sources["SLACK_API_URL"] == "default"


def test_http(read: Read) -> None:
    given = read(BOT_TOKEN=BOT, SIGNING_SECRET=SECRET)
    assert given.settings.slack == SlackSettings(BOT, signing_secret=SECRET)
    assert given.settings.listens


def test_with_both_it_is_socket_mode_and_a_note_says_so(read: Read) -> None:
    given = read(BOT_TOKEN=BOT, APP_TOKEN=APP, SIGNING_SECRET=SECRET)
    assert given.settings.slack
    assert given.settings.slack.app_token == APP
    (note,) = given.notes
    assert "Unstuck uses Socket Mode" in note.what
    assert "hunter2" not in repr(note)


def test_no_secret_is_in_a_repr(read: Read) -> None:
    assert "hunter2" not in repr(read(BOT_TOKEN=BOT, APP_TOKEN=APP, SIGNING_SECRET=SECRET))


def test_slack_has_a_database_of_its_own(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(BOT_TOKEN=BOT, APP_TOKEN=APP).settings.database_url == DEFAULT_DATABASE
    monkeypatch.setenv("DATABASE_URL", "sqlite:///mine.db")
    assert read_settings().settings.database_url == "sqlite:///mine.db"


@pytest.mark.parametrize(
    ("name", "value", "what", "mend"),
    [
        ("BOT_TOKEN", "xoxp-1-hunter2", "holds a user's token (xoxp-…)", "Bot User OAuth Token"),
        ("BOT_TOKEN", APP, "holds an app-level token (xapp-…)", "Bot User OAuth Token"),
        ("BOT_TOKEN", "xoxe.xoxb-1-hunter2", "holds a token that Slack renews", "xoxb-"),
        ("BOT_TOKEN", "xoxc-hunter2", "holds another kind of token", "xoxb-"),
        ("BOT_TOKEN", "hunter2", "is not as Slack writes it, or not whole", "xoxb-"),
        ("BOT_TOKEN", "xoxb-…", "is not as Slack writes it, or not whole", "xoxb-"),
        ("BOT_TOKEN", "xoxb-1 hunter2", "is not as Slack writes it, or not whole", "xoxb-"),
        ("BOT_TOKEN", f" {BOT}", "has white space or quotes around it", "Write it bare"),
        ("BOT_TOKEN", f"{BOT}\n", "has white space or quotes around it", "Write it bare"),
        ("APP_TOKEN", f'"{APP}"', "has white space or quotes around it", "Write it bare"),
        ("APP_TOKEN", f"“{APP}”", "has white space or quotes around it", "Write it bare"),
        ("APP_TOKEN", BOT, "holds a bot token (xoxb-…)", "app-level token"),
        ("SIGNING_SECRET", APP, "holds an app-level token (xapp-…)", "Signing Secret"),
        ("SIGNING_SECRET", "hunter 2", "is not as Slack writes it", "Signing Secret"),
    ],
)
def test_a_wrong_one_is_told_without_its_value(
    name: str, value: str, what: str, mend: str, read: Read
) -> None:
    good = {"BOT_TOKEN": BOT, "APP_TOKEN": APP}
    (trouble,) = wrong(read, **{**good, name: value})
    assert trouble.what.startswith(f"SLACK_{name}, set in the environment, {what}")
    assert mend in trouble.mend


@pytest.mark.parametrize(
    "names", [["APP_TOKEN"], ["SIGNING_SECRET"], ["APP_TOKEN", "SIGNING_SECRET"]]
)
def test_nothing_serves_without_a_bot_token(names: list[str], read: Read) -> None:
    good = {"APP_TOKEN": APP, "SIGNING_SECRET": SECRET}
    (trouble,) = wrong(read, **{name: good[name] for name in names})
    assert "cannot serve without SLACK_BOT_TOKEN" in trouble.what
    assert all(f"SLACK_{name}" in trouble.what for name in names)


def test_a_bot_token_alone_would_hear_nothing(read: Read) -> None:
    (trouble,) = wrong(read, BOT_TOKEN=BOT)
    assert trouble.what.startswith("SLACK_BOT_TOKEN is set in the environment, and neither")
    assert "SLACK_APP_TOKEN" in trouble.mend
    assert "SLACK_SIGNING_SECRET" in trouble.mend


def test_all_that_is_wrong_is_said_at_once(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PORT", "x")
    troubles = wrong(read, BOT_TOKEN="xoxp-hunter2", APP_TOKEN=BOT)
    assert [trouble.what.split(",")[0] for trouble in troubles] == [
        "UNSTUCK_PORT",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://slack-gov.com/api/", "https://slack-gov.com/api/"),
        ("https://slack-gov.com/api", "https://slack-gov.com/api/"),
        ("https://proxy.example.org:8443", "https://proxy.example.org:8443/"),
        ("http://127.0.0.1:9/api", "http://127.0.0.1:9/api/"),
        ("http://localhost:9/api", "http://localhost:9/api/"),
        ("http://[::1]:9/api/", "http://[::1]:9/api/"),
    ],
)
def test_another_base(url: str, base: str, read: Read) -> None:
    given = read(BOT_TOKEN=BOT, APP_TOKEN=APP, API_URL=url)
    assert given.settings.slack
    assert given.settings.slack.api_url == base


@pytest.mark.parametrize(
    "url",
    [
        "slack.com/api",
        "http://slack.com/api/",
        "http://127.0.0.1.example.org/",
        "ftp://127.0.0.1/",
        "https://",
        "https://host:port/",
        "https://host/api?token=hunter2",
        "https://ann:hunter2@host/api",
        "https://a b/api",
        "https://[::1/",
        "“https://slack-gov.com/api/”",
    ],
)
def test_a_wrong_base(url: str, read: Read) -> None:
    (trouble,) = wrong(read, BOT_TOKEN=BOT, APP_TOKEN=APP, API_URL=url)
    assert trouble.what.startswith("SLACK_API_URL, set in the environment, ")
    assert trouble.mend


def test_a_base_without_tokens_is_set_in_vain(read: Read) -> None:
    given = read(API_URL="https://slack-gov.com/api/")
    assert given.settings.slack is None
    (note,) = given.notes
    assert "SLACK_API_URL, set in the environment, is not used" in note.what
