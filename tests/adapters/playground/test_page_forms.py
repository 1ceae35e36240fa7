"""Dialogs in a real Chromium: filled by keyboard, and never emptied by what goes wrong."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from adapters.playground.chat import PlaygroundChat
from bot.domain.ids import WorkspaceId
from bot.engine.intents import Reply, Submit
from bot.messages.parts import message, say
from bot.ports.chat import Address
from tests.adapters.playground.dialogs import FORM, OPENS
from tests.adapters.playground.stand_in import StandInCore

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

W = WorkspaceId("w")
TO_JOSEPH = Address(W, True, "joseph")
TO_JAY = Address(W, True, "jay")
TO_RESEARCH = Address(W, False, "research")
NINE_TWELVE = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


async def open_form(page: Page, chat: PlaygroundChat, core: StandInCore) -> None:
    core.answers["things.open"] = Reply(form=FORM)
    await chat.post(TO_JOSEPH, OPENS, "n1")
    await page.get_by_role("button", name="Answer").click()
    await page.get_by_label("What got done?").fill("x" * 60)
    await page.get_by_text("Maya Cole").last.click()
    await page.get_by_text("4", exact=True).click()


async def expect_kept(page: Page) -> None:
    await expect(page.get_by_label("What got done?")).to_have_value("x" * 60)
    await expect(page.get_by_role("checkbox", name="Maya Cole")).to_be_checked()
    await expect(page.get_by_role("radio", name="4")).to_be_checked()


async def test_a_form_is_filled_and_sent_by_keyboard(
    page: Page, chat: PlaygroundChat, core: StandInCore
) -> None:
    core.answers["things.open"] = Reply(form=FORM)
    core.answers["things.answer"] = Reply(tell=message(say("Thank you.")))
    core.found = (
        ("Europe/London", "London, United Kingdom"),
        ("America/Toronto", "London, Canada"),
    )
    await chat.post(TO_JOSEPH, OPENS, "n1")
    await page.get_by_role("button", name="Answer").press("Enter")
    await expect(page.get_by_label("What got done?")).to_be_focused()
    await page.keyboard.type("The draft\nof section 4")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    where = page.get_by_role("combobox")
    await where.focus()
    # At once: on a slow machine a search between two keys would draw the list anew later.
    await page.keyboard.insert_text("lond")
    await expect(page.get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(where).to_have_value("London, Canada")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog")).to_be_hidden()
    await expect(page.locator("#pane-direct")).to_contain_text("Thank you.")
    submit = core.handled[-1]
    assert isinstance(submit, Submit)
    assert {name: list(given) for name, given in submit.values.items()} == {
        "what": ["The draft\nof section 4"],
        "up": ["2"],
        "who": ["jay"],
        "where": ["America/Toronto"],
    }
    assert [p.name for p in submit.people] == ["Jay Rao"]


@pytest.mark.parametrize("has_form", [True, False])
async def test_faults_stand_at_their_fields_and_what_was_typed_stays(
    page: Page, chat: PlaygroundChat, core: StandInCore, has_form: bool
) -> None:
    await open_form(page, chat, core)
    await expect(page.locator("dialog .room")).to_have_text("10 too many")
    faults: Mapping[str, str] = {"what": "This is 10 characters too long.", "where": "Where is it?"}
    core.answers["things.answer"] = Reply(form=FORM if has_form else None, faults=faults)
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.get_by_text("This is 10 characters too long.")).to_be_visible()
    await expect(page.get_by_text("Where is it?")).to_be_visible()
    await expect(page.get_by_label("What got done?")).to_be_focused()
    await expect(page.get_by_label("What got done?")).to_have_attribute("aria-invalid", "true")
    await expect_kept(page)


async def test_an_error_is_a_sentence_and_what_was_typed_stays(
    page: Page, chat: PlaygroundChat, core: StandInCore
) -> None:
    await open_form(page, chat, core)
    core.answers["things.answer"] = RuntimeError("a bug")
    send = page.get_by_role("dialog").get_by_role("button", name="Send")
    await send.click()
    sentence = page.get_by_role("dialog").get_by_role("alert")
    await expect(sentence).to_have_text(re.compile(r"it is written down as [0-9a-f]{8}\."))
    await expect_kept(page)
    core.answers["things.answer"] = Reply(tell=message(say("Thank you.")))
    await send.click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    first, second = core.handled[-2:]
    assert first == second, "tried again, it is the same event"


async def test_esc_closes_the_dialog_and_gives_the_focus_back(
    page: Page, chat: PlaygroundChat, core: StandInCore
) -> None:
    await open_form(page, chat, core)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="Answer")).to_be_focused()
