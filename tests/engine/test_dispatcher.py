"""One Intent is one transaction: all of it is kept, once, or nothing; and there is an answer."""

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.domain.drafts import Draft
from bot.domain.people import Account, Person, Profile
from bot.engine.intents import Command, Intent, Opened, Press, Quoted, Reply, Search, Submit
from bot.messages.plain import plain
from bot.messages.refs import Ref
from tests.engine.trial import written
from tests.offices import Office, ref


def command(office: Office, words: str, who: str = "ann", event: str = "") -> Command:
    verb, _, rest = words.partition(" ")
    return Command(office.origin(who, event), verb, rest)


def press(office: Office, *ids: str) -> Press:
    return Press(office.origin("ann"), ref("trial.press", *ids))


def submit(office: Office, text: str, event: str = "") -> Submit:
    return Submit(office.origin("ann", event), ref("trial.note", "1"), {"text": [text]})


def said(reply: Reply) -> str:
    return plain(reply.tell) if reply.tell else ""


# -- once -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["command", "press", "submit"])
async def test_the_same_input_twice_happens_once(office: Office, kind: str) -> None:
    intents: dict[str, Intent] = {
        "command": command(office, "write once"),
        "press": press(office, "once"),
        "submit": submit(office, "once"),
    }
    await office.handle(intents[kind])
    assert await written(office) == "once"
    answer = await office.again()
    assert await written(office) == "once"
    # Never silence: what is open now. What was sent is not called unsent.
    assert "Nothing is open for you." in said(answer)
    assert answer.form is None
    assert not answer.faults


async def test_the_same_input_often_at_once_happens_once(office: Office) -> None:
    # Which of them meet is chance: several times.
    submissions = [submit(office, letter) for letter in "abcdefghij"]
    intents: list[Intent] = [command(office, "write x"), *submissions]
    for number, intent in enumerate(intents):
        answers = await asyncio.gather(*(office.dispatcher.handle(intent) for _ in range(4)))
        assert all(said(answer) for answer in answers)
        assert len(await written(office)) == number + 1
    assert await office.store.unit(office.workspace).find(Draft) == []
    assert "Nothing is open" in said(await office.handle(Opened(office.origin("ann"))))


async def test_five_inputs_on_one_row_at_once_are_all_kept(office: Office) -> None:
    writers = dict(zip("abcde", ["ann", "ben", "ann", "ben", "ann"], strict=True))
    for who in ("ann", "ben"):
        await office.handle(Opened(office.origin(who)))
    acts = [command(office, f"write {letter}", who) for letter, who in writers.items()]
    answers = await asyncio.gather(*(office.dispatcher.handle(act) for act in acts))
    assert sorted(await written(office)) == list(writers)
    assert {said(answer) for answer in answers} == {f"Written: {letter}" for letter in writers}


async def test_whoever_comes_again_is_the_same_person(office: Office) -> None:
    for _ in range(2):
        await office.handle(command(office, "write x"))
    unit = office.store.unit(office.workspace)
    assert [p.name for p in await unit.find(Person)] == ["Ann"]
    assert len(await unit.find(Account)) == 1


async def test_a_new_name_on_the_platform_is_known(office: Office) -> None:
    await office.handle(command(office, "write x"))
    office.people["ann"] = replace(office.people["ann"], name="Anna")
    await office.handle(command(office, "write x"))
    assert (await office.person("ann")).name == "Anna"


async def test_other_apps_are_refused(office: Office) -> None:
    office.people["app"] = Profile("app", "App", is_bot=True)
    before = await written(office)
    answer = await office.handle(command(office, "write x", "app"))
    assert said(answer) == "I only work with people, not with other apps."
    assert await written(office) == before
    assert await office.store.unit(office.workspace).find(Person) == []


# -- refused, broken, unavailable -------------------------------------------------------------


async def test_a_refusal_changes_nothing(office: Office) -> None:
    answer = await office.handle(command(office, "refuse"))
    assert said(answer) == "That is closed.\nCome back tomorrow."
    assert await written(office) == ""


