"""`unstuck doctor`: what is set, what happens next and why, what did not and why not.

Reads only. Every section is looked at, however broken the one before: what is wrong becomes a
trouble in the list at the end, with its mend.
"""

import asyncio
import sqlite3
import sys
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from adapters.cli.compose import FEATURES
from adapters.cli.doctor_page import Page, instant, relative, span
from adapters.cli.doctor_place import free_room, is_free, is_held, size_of
from adapters.cli.environment import Given, read_settings
from adapters.cli.settings import Settings
from adapters.cli.sides import OtherPlatform, demand_own
from adapters.cli.slack_tokens import API, APP, BOT, SECRET
from adapters.cli.telling import DONE, FAILED
from adapters.cli.trouble import Trouble, WrongSettings
from adapters.playground.clock import kept_offset
from adapters.slack.settings import SlackSettings
from adapters.system.clock import SystemClock
from bot.domain.timers import Timer
from bot.domain.workspaces import Platform
from bot.engine.registry import Registry
from bot.ports.store import StoreUnavailable
from storage.inspection import RECENT, Evidence, gather, is_installed
from storage.schema import is_current, revision_of
from storage.store import open_database

if TYPE_CHECKING:
    from adapters.slack.checks import Team

LITTLE_ROOM = 200 * 1024 * 1024
PATIENCE = timedelta(minutes=2)
"""What is due for longer should have happened."""

_LOG = "Look at its log: the error is there, with the traceback."


def examine() -> int:
    """Look at everything and say it; the code to end with."""
    return asyncio.run(_Examination().run())


