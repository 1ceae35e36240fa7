"""Nothing that somebody typed is lost, whatever happens to it afterwards."""

import logging

import pytest

from bot.domain.drafts import Draft
from bot.engine.engine import Engine
from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.clocks import SilentAlarm, StillClock, eventually
from tests.engine.trial import written
from tests.offices import Office, ref


async def drafts(office: Office) -> list[Draft]:
    return await office.store.unit(office.workspace).find(Draft)


async def test_a_form_that_was_sent_leaves_no_draft(office: Office) -> None:
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="all well")
    await ann.sees("Noted.")
    assert await written(office) == "all well"
    assert await drafts(office) == []


async def test_after_a_bug_the_inbox_offers_all_that_was_typed(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="break", people=["ben", "ann"])
    assert ann.dialog is not None
    assert "what you typed is kept" in ann.dialog.faults["text"]
    assert await written(office) == ""

    # Days later, the dialog long closed.
    await ann.types("inbox")
    unsent = await ann.sees("You wrote this and it was not sent", "break")
    assert unsent.buttons == ("Continue", "Throw away")
    await ann.clicks("Continue")
    assert ann.dialog.values == {"text": ["break"], "people": ["ben", "ann"]}
    await ann.fills(text="this time it works")
    await ann.sees("Noted.")
    assert await drafts(office) == []
    await ann.types("inbox")
    await ann.sees("Nothing is open for you.")


async def test_what_a_form_offered_is_not_called_typed(office: Office) -> None:
    berta = office.hires("berta", "Europe/Berlin")
    await berta.types("me")
    await berta.clicks("Change")
    await berta.fills(starts="soon")
    await berta.types("inbox")
    assert (await berta.sees("it was not sent")).says("> soon")
    await berta.clicks("Continue")
    await berta.fills(starts="09:00", city="Atlantis, under the sea", holidays="Atlantis")
    await berta.types("inbox")
    unsent = await berta.sees("You filled in “Your working time” and it was not sent.")
    assert unsent.buttons == ("Continue", "Throw away")
    assert not unsent.says(">")


async def test_it_can_be_thrown_away(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="break")
    await ann.types("inbox")
    await ann.clicks("Throw away")
    await ann.sees("Thrown away.")
    assert await drafts(office) == []
    # A second press on an old button says that it is gone.
    await ann.types("inbox")
    await ann.sees("Nothing is open for you.")


async def test_a_refusal_stands_on_the_dialog(office: Office) -> None:
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="refuse", people=["ben"])
    assert ann.dialog is not None
    assert ann.dialog.faults == {"text": "That is closed."}
    assert ann.dialog.values == {"text": ["refuse"], "people": ["ben"]}
    assert len(await drafts(office)) == 1


async def test_an_empty_required_answer_is_asked_for(office: Office) -> None:
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="   ", people=["ben"])
    assert ann.dialog is not None
    assert ann.dialog.faults == {"text": "Please fill this in."}
    assert ann.dialog.values["people"] == ["ben"]
    assert await written(office) == ""


async def test_a_form_that_is_no_longer_there_keeps_what_was_typed(office: Office) -> None:
    ann = office.hires("ann")
    await ann.types("open")
    dialog = ann.dialog
    await ann.types("write closed")
    ann.dialog = dialog
    await ann.fills(text="typed all the while")
    await ann.sees("That is closed.")
    await ann.types("inbox")
    await ann.sees("You wrote this and it was not sent", "typed all the while")


async def test_two_tries_are_one_draft(office: Office) -> None:
    ann = office.hires("ann")
    for text in ("refuse", ""):
        await ann.types("open")
        await ann.fills(text=text)
    (kept,) = await drafts(office)
    assert kept.values["text"] == ("",)


async def test_nobody_else_may_continue_it(office: Office) -> None:
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="refuse")
    (kept,) = await drafts(office)
    for action in ("inbox.resume", "inbox.discard"):
        answer = await office.handle(Press(office.origin("ben"), ref(action, kept.id)))
        assert answer.tell is not None
        assert plain(answer.tell).startswith("I cannot find that draft, or it is not yours.")
        assert answer.form is None
    assert await drafts(office) == [kept]


async def test_drafts_live_a_week(office: Office, clock: StillClock) -> None:
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="refuse")
    clock.advance(days=6, hours=23)
    await ann.types("inbox")
    await ann.sees("You wrote this")
    clock.advance(hours=2)
    await ann.types("inbox")
    await ann.sees("Nothing is open for you.")
    # They are deleted, too.
    engine = Engine(
        office.timers, office.outbox, office.store.outbox, office.store, clock, SilentAlarm()
    )

    async def are_gone() -> bool:
        return await drafts(office) == []

    await engine.start()
    await eventually(are_gone)
    await engine.stop()


async def test_a_repeat_does_not_touch_what_was_typed_since(office: Office) -> None:
    """The platform delivers the first form once more, after the second one was refused."""
    ann = office.hires("ann")
    await ann.types("open")
    await ann.fills(text="first")
    first = office.last
    assert first is not None
    await ann.types("open")
    await ann.fills(text="refuse", people=["ben"])
    (second,) = await drafts(office)
    await office.dispatcher.handle(first)
    assert await drafts(office) == [second]
    assert await written(office) == "first"
