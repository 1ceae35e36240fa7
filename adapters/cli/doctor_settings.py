"""What `unstuck doctor` says of the settings. No secret is shown."""

from adapters.cli import discord_tokens
from adapters.cli.doctor_page import Page
from adapters.cli.environment import read_settings
from adapters.cli.settings import Settings
from adapters.cli.slack_tokens import API, APP, BOT, SECRET
from adapters.cli.trouble import WrongSettings
from adapters.discord.settings import DiscordSettings
from adapters.slack.settings import SlackSettings

_UNSHOWN = "set, and not shown"


def show_settings(page: Page) -> Settings | None:
    """What is set, and where; None if something is wrong with it, and then what is a trouble."""
    try:
        given = read_settings()
    except WrongSettings as wrong:
        page.troubles += wrong.troubles
        return None
    settings = given.settings
    shown = {
        "DATABASE_URL": without_password(settings.database_url),
        "UNSTUCK_HOST": settings.host,
        "UNSTUCK_PORT": str(settings.port),
        **_of_slack(settings.slack),
        **_of_discord(settings.discord),
    }
    page.section("Settings", [(name, value, given.sources[name]) for name, value in shown.items()])
    if given.notes:
        page.section("Set in vain", [(note.what, note.mend) for note in given.notes])
    page.troubles += given.slips
    return settings


def without_password(url: str) -> str:
    """A database's URL as it may be shown: its query may hold one too."""
    shown = url.partition("?")[0]
    scheme, slashes, rest = shown.partition("://")
    login, at, place = rest.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{scheme}{slashes}{user}:***@{place}" if at and colon else shown


def _of_slack(settings: SlackSettings | None) -> dict[str, str]:
    if settings is None:
        return {}
    secrets = {BOT: settings.bot_token, APP: settings.app_token, SECRET: settings.signing_secret}
    shown = {name: _UNSHOWN for name, value in secrets.items() if value}
    return {**shown, API: settings.api_url}


def _of_discord(settings: DiscordSettings | None) -> dict[str, str]:
    if settings is None:
        return {}
    return {discord_tokens.TOKEN: _UNSHOWN, discord_tokens.API: settings.api_url}
