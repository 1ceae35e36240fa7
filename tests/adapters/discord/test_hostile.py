"""Whatever somebody types arrives as typed, and pings nobody."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.people import Person
from bot.engine.intents import Intent, Reply, Submit
from bot.messages.forms import Form, PeopleField, TextField
from bot.messages.parts import Quote, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, Office
from tests.adapters.discord.stand_ins import StandInCore
from tests.servers.discord.screen import SeenMessage
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Guild, User

TUESDAY = datetime(2026, 3, 3, 9, 45, tzinfo=ZoneInfo("Europe/London"))

TEXTS = [
    "@everyone @here <@&1477968710860800003> @research",
    "<@1477968710860800006> <@!1477968710860800006> <#1477968710860800008> <id:home> </ask:7>",
    "[docs](https://a.example) <https://evil.example> [https://bank.example](https://evil.example)",
    "https://a.example/?x=1&y=2 a.example mailto:a@b.example javascript:alert(1) discord.gg/x",
    "**bold** *it* __under__ ~~gone~~ `code` ```block``` ||spoiler||\n> quote\n>>> all\n-# small",
    "# big\n## less\n1. list\n- item\n* other\n\\*not\\*",
    ":tada: <:name:1477968710860800006> <a:name:1477968710860800006> <t:0:R>",
    "a & b &amp; &lt;b&gt; <script>alert(1)</script> {0} %s",
    "\u202eright to left שלום مرحبا \u200f x",
    "👩🏽‍🔬🏳️‍🌈 é ﷽ \u0301",
    "zwei\nZeilen\n\nund  Lücken\tTab",
    "*" * 400,
    "word " * 599 + "end",
]

FORM = Form(
    Ref("test.form"),
    "A form",
    "Send",
    (TextField("one", "One"), TextField("more", "More", is_required=False, is_long=True)),
)


def as_shown(text: str) -> str:
    """White space aside, in which a long text is broken."""
    return " ".join(text.split())


def quiet(office: Desk, *people: User) -> None:
    """Nobody was pinged, and no word leads elsewhere."""
    for person in people:
        for seen in office.seen(person):
            if seen.by_bot:
                assert not seen.pings, seen.text_as_read
                assert not seen.mentions, seen.text_as_read
                assert all(text == address for text, address in seen.links), seen.links


def says(messages: list[SeenMessage], text: str) -> bool:
    return any(as_shown(text) in as_shown(m.text_as_read) for m in messages)


async def echoes(intent: Intent) -> Reply:
    """All that was typed, said back."""
    assert isinstance(intent, Submit)
    typed = [value for values in intent.values.values() for value in values]
    shown = message(*(part for text in typed for part in (say(text), Quote(text))))
    form = FORM.filled(intent.values)
    return Reply(tell=shown) if "!" not in typed else Reply(faults={"one": typed[0]}, form=form)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_in_every_field_of_a_dialog(
    desk: Desk, core: StandInCore, ann: User, text: str
) -> None:
    core.replies(Reply(form=FORM))
    await desk.types(ann, "inbox")
    core.answer = echoes
    await desk.submits(ann, one=text, more=text)
    assert core.submission.values == {"one": (text,), "more": (text,)}
    told = as_shown(" ".join(m.text_as_read for m in desk.seen(ann)))
    assert told.count(as_shown(text)) >= 4 or len(text) > 1000
    quiet(desk, ann)


@pytest.mark.parametrize("text", TEXTS[:12], ids=range(12))
async def test_behind_a_verb_and_in_a_fault(
    desk: Desk, core: StandInCore, ann: User, text: str
) -> None:
    async def answers(intent: Intent) -> Reply:
        return Reply(tell=message(say(getattr(intent, "words", ""))))

    core.answer = answers
    await desk.types(ann, verb="ask", words=text)
    assert as_shown(core.command.words) in as_shown(desk.last(ann).text_as_read)
    await desk.types(ann, "task", what=text)
    assert as_shown(core.command.words) in as_shown(desk.last(ann).text_as_read)
    core.replies(Reply(form=FORM))
    await desk.types(ann, "inbox")
    filled = FORM.filled({"one": [text]})
    core.replies(Reply(faults={"one": f"No: {text}"}, form=filled), Reply(form=filled))
    await desk.submits(ann, one=text)
    assert says([desk.last(ann)], f"One: No: {text}")
    await desk.presses(ann, "Fix it")
    assert desk.dialog(ann).values["one"] == text
    quiet(desk, ann)


@pytest.mark.parametrize("text", TEXTS[:8], ids=range(8))
async def test_behind_the_real_verbs(office: Office, ann: User, text: str) -> None:
    await office.types(ann, verb="help", words=text)
    assert office.last(ann).by_bot
    await office.types(ann, verb=text)
    assert office.last(ann).says("I do not know the command") or office.last(ann).by_bot
    await office.types(ann, "me", city=text)
    await office.types_directly(ann, verb="me", words=text)
    await office.completes(ann, "me", "city", text)
    await office.completes(ann, "unstuck", "verb", text)
    quiet(office, ann)


@pytest.mark.parametrize("text", TEXTS[:8], ids=range(8))
async def test_as_a_name(office: Office, ann: User, ben: User, text: str) -> None:
    name = text[:60].strip()
    await office.types(ann, "me", city="london")
    await office.types(ann, "setup")
    await office.submits(ann, name=name, people=[ben])
    await office.settle()
    assert says(office.seen(ann), f"{as_shown(name)} is started")
    # Whom it invites it pings, and nobody else.
    pinged = {who for m in office.seen(ben) for who in m.pings}
    assert pinged <= {ben.id}
    await office.completes(ann, "team", "name", name[:3])
    await office.types(ann, "team", name=name)
    # In an option a mention reads as the name of whom it means.
    assert says([office.last(ann)], name) or "<@" in name
    for seen in office.seen(ann):
        assert all(label == address for label, address in seen.links), seen.links


async def test_what_no_database_keeps(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User
) -> None:
    """NUL, and halves of characters, wherever they can come from."""
    bad, good = "a\x00b\ud83dc", "a\ufffdb\ufffdc"
    eve = server.add_user("eve", bad)
    server.add_member(lab, eve)
    crew = server.add_role(lab, bad)
    place = server.add_channel(lab, bad)
    await server.settles()
    await desk.types(eve, "ask", place, who=eve, words=bad)
    command = core.command
    assert command.words == good
    assert command.origin.profile.name == command.people[0].name == good
    assert command.origin.channel is not None
    assert command.origin.channel.name == good
    await desk.types(ann, verb="ask", words=f"{bad} {eve.mention}")
    assert (core.command.words, core.command.people[0].name) == (good, good)
    await desk.types(ann, verb=f"x{bad}")
    assert core.command.verb == f"x{good}"
    core.replies(Reply(form=FORM))
    await desk.types(ann, "inbox")
    core.replies(Reply())
    await desk.submits(ann, one=bad, more=bad)
    assert core.submission.values == {"one": (good,), "more": (good,)}
    await desk.completes(ann, "me", "city", bad)
    assert core.searches[-1].words == good
    chooses = replace(FORM, fields=(PeopleField("people", "Who?"),))
    core.replies(Reply(form=chooses), Reply())
    await desk.types(ann, "inbox")
    await desk.submits(ann, people=[eve])
    assert [who.name for who in core.submission.people] == [good]
    assert crew.name == bad


async def test_nothing_and_too_much(office: Office, ann: User, ben: User) -> None:
    await office.types(ann, "me", city="london")
    await office.types(ann, "setup")
    answer = await office.submits(ann, name="  \n ", people=[ben])
    # Discord's own client does not send it.
    assert answer.interaction is None
    modal = office.dialog(ann).modal
    # One that does not count does.
    for label in modal.data["components"]:
        for key in ("max_length", "min_length", "required"):
            label.get("component", {}).pop(key, None)
    for label in modal.data["components"]:
        if label.get("component", {}).get("type") == 4:
            label["component"]["required"] = False
    await office.submits(ann, name="  \n ", people=[ben])
    assert office.last(ann).says("Please fill this in.")
    await office.presses(ann, "Fix it")
    for label in office.dialog(ann).modal.data["components"]:
        label.get("component", {}).pop("max_length", None)
    await office.submits(ann, name="x" * 4_000, people=[ben])
    assert office.last(ann).says("Nothing was cut.")
    await office.presses(ann, "Fix it")
    assert office.dialog(ann).values["name"] == "x" * 4_000
    refused = await office.submits(ann, name="x" * 4_001, people=[ben])
    assert refused.interaction is None


async def test_4001_characters_all_the_same(desk: Desk, core: StandInCore, ann: User) -> None:
    core.replies(Reply(form=FORM))
    await desk.types(ann, "inbox")
    for label in desk.dialog(ann).modal.data["components"]:
        label["component"]["max_length"] = 5_000
    text = "x" * 4_001
    core.answer = echoes
    await desk.submits(ann, one=text)
    assert core.submission.values["one"] == (text,)
    assert "".join(m.text_as_read for m in desk.seen(ann)).count("x") >= 2 * 4_001


async def test_names_of_people(office: Office, lab: Guild, ann: User) -> None:
    """A name is somebody's text too."""
    names = ["@everyone", "*Eve*", "<@1477968710860800006>", "x\x00y\ud83d", "a" * 32, "`", "# x"]
    await office.types(ann, "me", city="london")
    for number, name in enumerate(names):
        eve = office.server.add_user(f"eve{number}", name)
        office.server.add_member(lab, eve)
        await office.types(eve, "me", city="berlin")
        await office.types(ann, "pair", who=eve)
        await office.settle()
    kept = await office.app.store.unit(office.workspace).find(Person)
    assert {p.name for p in kept} >= {"@everyone", "*Eve*", "x\ufffdy\ufffd", "`", "# x"}
    for seen in office.seen(ann):
        assert "everyone" not in seen.pings
        assert all(text == address for text, address in seen.links), seen.links
