"""A newcomer's first week in the playground, with the whole Unstuck behind the page.

With UNSTUCK_SCREENSHOTS naming a folder, the pictures of the README are taken on the way:
`UNSTUCK_SCREENSHOTS=docs/images make test ARGS=tests/browser`.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from adapters.cli.compose import application
from adapters.cli.settings import Settings
from tests.browsing import visit
from tests.clocks import SilentAlarm, StillClock

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MONDAY = datetime(2026, 3, 23, 8, 30, tzinfo=ZoneInfo("Europe/London"))


@asynccontextmanager
async def unstuck(folder: Path) -> AsyncIterator[str]:
    settings = Settings(database_url=f"sqlite:///{folder}/unstuck.db", port=0)
    async with application(settings, clock=StillClock(MONDAY), alarm=SilentAlarm()) as app:
        address = await app.start()
        assert address is not None
        yield address


@pytest.mark.parametrize(
    ("name", "width", "height"), [("playground", 1280, 800), ("phone", 390, 844)]
)
async def test_from_setup_to_summary(
    chromium: Browser, tmp_path: Path, name: str, width: int, height: int
) -> None:
    async with unstuck(tmp_path) as address:
        async for page in visit(chromium, address, width, height):
            newcomer = Newcomer(page, is_phone=width < 600)
            await newcomer.sets_up_a_team()
            await newcomer.joins_as("Jay Rao")
            await newcomer.joins_as("Maya Cole")
            await newcomer.checks_in_as_jay()
            await newcomer.reads_the_summary()
            await picture(page, name)


class Newcomer:
    """Somebody who has never seen Unstuck, at the page."""

    def __init__(self, page: Page, *, is_phone: bool) -> None:
        self._page = page
        self._is_phone = is_phone

    async def sets_up_a_team(self) -> None:
        await self._types("setup")
        dialog = self._page.get_by_role("dialog")
        await dialog.get_by_label("Its name").fill("Research")
        for person in ("Jay Rao", "Maya Cole"):
            await dialog.get_by_text(person).click()
        places = dialog.get_by_role("group", name="Where do summaries go?")
        await places.get_by_text("#research").click()
        await picture(self._page, "setup" if not self._is_phone else "setup-phone")
        await dialog.get_by_role("button", name="Start").click()
        await expect(self._direct().get_by_text("I will ask Maya Cole")).to_be_visible()
        await self._direct().get_by_role("button", name="Mon–Fri 09:30, daily").click()
        await expect(self._direct().get_by_text("Mon–Fri, 09:30 to 16:00")).to_be_visible()

    async def joins_as(self, person: str) -> None:
        await self._travels_until(person, "asks you to join")
        await self._direct().get_by_role("button", name="Join").click()
        await expect(self._direct().get_by_text("Welcome to")).to_be_visible()

    async def checks_in_as_jay(self) -> None:
        await self._travels_until("Jay Rao", "for Research, ")
        await self._direct().get_by_role("button", name="Check in").last.click()
        dialog = self._page.get_by_role("dialog")
        await dialog.get_by_label("What got done?").fill("Read the paper twice")
        await dialog.get_by_label("What is next?").fill("Run the seeds again")
        await dialog.get_by_label("Are you stuck?").select_option("missing context")
        await dialog.get_by_label("If you are stuck").fill("Which seed did you use for table 2?")
        await picture(self._page, "dialog" if not self._is_phone else "dialog-phone")
        await dialog.get_by_role("button", name="Send").click()
        await expect(self._direct().get_by_text("Noted that you are stuck")).to_be_visible()

    async def reads_the_summary(self) -> None:
        await self._travels_until("Jay Rao", "is stuck: missing context.", in_channel=True)
        channel = self._channel()
        await expect(channel.get_by_text("Which seed did you use for table 2?")).to_be_visible()

    async def _types(self, words: str) -> None:
        box = self._direct().get_by_role("textbox")
        await box.fill(words)
        await box.press("Enter")

    async def _travels_until(
        self, person: str, words: str, *, in_channel: bool = False, most: int = 40
    ) -> None:
        """Be that person, and go from one due instant to the next until it reads so."""
        await self._page.get_by_role("button", name=person).first.click()
        if self._is_phone:
            await self._page.locator("#tab-channel" if in_channel else "#tab-direct").click()
        pane = self._channel() if in_channel else self._direct()
        for _ in range(most):
            with suppress(AssertionError):
                await expect(pane.get_by_text(words).last).to_be_visible(timeout=1_000)
                return
            machine = self._page.locator("#machine-time")
            before = await machine.inner_text()
            await self._page.get_by_role("button", name="Next due").click()
            await expect(machine).not_to_have_text(before)
            await expect(self._page.locator("#jumps")).to_be_visible()
        raise AssertionError(f"{person} never saw “{words}”")

    def _direct(self) -> Locator:
        return self._page.locator("#pane-direct")

    def _channel(self) -> Locator:
        return self._page.locator("#pane-channel")


async def picture(page: Page, name: str) -> None:
    folder = os.environ.get("UNSTUCK_SCREENSHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")