@pytest.mark.parametrize("how", ["command", "press"])
async def test_a_bug_is_one_log_line_and_a_number(
    office: Office, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    caplog.set_level(logging.WARNING)
    broken = command(office, "break") if how == "command" else press(office, "break")
    answer = said(await office.handle(broken))
    (record,) = caplog.records
    assert record.exc_info is not None
    incident = getattr(record, "incident", "none")
    assert incident in answer
    assert "nothing was changed" in answer
    assert await written(office) == ""


async def test_after_a_bug_the_same_input_may_be_tried_again(office: Office) -> None:
    """It was not handled, so it is no repeat."""
    broken = command(office, "break")
    await office.handle(broken)
    assert "Something went wrong" in said(await office.again())


async def test_trouble_with_the_store_is_said(office: Office) -> None:
    typed, pressed = command(office, "write x"), press(office, "x")
    await office.store.close()
    for intent in (typed, pressed):
        answer = said(await office.handle(intent))
        assert "I cannot save anything at the moment, so nothing was changed." in answer


async def test_with_store_trouble_a_dialog_keeps_its_values(office: Office) -> None:
    ann = office.hires("ann")
    await ann.types("open")
    await office.store.close()
    office.is_running = False
    await ann.fills(text="what I typed")
    assert ann.dialog is not None
    assert "cannot save" in ann.dialog.faults["text"]
    assert ann.dialog.values["text"] == ["what I typed"]


# -- verbs and buttons ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"), [("tem", "team"), ("setpu", "setup"), ("hlp", "help"), ("pairs", "pair")]
)
async def test_an_unknown_verb_suggests_the_nearest(office: Office, typed: str, meant: str) -> None:
    answer = said(await office.handle(command(office, typed)))
    assert answer.startswith(f"I do not know the command “{typed}”. Did you mean “{meant}”?")
    assert "help" in answer


async def test_nonsense_is_pointed_to_help(office: Office) -> None:
    answer = said(await office.handle(command(office, "x" * 300)))
    assert "Did you mean" not in answer
    assert len(answer) < 200
    assert "“help” lists all that I can do." in answer


@pytest.mark.parametrize(
    "does",
    [
        ref("trial.press", "x", version=2),
        ref("trial.press"),
        ref("trial.press", "x", "y"),
        ref("trial.forgotten", "x"),
        ref("asks.answer", "x"),
    ],
)
async def test_a_button_of_another_version_does_nothing(office: Office, does: Ref) -> None:
    pressed = Press(office.origin("ann"), does)
    answer = said(await office.handle(pressed))
    assert "from another version of me and does nothing now" in answer
    assert "/unstuck" in answer
    assert await written(office) == ""


async def test_no_verb_and_small_talk_show_what_is_open(office: Office) -> None:
    for intent in (command(office, ""), Opened(office.origin("ann"))):
        assert "Nothing is open for you." in said(await office.handle(intent))


async def test_a_verb_is_given_the_message_on_which_it_was_used(office: Office) -> None:
    author = Profile("zoe", "Zoe")
    quoted = Quoted("Which seed?", author, "https://chat.example/1", is_private=True)
    answer = await office.handle(Command(office.origin("ann"), "quote", quoted=quoted))
    assert said(answer) == "Quoted from https://chat.example/1"
    assert await written(office) == "Which seed?"
    # To be quoted is not to be met.
    unit = office.store.unit(office.workspace)
    assert [p.name for p in await unit.find(Person)] == ["Ann"]
    assert said(await office.handle(command(office, "quote"))) == "Nothing is quoted."


# -- Queries ----------------------------------------------------------------------------------


async def test_a_search_never_fails(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    async def found(source: str, words: str) -> object:
        return await office.dispatcher.search(Search(office.origin("ann"), source, words))

    assert await found("trial.words", "a") == [("a", "A")]
    assert await found("nowhere", "a") == ()
    assert await found("trial.words", "break") == ()
    assert "search failed" in caplog.text
    await office.store.close()
    assert await found("trial.words", "a") == ()