class _Examination:
    def __init__(self) -> None:
        self._page = Page()
        self._troubles: list[Trouble] = []
        self._registry = Registry(FEATURES)

    async def run(self) -> int:
        python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
        self._page.section(f"Unstuck {version('unstuck')} on Python {python}")
        given = self._settings()
        if given is not None:
            is_running = self._place(given.settings)
            now = await self._clock(given.settings)
            team = await self._slack(given.settings.slack)
            evidence = await self._database(given.settings, now, team)
            if evidence is not None:
                self._next(evidence, now)
                self._not_done(evidence, now)
                self._letters(evidence, now)
                self._judge(evidence, now, is_running)
        self._page.mends(self._troubles)
        return FAILED if self._troubles else DONE

    def _trouble(self, what: str, mend: str) -> None:
        self._troubles.append(Trouble(what, mend))

    # -- the place ------------------------------------------------------------------------

    def _settings(self) -> Given | None:
        try:
            given = read_settings()
        except WrongSettings as wrong:
            self._troubles += wrong.troubles
            return None
        settings = given.settings
        shown = {
            "DATABASE_URL": without_password(settings.database_url),
            "UNSTUCK_HOST": settings.host,
            "UNSTUCK_PORT": str(settings.port),
            **_shown_of_slack(settings.slack),
        }
        self._page.section(
            "Settings", [(name, value, given.sources[name]) for name, value in shown.items()]
        )
        if given.notes:
            self._page.section("Set in vain", [(note.what, note.mend) for note in given.notes])
        self._troubles += given.slips
        return given

    def _place(self, settings: Settings) -> bool | None:
        """Whether Unstuck runs on the embedded database; None if that cannot be known."""
        is_running: bool | None = None
        if file := settings.sqlite_file:
            is_running = file.exists() and is_held(file)
            free = free_room(file)
            if free is not None and free < LITTLE_ROOM:
                self._trouble(
                    f"The disk that holds {file.absolute()} has {free // 1024**2} MB left.",
                    "Free some space: with none left, nothing more is kept.",
                )
        # On PostgreSQL it may well be Unstuck itself that listens there.
        if settings.listens and is_running is False and not is_free(settings.host, settings.port):
            self._trouble(
                f"Port {settings.port} on {settings.host} cannot be had: another program has it, "
                "or the address is not this machine's.",
                "Stop that program, or set UNSTUCK_PORT or UNSTUCK_HOST.",
            )
        return is_running

    async def _clock(self, settings: Settings) -> datetime:
        """The present for Unstuck: the playground's clock may be ahead of the machine's."""
        real = SystemClock().now()
        file = settings.transcript_file
        if settings.slack or not file.exists():
            return real
        try:
            ahead = await asyncio.to_thread(kept_offset, file)
        except sqlite3.Error as trouble:
            self._trouble(
                f"The playground's transcript {file.absolute()} cannot be read: {trouble}.",
                "See that it is readable; if it is broken, put back a backup.",
            )
            return real
        now = real + ahead
        if ahead > PATIENCE:
            self._page.section(
                "Time", [(f"The playground's clock is {span(ahead)} ahead: {instant(now)}.",)]
            )
        return now

    # -- the platform ---------------------------------------------------------------------

    async def _slack(self, settings: SlackSettings | None) -> "Team | None":
        """The workspace that is served, if Slack says which."""
        if settings is None:
            return None
        from adapters.slack.checks import check

        checked = await check(settings)
        self._page.section("Slack", [(each.what,) for each in checked.found])
        for each in checked.found:
            if not each.is_good:
                self._trouble(each.what, each.mend)
        return checked.team

    # -- the database ---------------------------------------------------------------------

    async def _database(
        self, settings: Settings, now: datetime, team: "Team | None"
    ) -> Evidence | None:
        """What its rows say; None when they cannot be read, and then why is a trouble."""
        file = settings.sqlite_file
        if file is not None and not file.exists():
            self._page.section("Database", [("Not made yet: unstuck run makes it.",)])
            return None
        try:
            database = await open_database(settings.database_url, read_only=True)
        except StoreUnavailable as trouble:
            self._page.section("Database", [("It cannot be opened.",)])
            self._trouble(*_halves(str(trouble)))
            return None
        try:
            if not is_current(await revision_of(database)):
                self._page.section(
                    "Database", [("Its tables are of an older Unstuck, or missing.",)]
                )
                mend = "Run unstuck run." if file else "Run unstuck migrate."
                self._trouble("The database is not up to date.", mend)
                return None
            evidence = await gather(database, now)
            if team is not None and Platform.SLACK in evidence.installations:
                is_its = await is_installed(database, Platform.SLACK, team.outer_id)
                self._serves(team, is_its=is_its)
        except StoreUnavailable as trouble:
            self._page.section("Database", [("It cannot be read.",)])
            self._trouble(*_halves(str(trouble)))
            return None
        finally:
            await database.close()
        where = f"{file.absolute()}, {size_of(file)}" if file else "PostgreSQL"
        self._belongs(evidence, settings)
        held = [f"{count} on {platform}" for platform, count in evidence.installations.items()]
        self._page.section(
            "Database",
            [
                ("Where", where),
                ("Tables", f"{evidence.revision}, as this version needs them"),
                ("Workspaces", ", ".join(held) or "none yet"),
            ],
        )
        return evidence

    def _belongs(self, evidence: Evidence, settings: Settings) -> None:
        """Whether the database is of what is served."""
        try:
            demand_own(evidence.installations, settings.platform)
        except OtherPlatform as refusal:
            self._trouble(*_halves(str(refusal)))
        for gone in evidence.removed if settings.slack else ():
            self._trouble(
                f"Unstuck was taken out of the {gone.platform.value.capitalize()} workspace "
                f"{gone.outer_id} on {instant(gone.removed_at)}.",
                "To bring it back, install the app there again, set its new token, and start "
                "Unstuck.",
            )

    def _serves(self, team: "Team", *, is_its: bool) -> None:
        """Whether the bot token is of the workspace whose database this is: see OtherTeam."""
        if not is_its:
            self._trouble(
                f"SLACK_BOT_TOKEN belongs to {team.name}, and this database serves another Slack "
                "workspace: unstuck run refuses to start.",
                "Point DATABASE_URL at a database of its own, or set the token of that other "
                "workspace.",
            )

    # -- what happens ---------------------------------------------------------------------

    def _next(self, evidence: Evidence, now: datetime) -> None:
        rows = [
            (relative(timer.due_at, now), instant(timer.due_at), *self._described(timer))
            for timer in evidence.next_timers
        ]
        self._page.section("Next", rows or [("Nothing waits for its time.",)])

    def _not_done(self, evidence: Evidence, now: datetime) -> None:
        rows = [
            (relative(timer.done_at or now, now), self._described(timer)[0], timer.outcome)
            for timer in evidence.ended_otherwise
        ]
        rows += [
            (relative(letter.last_at, now), f"{letter.count} letters {letter.kind}", letter.why)
            for letter in evidence.silent
        ]
        self._page.section(
            f"Not done in the last {span(RECENT)}, and why", rows or [("All was done.",)]
        )

    def _letters(self, evidence: Evidence, now: datetime) -> None:
        rows = [
            (
                failing.destination,
                f"fails for {span(now - failing.since)}",
                f"tried {failing.attempts} times",
                f"again {relative(failing.next_try_at, now)}",
            )
            for failing in evidence.failing
        ]
        oldest = (
            f", the oldest for {span(now - evidence.waiting_since)}"
            if evidence.waiting_since
            else ""
        )
        self._page.section("Letters", [(f"{evidence.waiting} waiting{oldest}.",), *rows])

    def _described(self, timer: Timer) -> tuple[str, str]:
        """What it speaks of, and what it promises."""
        kind = self._registry.timers.get(timer.kind)
        promise = kind.promise if kind else "no feature of this version knows it"
        return f"{timer.kind} {' '.join(timer.about)}", promise

    def _judge(self, evidence: Evidence, now: datetime, is_running: bool | None) -> None:
        first = evidence.next_timers[0] if evidence.next_timers else None
        if first is not None and now - first.due_at > PATIENCE:
            many = "1 act is" if evidence.overdue == 1 else f"{evidence.overdue} acts are"
            what = f"{many} overdue, the first since {instant(first.due_at)}."
            if is_running is False:
                self._trouble(f"{what} Unstuck is not running.", "Start it: unstuck run.")
            else:
                self._trouble(what, f"See that unstuck run is running. {_LOG}")
        for timer in evidence.stuck_timers:
            self._trouble(
                f"{timer.kind} has failed {timer.attempts} times; it is tried again "
                f"{relative(timer.due_at, now)}.",
                _LOG,
            )
        for failing in evidence.failing:
            self._trouble(
                f"Nothing can be sent to {failing.destination} since {instant(failing.since)}.",
                f"It is tried again by itself. {_LOG}",
            )


def without_password(url: str) -> str:
    """A database's URL as it may be shown: its query may hold one too."""
    shown = url.partition("?")[0]
    scheme, slashes, rest = shown.partition("://")
    login, at, place = rest.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{scheme}{slashes}{user}:***@{place}" if at and colon else shown


def _shown_of_slack(settings: SlackSettings | None) -> dict[str, str]:
    """What is set for Slack, as it may be shown."""
    if settings is None:
        return {}
    secrets = {BOT: settings.bot_token, APP: settings.app_token, SECRET: settings.signing_secret}
    shown = {name: "set, and not shown" for name, value in secrets.items() if value}
    return {**shown, API: settings.api_url}


def _halves(sentence: str) -> tuple[str, str]:
    """What is wrong, and how it is mended: the store says both, one after the other."""
    what, dot, mend = sentence.partition(". ")
    return what + dot.strip(), mend or _LOG
