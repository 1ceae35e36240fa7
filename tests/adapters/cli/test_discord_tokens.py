"""What is set for Discord: taken where it may be right, said in words where it is not."""

from collections.abc import Callable

import pytest

from adapters.cli.environment import Given, read_settings
from adapters.cli.settings import DEFAULT_DATABASE
from adapters.cli.trouble import Trouble, WrongSettings
from adapters.discord.settings import DISCORD_API_URL, DiscordSettings
from bot.domain.workspaces import Platform

pytestmark = pytest.mark.usefixtures("empty_place")

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7hunter2"

Read = Callable[..., Given]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The settings with these of Discord, by what follows DISCORD_ in their names."""

    def read_with(**values: str) -> Given:
        for name, value in values.items():
            monkeypatch.setenv(f"DISCORD_{name}", value)
        return read_settings()

    return read_with


def wrong(read: Read, **values: str) -> Trouble:
    """What is wrong with them; no secret is in it, nor in what an error shows."""
    with pytest.raises(WrongSettings) as raised:
        read(**values)
    (trouble,) = raised.value.troubles
    assert "hunter2" not in repr(trouble) + repr(raised.value)
    return trouble


def test_a_token_is_all_it_needs(read: Read) -> None:
    given = read(TOKEN=TOKEN)
    assert given.settings.discord == DiscordSettings(TOKEN)
    assert given.settings.discord.api_url == DISCORD_API_URL
    assert given.settings.platforms == (Platform.DISCORD,)
    assert not given.settings.listens
    assert given.settings.database_url == DEFAULT_DATABASE
    assert given.notes == ()
    assert given.sources["DISCORD_TOKEN"] == "in the environment"
    assert given.sources["DISCORD_API_URL"] == "default"
    assert "hunter2" not in repr(given)


def test_beside_slack(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "8f742231b10e")
    settings = read(TOKEN=TOKEN).settings
    assert settings.platforms == (Platform.SLACK, Platform.DISCORD)
    assert settings.listens


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (f"Bot {TOKEN}", "begins with “Bot”"),
        (f"bot {TOKEN}", "begins with “Bot”"),
        (f" {TOKEN}", "has white space or quotes around it"),
        (f'"{TOKEN}"', "has white space or quotes around it"),
        (TOKEN.replace(".", " "), "is not as Discord writes it, or not whole"),
        (TOKEN.rpartition(".")[0], "is not as Discord writes it, or not whole"),
        ("MTk4…", "is not as Discord writes it, or not whole"),
        ("198622483471925248", "holds an id, such as the application's"),
        ("0123456789abcdef" * 4, "holds the application's public key"),
        ("7JYZ-0123456789_abcdefghijhunter2"[:32], "holds a client secret"),
        ("https://discord.com/api/webhooks/1/hunter2", "holds an address"),
        ("xoxb-1-hunter2", "holds a token of Slack's"),
    ],
)
def test_what_is_plainly_no_token_is_told_without_its_value(
    value: str, what: str, read: Read
) -> None:
    trouble = wrong(read, TOKEN=value)
    assert trouble.what.startswith(f"DISCORD_TOKEN, set in the environment, {what}")
    assert trouble.mend
    assert value not in repr(trouble)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://discord.com/api/v10/", "https://discord.com/api/v10"),
        ("http://localhost:8080/api/v10", "http://localhost:8080/api/v10"),
    ],
)
def test_another_base(url: str, base: str, read: Read) -> None:
    given = read(TOKEN=TOKEN, API_URL=url)
    assert given.settings.discord
    assert given.settings.discord.api_url == base


@pytest.mark.parametrize("url", ["discord.com/api", "http://proxy/api/v10", "https://a:b@host/"])
def test_a_wrong_base(url: str, read: Read) -> None:
    trouble = wrong(read, TOKEN=TOKEN, API_URL=url)
    assert trouble.what.startswith("DISCORD_API_URL, set in the environment, ")
    assert "for a proxy on this machine" in trouble.mend


def test_a_base_without_a_token_is_set_in_vain(read: Read) -> None:
    given = read(API_URL="https://proxy.example.org/api/v10")
    assert given.settings.discord is None
    assert given.settings.platforms == (Platform.PLAYGROUND,)
    (note,) = given.notes
    assert "DISCORD_API_URL, set in the environment, is not used" in note.what
    assert note.mend == "Set DISCORD_TOKEN to serve Discord."
