"""What `unstuck doctor` says of the database: whose it is, and whether it can be read."""

from datetime import datetime

from adapters.cli import discord_tokens, slack_tokens
from adapters.cli.doctor_page import LOG, Page, instant
from adapters.cli.doctor_place import size_of
from adapters.cli.doctor_platforms import ServedTeam
from adapters.cli.settings import Settings
from adapters.cli.sides import OtherPlatform, demand_own
from bot.domain.workspaces import Platform
from bot.ports.store import StoreUnavailable
from storage.database import Database
from storage.inspection import Evidence, gather, is_installed
from storage.schema import is_current, revision_of
from storage.store import open_database

_TOKENS = {
    Platform.SLACK: (slack_tokens.BOT, "docs/slack.md"),
    Platform.DISCORD: (discord_tokens.TOKEN, "docs/discord.md"),
}
"""What turns a platform on, and where that is explained."""


async def look_into_database(
    page: Page, settings: Settings, now: datetime, team: ServedTeam | None
) -> Evidence | None:
    """What its rows say; None when they cannot be read, and then why is a trouble. `team` is
    the Slack workspace that is served, if Slack says which."""
    file = settings.sqlite_file
    if file is not None and not file.exists():
        page.section("Database", [("Not made yet: unstuck run makes it.",)])
        return None
    try:
        database = await open_database(settings.database_url, read_only=True)
    except StoreUnavailable as trouble:
        page.section("Database", [("It cannot be opened.",)])
        page.trouble(*_halves(str(trouble)))
        return None
    try:
        evidence = await _evidence(page, settings, database, now, team)
    except StoreUnavailable as trouble:
        page.section("Database", [("It cannot be read.",)])
        page.trouble(*_halves(str(trouble)))
        return None
    finally:
        await database.close()
    if evidence is None:
        return None
    _belongs(page, evidence, settings)
    where = f"{file.absolute()}, {size_of(file)}" if file else "PostgreSQL"
    held = [f"{count} on {platform}" for platform, count in evidence.installations.items()]
    left = [
        ("Left", f"the server {gone.outer_id}, on {instant(gone.removed_at)}")
        for gone in evidence.removed
        if gone.platform is Platform.DISCORD
    ]
    page.section(
        "Database",
        [
            ("Where", where),
            ("Tables", f"{evidence.revision}, as this version needs them"),
            ("Workspaces", ", ".join(held) or "none yet"),
            *left,
        ],
    )
    return evidence


async def _evidence(
    page: Page, settings: Settings, database: Database, now: datetime, team: ServedTeam | None
) -> Evidence | None:
    """None where the tables are not of this version. Raises StoreUnavailable."""
    if not is_current(await revision_of(database)):
        page.section("Database", [("Its tables are of an older Unstuck, or missing.",)])
        mend = "Run unstuck run." if settings.sqlite_file else "Run unstuck migrate."
        page.trouble("The database is not up to date.", mend)
        return None
    evidence = await gather(database, now)
    if team is not None and Platform.SLACK in evidence.installations:
        is_its = await is_installed(database, Platform.SLACK, team.outer_id)
        _serves(page, team, is_its=is_its)
    return evidence


def _belongs(page: Page, evidence: Evidence, settings: Settings) -> None:
    """Whether the database is of what is served."""
    try:
        for platform in settings.platforms:
            demand_own(evidence.installations, platform)
    except OtherPlatform as refusal:
        page.trouble(*_halves(str(refusal)))
        return
    for platform in evidence.in_use:
        if platform not in settings.platforms:
            token, guide = _TOKENS[platform]
            page.trouble(
                f"This database serves {platform.value.capitalize()} too, and {token} is not "
                "set: what is due there is not sent, and given up after a while.",
                f"Set it as well; {guide} shows how. Or give each platform its own database.",
            )
    for gone in evidence.removed:
        # That a server of many takes it out is nothing to mend.
        if gone.platform is Platform.SLACK and settings.slack:
            page.trouble(
                f"Unstuck was taken out of the Slack workspace {gone.outer_id} on "
                f"{instant(gone.removed_at)}.",
                "To bring it back, install the app there again, set its new token, and start "
                "Unstuck.",
            )


def _serves(page: Page, team: ServedTeam, *, is_its: bool) -> None:
    """Whether the bot token is of the workspace whose database this is: see OtherTeam."""
    if not is_its:
        page.trouble(
            f"SLACK_BOT_TOKEN belongs to {team.name}, and this database serves another Slack "
            "workspace: unstuck run refuses to start.",
            "Point DATABASE_URL at a database of its own, or set the token of that other "
            "workspace.",
        )


def _halves(sentence: str) -> tuple[str, str]:
    """What is wrong, and how it is mended: the store says both, one after the other."""
    what, dot, mend = sentence.partition(". ")
    return what + dot.strip(), mend or LOG
