"""What the platforms themselves say, for `unstuck doctor`; the SDK of one that is off stays out."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from adapters.cli.doctor_page import Page
from adapters.discord.settings import DiscordSettings
from adapters.slack.settings import SlackSettings
from bot.engine.manifest import Verb


class Check(Protocol):
    """What was found and, unless that `is_good`, how it is mended."""

    @property
    def what(self) -> str: ...
    @property
    def is_good(self) -> bool: ...
    @property
    def mend(self) -> str: ...


class ServedTeam(Protocol):
    """The Slack workspace of the bot token."""

    @property
    def outer_id(self) -> str: ...
    @property
    def name(self) -> str: ...


async def ask_slack(page: Page, settings: SlackSettings | None) -> ServedTeam | None:
    """The workspace that is served, if Slack says which."""
    if settings is None:
        return None
    from adapters.slack.checks import check

    checked = await check(settings)
    _show(page, "Slack", checked.found)
    return checked.team


async def ask_discord(page: Page, settings: DiscordSettings | None, verbs: Sequence[Verb]) -> None:
    if settings is None:
        return
    from adapters.discord.checks import check

    _show(page, "Discord", await check(settings, verbs))


def _show(page: Page, platform: str, found: Iterable[Check]) -> None:
    found = tuple(found)
    page.section(platform, [(each.what,) for each in found])
    for each in found:
        if not each.is_good:
            page.trouble(each.what, each.mend)
