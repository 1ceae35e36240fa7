"""The page in a real Chromium: what one sees, and what one can do without a mouse."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from adapters.playground.chat import PlaygroundChat
from adapters.playground.clock import TimeMachine
from adapters.playground.server import Playground
from adapters.playground.transcript import Transcript
from bot.domain.ids import PersonId, WorkspaceId
from bot.engine.intents import Command, Reply
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Fields,
    Heading,
    Link,
    Mention,
    Option,
    Quote,
    Select,
    When,
    code,
    message,
    say,
    strong,
)
from bot.messages.refs import Ref
from bot.ports.chat import Address
from tests.adapters.playground.dialogs import FORM, OPENS
from tests.adapters.playground.stand_in import StandInCore, StandInEngine
from tests.adapters.playground.visitor import HOSTILE
from tests.browsing import visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

W = WorkspaceId("w")
TO_JOSEPH = Address(W, True, "joseph")
TO_JAY = Address(W, True, "jay")
TO_RESEARCH = Address(W, False, "research")
NINE_TWELVE = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


async def test_all_parts_are_shown_and_hostile_text_is_text(
    page: Page, chat: PlaygroundChat
) -> None:
    for number, words in enumerate(HOSTILE):
        what = message(
            Heading(words[:150]),
            say("Said: ", strong(words[:500]), " by ", Mention(PersonId("p"), words[:60]), "."),
            Quote(words),
            Fields(((words[:60], say(words[:60]).spans),)),
            say(Link("bad", "javascript:alert(1)"), " ", Link("good", "https://example.org/x")),
            Buttons((Button(words[:75], Ref("things.open")),)),
        )
        await chat.post(TO_JOSEPH, what, f"n{number}")
    await expect(page.locator("#pane-direct article")).to_have_count(len(HOSTILE))
    for number, words in enumerate(HOSTILE):
        article = page.locator("#pane-direct article").nth(number)
        assert await article.locator("blockquote").text_content() == words
        assert await article.locator("h3").text_content() == words[:150]
        assert await article.locator(".button").text_content() == words[:75]
        assert await article.locator("a").evaluate_all("all => all.map(a => [a.href, a.rel])") == [
            ["https://example.org/x", "noopener noreferrer"]
        ]
    assert await page.locator("article script, article form").count() == 0
    assert await page.title() == "Unstuck playground"
    width = "document.documentElement.scrollWidth <= innerWidth"
    assert await page.evaluate(width)


async def test_typed_words_are_shown_as_typed(page: Page) -> None:
    field = page.get_by_label("Joseph Hale to Unstuck")
    for words in HOSTILE:
        await field.fill(words)
        await field.press("Enter")
        await expect(field).to_have_value("")
    shown = page.locator(".from-person .said")
    await expect(shown).to_have_count(len(HOSTILE))
    assert await shown.evaluate_all("all => all.map(p => p.textContent)") == list(HOSTILE)


async def test_a_command_by_keyboard_alone(page: Page, core: StandInCore) -> None:
    await expect(page.locator(".empty").first).to_contain_text("setup")
    await expect(page.locator("#words-direct")).to_be_focused()
    await page.keyboard.type("pa")
    await expect(page.get_by_role("option")).to_have_text(["pairPair up with somebody."])
    await page.keyboard.press("Tab")
    await page.keyboard.type("@ma")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#words-direct")).to_have_value("pair @maya ")
    await expect(page.locator("#pane-direct .usage")).to_contain_text("pair @who")
    await page.keyboard.press("Enter")
    await expect(page.locator("#pane-direct .from-bot")).to_contain_text("You asked for pair.")
    [command] = core.handled
    assert isinstance(command, Command)
    assert (command.verb, [p.outer_id for p in command.people]) == ("pair", ["maya"])


async def test_every_control_is_reached_by_tab_and_shows_its_focus(
    page: Page, chat: PlaygroundChat
) -> None:
    await chat.post(TO_JOSEPH, OPENS, "n1")
    await expect(page.get_by_role("button", name="Answer")).to_be_visible()
    await page.locator(".skip").focus()
    reached: list[str] = []
    for _ in range(25):
        await page.keyboard.press("Tab")
        at_end = await page.evaluate("document.activeElement === document.body")
        if at_end:
            break
        name, is_marked = await page.evaluate(
            """() => {
              const at = document.activeElement;
              const mark = at.closest(".line:focus-within") ?? at;
              const style = getComputedStyle(mark);
              const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
              return [at.getAttribute("aria-label") ?? (at.innerText.trim() || at.id), marked];
            }"""
        )
        assert is_marked, name
        reached.append(name.splitlines()[-1] if name else name)
    for expected in ("+1 hour", "Next due", "Tomorrow 09:00", "Answer", "words-direct", "Send"):
        assert expected in reached, reached
    assert sum("Brisbane" in name or "New York" in name for name in reached) == 2


async def test_a_menu_is_walked_without_choosing(
    page: Page, chat: PlaygroundChat, core: StandInCore
) -> None:
    options = (Option("a", "First"), Option("b", "Second"))
    await chat.post(TO_JOSEPH, message(Select("Choose", Ref("things.choose"), options)), "n1")
    await page.get_by_role("button", name="Choose").press("Enter")
    await expect(page.get_by_role("menuitem", name="First")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Choose")).to_be_focused()
    assert core.handled == []
    await page.keyboard.press("Enter")
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await expect(page.locator("#pane-direct")).to_contain_text("You asked for things.choose.")


async def test_a_press_replaces_the_message_and_keeps_the_focus_near(
    page: Page, chat: PlaygroundChat, core: StandInCore
) -> None:
    await chat.post(TO_JOSEPH, OPENS, "n1")
    again = message(say("Skipped."), Buttons((Button("Undo", Ref("things.undo")),)))
    core.answers["things.open"] = Reply(edit=again)
    await page.get_by_role("button", name="Answer").press("Enter")
    await expect(page.get_by_role("button", name="Undo")).to_be_focused()
    await expect(page.locator("#pane-direct article")).to_have_count(1)


async def test_a_thread_opens_below_its_message(page: Page, chat: PlaygroundChat) -> None:
    root = await chat.post(TO_RESEARCH, message(Heading("Daily")), "n1")
    for number in range(2):
        await chat.post(TO_RESEARCH, message(Quote(f"Answer {number}")), f"r{number}", root)
    toggle = page.get_by_role("button", name="2 replies")
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await expect(page.locator("#pane-channel")).not_to_contain_text("Answer 1")
    await toggle.click()
    await expect(page.locator("#pane-channel").get_by_text("Answer 1")).to_be_visible()
    await chat.post(TO_RESEARCH, message(Quote("Late answer")), "late", root)
    await expect(page.get_by_role("button", name="3 replies")).to_have_attribute(
        "aria-expanded", "true"
    )
    await expect(page.locator("#pane-channel").get_by_text("Late answer")).to_be_visible()


async def test_the_others_unread_and_each_ones_times(page: Page, chat: PlaygroundChat) -> None:
    at = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    channel, direct = page.locator("#pane-channel .said"), page.locator("#pane-direct .said")
    until = say("Until ", When(at, "Europe/London", Clock.DATE_AND_TIME), ", see ", code("help"))
    await chat.post(TO_JAY, message(until), "n1")
    await chat.post(TO_RESEARCH, message(until), "n2")
    jay, maya = (page.locator(f".card[data-person={who}]") for who in ("jay", "maya"))
    await expect(jay).to_contain_text("Brisbane · Mon 19:12")
    await expect(jay.locator(".badge")).to_have_text("2 unread")
    await expect(maya.locator(".badge")).to_have_text("1 unread")
    await expect(channel).to_have_text("Until Mon 23 Nov 22:30, see help")
    await jay.click()
    await expect(direct).to_have_text("Until Tue 24 Nov 08:30, see help")
    await expect(page.locator("#machine-time")).to_have_text("19:12")
    await expect(jay.locator(".badge")).to_be_hidden()
    await page.locator(".card[data-person=joseph]").click()
    await expect(jay.locator(".badge")).to_be_hidden()
    await page.reload()
    await expect(maya.locator(".badge")).to_have_text("1 unread")


async def test_a_private_reply_survives_a_reload_and_nobody_else_sees_it(page: Page) -> None:
    field = page.get_by_label("Joseph Hale to #research")
    await field.fill("/unstuck me")
    await field.press("Enter")
    reply = page.locator("#pane-channel .from-bot.private")
    await expect(reply).to_contain_text("Only visible to you")
    await page.reload()
    await expect(reply).to_contain_text("You asked for me.")
    await page.locator(".card[data-person=jay]").click()
    await expect(page.locator("#pane-channel .empty")).to_be_visible()


async def test_time_travels_and_says_so(
    page: Page, engine: StandInEngine, chat: PlaygroundChat
) -> None:
    async def prompt(now: datetime) -> None:
        await chat.post(TO_JOSEPH, message(say("Your check-in.")), f"at {now}")

    engine.due = [NINE_TWELVE + timedelta(minutes=18)]
    engine.on_settle = prompt
    await page.get_by_role("button", name="Next due").click()
    await expect(page.locator("#machine-time")).to_have_text("09:30")
    await expect(page.locator("#pane-direct .said")).to_have_text("Your check-in.")
    engine.on_settle = None
    await page.get_by_role("button", name="Tomorrow 09:00").click()
    await expect(page.locator("#machine-time")).to_have_text("09:00")
    await expect(page.locator("#machine-date")).to_have_text("Tuesday 24 November 2026")


async def test_after_a_restart_the_page_catches_up(
    chromium: Browser,
    core: StandInCore,
    engine: StandInEngine,
    clock: TimeMachine,
    transcript: Transcript,
    chat: PlaygroundChat,
) -> None:
    first = Playground(core, engine, clock, transcript, W, "127.0.0.1", 0, "token")
    address = await first.start()
    port = int(re.findall(r":(\d+)/", address)[0])
    async for page in visit(chromium, address):
        await page.get_by_label("Joseph Hale to Unstuck").fill("half a thought")
        await first.stop()
        await expect(page.get_by_role("alert").first).to_contain_text("trying again")
        await page.get_by_label("Joseph Hale to Unstuck").press("Enter")
        await expect(page.locator("#pane-direct .composer .error")).to_contain_text("still here")
        await chat.post(TO_JOSEPH, message(say("Meanwhile.")), "n1")
        second = Playground(core, engine, clock, transcript, W, "127.0.0.1", port, "token")
        await second.start()
        await expect(page.locator("#pane-direct .said")).to_have_text("Meanwhile.")
        await expect(page.locator("#trouble")).to_be_hidden()
        await expect(page.get_by_label("Joseph Hale to Unstuck")).to_have_value("half a thought")
        await page.get_by_label("Joseph Hale to Unstuck").press("Enter")
        await expect(page.locator("#pane-direct .from-person")).to_have_text(
            re.compile("half a thought")
        )
    await second.stop()


async def test_a_phone_has_tabs_and_nothing_beside_the_screen(
    chromium: Browser, address: str, chat: PlaygroundChat, core: StandInCore
) -> None:
    core.answers["things.open"] = Reply(form=FORM)
    async for page in visit(chromium, address, 390, 844):
        await chat.post(TO_RESEARCH, message(Quote("wide" * 200)), "n1")
        await chat.post(TO_JOSEPH, OPENS, "n2")
        tab = page.get_by_role("tab", name="#research")
        await expect(tab.locator(".badge")).to_have_text("1 unread")
        await page.get_by_role("tab", name="Direct messages").focus()
        await page.keyboard.press("ArrowRight")
        await expect(tab).to_have_attribute("aria-selected", "true")
        await expect(page.locator("#pane-channel blockquote")).to_be_visible()
        await expect(page.locator("#pane-direct")).to_be_hidden()
        await expect(tab.locator(".badge")).to_have_count(0)
        width = "document.documentElement.scrollWidth <= innerWidth"
        assert await page.evaluate(width)
        await page.get_by_role("tab", name="Direct messages").click()
        await page.get_by_role("button", name="Answer").click()
        await expect(
            page.get_by_role("dialog").get_by_role("button", name="Send")
        ).to_be_in_viewport()
        assert await page.evaluate(width)
