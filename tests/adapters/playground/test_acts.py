"""Buttons pressed, dialogs sent, and what is then seen."""

from typing import Any

import pytest

from adapters.playground.chat import PlaygroundChat
from bot.domain.ids import WorkspaceId
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile
from bot.engine.intents import Press, Reply, Search, Submit
from bot.messages.parts import Button, Buttons, Message, Option, Select, message, say
from bot.messages.refs import Ref
from bot.ports.chat import Address, Posted
from tests.adapters.playground.dialogs import FORM
from tests.adapters.playground.stand_in import StandInCore
from tests.adapters.playground.visitor import HOSTILE, Visitor, words_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

W = WorkspaceId("w")
JOSEPH = Profile("joseph", "Joseph Hale", "Europe/London")
MAYA = Profile("maya", "Maya Cole", "America/New_York")
PRESSABLE = message(
    say("Press one."),
    Buttons((Button("Open", Ref("things.open", ("t1",))),)),
    Select("Choose", Ref("things.choose", ("t1",)), (Option("a", "First"), Option("b", "Second"))),
)


async def posted(chat: PlaygroundChat, person: str = "joseph", what: Message = PRESSABLE) -> Posted:
    return await chat.post(Address(W, True, person), what, f"nonce {person}")


def does(entry: dict[str, Any], kind: str, label: str) -> str:
    """What a button or an option does."""
    [part] = [part for part in entry["parts"] if part["kind"] == kind]
    [found] = [c["does"] for c in part.get(kind) or part["options"] if c["label"] == label]
    return str(found)


async def test_a_press_says_on_which_message_and_shows_it_as_it_is_now(
    visitor: Visitor, core: StandInCore, chat: PlaygroundChat
) -> None:
    at = await posted(chat)
    core.answers["things.open"] = Reply(edit=message(say("Done.")))
    [entry] = await visitor.entries("direct:joseph")
    answer = await visitor.does(
        "/api/press", message=entry["id"], does=does(entry, "buttons", "Open")
    )
    [press] = core.handled
    assert isinstance(press, Press)
    assert (press.does, press.place, press.outer_id) == (
        Ref("things.open", ("t1",)),
        at.place,
        at.outer_id,
    )
    assert words_of(answer["edited"]) == "Done."
    [entry] = await visitor.entries("direct:joseph")
    assert (words_of(entry), entry["edited"]) == ("Done.", True)


async def test_choosing_an_option_appends_its_value(
    visitor: Visitor, core: StandInCore, chat: PlaygroundChat
) -> None:
    await posted(chat)
    [entry] = await visitor.entries("direct:joseph")
    await visitor.does("/api/press", message=entry["id"], does=does(entry, "select", "Second"))
    [press] = core.handled
    assert isinstance(press, Press)
    assert press.does == Ref("things.choose", ("t1", "b"))


async def test_a_press_on_a_private_reply_replaces_it(visitor: Visitor, core: StandInCore) -> None:
    core.answers["setup"] = Reply(tell=PRESSABLE)
    core.answers["things.open"] = Reply(tell=message(say("Next step.")))
    told = (await visitor.does("/api/say", place="research", words="setup"))["told"]
    await visitor.does("/api/press", message=told["id"], does=does(told, "buttons", "Open"))
    press = core.handled[-1]
    assert isinstance(press, Press)
    assert (press.place, press.outer_id, press.origin.channel) == (
        "",
        "",
        ChannelProfile("research", "research"),
    )
    assert [words_of(e) for e in await visitor.entries("channel:research")] == [
        "setup",
        "Next step.",
    ]


@pytest.mark.parametrize("person", ["jay", "maya"])
async def test_nobody_presses_on_what_another_one_sees(
    visitor: Visitor, core: StandInCore, chat: PlaygroundChat, person: str
) -> None:
    at = await posted(chat)
    status, answer = await visitor.post(
        "/api/press", person, message=int(at.outer_id), does="1~things.open~t1"
    )
    assert (status, core.handled) == (400, [])
    assert answer["error"] == "That message is not here any more."


@pytest.mark.parametrize("ref", ["", "nonsense", "1~Things.open", "1~things.open~a b", "x" * 101])
async def test_an_unreadable_button_is_refused_in_words(
    visitor: Visitor, core: StandInCore, chat: PlaygroundChat, ref: str
) -> None:
    at = await posted(chat)
    status, answer = await visitor.post("/api/press", message=int(at.outer_id), does=ref)
    assert (status, core.handled) == (400, [])
    assert answer["error"] == "I cannot read what this button does."


async def test_a_submitted_form_carries_its_values_and_profiles(
    visitor: Visitor, core: StandInCore, chat: PlaygroundChat
) -> None:
    at = await posted(chat)
    core.answers["things.open"] = Reply(form=FORM)
    core.answers["things.answer"] = Reply(
        tell=message(say("Thank you.")), edit=message(say("Answered."))
    )
    opened = await visitor.does("/api/press", message=int(at.outer_id), does="1~things.open~t1")
    assert [f["kind"] for f in opened["form"]["fields"]] == ["text", "choice", "people", "search"]
    values = {"what": [HOSTILE[0]], "up": ["4"], "who": ["maya", "joseph"], "where": ["Leeds"]}
    answer = await visitor.does(
        "/api/submit",
        message=int(at.outer_id),
        does=opened["form"]["does"],
        values=values,
        people=["maya", "joseph", "maya"],
    )
    submit = core.handled[-1]
    assert isinstance(submit, Submit)
    assert submit.does == FORM.does
    assert {name: list(given) for name, given in submit.values.items()} == values
    assert submit.people == (MAYA, JOSEPH)
    assert words_of(answer["told"]) == "Thank you."
    assert words_of(answer["edited"]) == "Answered."


async def test_faults_come_with_the_form_as_it_was_typed(
    visitor: Visitor, core: StandInCore
) -> None:
    values = {"what": ["typed"], "up": [""], "who": ["maya"], "where": [""]}
    core.answers["things.answer"] = Reply(form=FORM.filled(values), faults={"up": "Please choose."})
    does_it = FORM.does.encode()
    answer = await visitor.does("/api/submit", does=does_it, values=values, people=["maya"])
    assert answer["faults"] == {"up": "Please choose."}
    assert [f.get("value", f.get("chosen")) for f in answer["form"]["fields"]] == [
        "typed",
        [],
        ["maya"],
        "",
    ]
    assert answer["told"] is None


@pytest.mark.parametrize(
    "fields",
    [
        {"values": {"what": "not a list"}, "people": []},
        {"values": {"what": [7]}, "people": []},
        {"values": [], "people": []},
        {"values": {}, "people": ["stranger"]},
        {"values": {}, "people": "maya"},
        {"values": {}, "people": [], "message": "7"},
        {"values": {}, "people": [], "message": 999},
    ],
)
async def test_a_broken_submission_is_refused_in_words(
    visitor: Visitor, core: StandInCore, fields: dict[str, Any]
) -> None:
    status, answer = await visitor.post("/api/submit", does=FORM.does.encode(), **fields)
    assert (status, core.handled) == (400, [])
    assert answer["error"].endswith(".")


async def test_a_search_is_answered(visitor: Visitor, core: StandInCore) -> None:
    core.found = (("Europe/London", "London, United Kingdom"),)
    answer = await visitor.does("/api/search", source="places", words="lond")
    assert answer == {"found": [{"value": "Europe/London", "label": "London, United Kingdom"}]}
    [query] = core.searched
    assert isinstance(query, Search)
    assert (query.source, query.words) == ("places", "lond")
