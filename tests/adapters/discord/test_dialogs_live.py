"""Dialogs sent: what arrives, what is said to it, and where."""

import pytest

from adapters.discord.dialogs import SEARCH
from bot.domain.teams import Team
from bot.engine.intents import Reply, Resume
from bot.messages.forms import (
    ChannelField,
    ChoiceField,
    Form,
    GroupField,
    PeopleField,
    SearchField,
    TextField,
)
from bot.messages.parts import Button, Buttons, Message, Option, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, Office, labels_of, soon
from tests.adapters.discord.stand_ins import StandInCore
from tests.servers.discord.permissions import VIEW_CHANNEL
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

DOES = Ref("test.form", ("id",))
CHOICES = Form(
    DOES,
    "A form",
    "Send",
    (
        ChoiceField("kind", "Kind", (Option("a", "A"), Option("b", "B")), ("a",)),
        ChoiceField("many", "Many", (Option("x", "X"), Option("y", "Y")), (), takes_many=True),
        PeopleField("people", "Who?", is_required=False),
        ChannelField("place", "Where?", nothing="Nowhere"),
        GroupField("everybody", "Everybody of", nothing="Nobody"),
    ),
)
TYPED = Form(
    DOES,
    "A form",
    "Send",
    (
        TextField("words", "Words"),
        TextField("more", "More", is_required=False, is_long=True),
        SearchField("city", "City", "people.city", is_required=False),
    ),
)
WORDS = Form(Ref("test.words"), "Words", "Send", (TextField("words", "Words"),))
OPEN = message(say("Open it?"), Buttons((Button("Open", Ref("test.open")),)))
THANKS = message(say("Thanks."))
LONG = Message(tuple(say(f"{number} " + "word " * 550) for number in range(9)))


async def opened(desk: Desk, core: StandInCore, who: User, form: Form) -> None:
    core.replies(Reply(form=form))
    await desk.types(who, "inbox")
    core.replies(Reply(tell=THANKS))


async def test_all_that_is_chosen_arrives(
    desk: Desk,
    core: StandInCore,
    server: DiscordServer,
    lab: Guild,
    ann: User,
    ben: User,
    research: Channel,
) -> None:
    crew = server.add_role(lab, "crew")
    await opened(desk, core, ann, CHOICES)
    answer = await desk.submits(
        ann, kind="b", many=["x", "y"], people=[ben], place=research, everybody=crew
    )
    assert answer.kind == "message"
    sent = core.submission
    assert sent.does == DOES
    assert sent.is_whole
    assert sent.values == {
        "kind": ("b",),
        "many": ("x", "y"),
        "people": (ben.id,),
        "place": (research.id,),
        "everybody": (crew.id,),
    }
    assert [(who.outer_id, who.name) for who in sent.people] == [(ben.id, "Ben Ito")]
    assert [(c.outer_id, c.name, c.is_open) for c in sent.channels] == [
        (research.id, "research", True)
    ]
    # Of a role's members Discord tells nothing: each who acts states it of themselves.
    (group,) = sent.groups
    assert (group.outer_id, group.name, group.is_open) == (crew.id, "crew", True)
    assert group.is_told
    assert server.modal(ann) is None
    assert (desk.last(ann).text_as_read, desk.last(ann).is_ephemeral) == ("Thanks.", True)
    assert desk.last(ann).channel is research


async def test_what_is_left_empty_arrives_so(desk: Desk, core: StandInCore, ann: User) -> None:
    await opened(desk, core, ann, CHOICES)
    await desk.submits(ann, many=["x"])
    assert core.submission.values == {
        "kind": ("a",), "many": ("x",), "people": (), "place": (), "everybody": ()
    }  # fmt: skip
    sent = core.submission
    assert (sent.people, sent.channels, sent.groups) == ((), (), ())


async def test_everybody_is_a_role_too(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User
) -> None:
    await opened(desk, core, ann, CHOICES)
    await desk.submits(ann, many=["x"], everybody=lab.roles[lab.id])
    (group,) = core.submission.groups
    assert (group.outer_id, group.name) == (lab.id, "everyone")
    assert group.outer_id in core.submission.origin.groups
    # Nobody can lose it.
    assert not group.is_told


async def test_somebody_chosen_who_has_left_and_a_channel_that_is_closed(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User, ben: User
) -> None:
    closed = server.add_channel(lab, "closed", bot_permissions=VIEW_CHANNEL)
    await server.settles()
    await opened(desk, core, ann, CHOICES)
    await server.member_leaves(ben, lab)
    await desk.submits(ann, many=["x"], people=[ben], place=closed)
    assert [who.is_gone for who in core.submission.people] == [True]
    assert [c.is_open for c in core.submission.channels] == [False]


async def test_what_is_typed_arrives_as_typed(desk: Desk, core: StandInCore, ann: User) -> None:
    await opened(desk, core, ann, TYPED)
    await desk.submits(ann, words="  so *it* <@1> is ", more="zwei\nZeilen\n\nund mehr")
    assert core.submission.values == {
        "words": ("  so *it* <@1> is ",), "more": ("zwei\nZeilen\n\nund mehr",), "city": ()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found", "meant"),
    [
        ("paris", [("Europe/Paris", "Paris")], "Europe/Paris"),
        ("par", [("Europe/Paris", "Paris")], "Europe/Paris"),
        ("paris", [("Europe/Paris", "Paris"), ("America/Chicago", "Paris, Texas")], "Europe/Paris"),
        # Several are meant: whoever typed it is asked, by the form's own words.
        ("par", [("Europe/Paris", "Paris"), ("America/Chicago", "Paris, Texas")], "par"),
        ("springfield", [("a", "Springfield"), ("b", "Springfield")], "springfield"),
        ("xyzzy", [], "xyzzy"),
    ],
)
async def test_what_is_typed_into_a_search_is_what_it_finds(
    desk: Desk, core: StandInCore, ann: User, typed: str, found: list[tuple[str, str]], meant: str
) -> None:
    core.found = tuple(found)
    await opened(desk, core, ann, TYPED)
    assert any(SEARCH in id for id in desk.dialog(ann).labels)
    await desk.submits(ann, words="x", city=typed)
    assert core.submission.values["city"] == (meant,)
    (search,) = core.searches
    assert (search.source, search.words) == ("people.city", typed)
    assert search.origin == core.submission.origin


async def test_from_a_private_reply_the_answer_takes_its_place(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(tell=OPEN), Reply(form=WORDS), Reply(tell=THANKS))
    await desk.types(ann)
    await desk.presses(ann, "Open")
    answer = await desk.submits(ann, words="so")
    assert answer.kind == "update"
    assert [m.text_as_read for m in desk.seen(ann)] == ["Thanks."]


async def test_from_a_channels_message_the_answer_stands_beside_it(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await desk.posts(research, OPEN)
    core.replies(Reply(form=WORDS), Reply(tell=LONG))
    await desk.presses(ann, "Open")
    await desk.submits(ann, words="so")
    (first, *more) = desk.seen(ann)
    assert (first.text_as_read, labels_of(first)) == ("Open it?", ["Open"])
    assert len(more) > 1
    assert all(m.is_ephemeral for m in more)
    assert len(desk.seen(ben)) == 1


async def test_a_dialog_dismissed_halfway_can_be_opened_again(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """Nobody hears of it, and nothing waits for it."""
    await desk.posts(research, OPEN)
    core.replies(Reply(form=WORDS))
    await desk.presses(ann, "Open")
    desk.server.dismisses(ann, desk.dialog(ann))
    await desk.presses(ann, "Open")
    core.replies(Reply(tell=THANKS))
    await desk.submits(ann, words="so")
    assert core.submission.values == {"words": ("so",)}


async def test_an_hour_later_it_is_answered_as_at_once(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    await opened(desk, core, ann, WORDS)
    desk.clock.advance(hours=1)
    await desk.submits(ann, words="so")
    assert desk.last(ann).text_as_read == "Thanks."


async def test_sent_twice_it_is_one_input(desk: Desk, core: StandInCore, ann: User) -> None:
    await opened(desk, core, ann, WORDS)
    answer = await desk.submits(ann, words="so")
    assert answer.interaction is not None
    assert (await desk.server.repeats(answer.interaction)).is_ok
    await soon(lambda: len(core.intents) == 3)
    await desk.discord.finish()
    assert core.intents[-1] == core.intents[-2]


async def test_a_form_of_a_reply_to_a_dialog_is_opened_by_a_button(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    """Discord opens no dialog from a dialog. What is said besides is said."""
    await opened(desk, core, ann, WORDS)
    core.replies(Reply(form=CHOICES, tell=THANKS))
    await desk.submits(ann, words="so")
    assert desk.server.modal(ann) is None
    assert desk.last(ann).says("Thanks.")
    assert desk.last(ann).says("There is something to fill in: A form.")
    core.replies(Reply(form=CHOICES))
    await desk.presses(ann, "Open the form")
    assert core.act == Resume(core.act.origin, DOES)
    assert desk.dialog(ann).title == "A form"
    core.replies(Reply(tell=message(say("Done."))))
    await desk.submits(ann, many=["x"])
    assert core.submission.is_whole
    # What the button stood on has done its work.
    assert [m.text_as_read for m in desk.seen(ann)] == ["Done."]


async def test_a_dialog_of_nobody(desk: Desk, core: StandInCore, ann: User) -> None:
    """What was typed is given back: Discord has closed the dialog."""
    await opened(desk, core, ann, TYPED)
    desk.dialog(ann).modal.data["custom_id"] = "approve-leave"
    before = len(core.intents)
    await desk.submits(ann, words="*mine*", city="Osaka")
    assert len(core.intents) == before
    assert desk.last(ann).says("This button is from another version of me")
    assert desk.last(ann).says("*mine*")
    assert desk.last(ann).says("Osaka")


# -- with all of Unstuck ---------------------------------------------------------------------------


async def test_a_team_is_started_once(office: Office, ann: User, ben: User) -> None:
    await office.types(ann, "setup")
    answer = await office.submits(ann, name="Research", people=[ben])
    assert answer.interaction is not None
    assert (await office.server.repeats(answer.interaction)).is_ok
    await office.settle()
    (team,) = await office.app.store.unit(office.workspace).find(Team)
    assert team.name == "Research"
    assert len([m for m in office.seen(ann) if m.says("Research is started")]) == 1


async def test_settings_are_mended_field_by_field(office: Office, ann: User) -> None:
    await office.types(ann, "me", city="london")
    await office.presses(ann, "Change")
    await office.submits(ann, days="Blursday", starts="25:00")
    shown = office.last(ann)
    assert shown.says("What you typed is kept.")
    assert labels_of(shown) == ["Fix it"]
    await office.presses(ann, "Fix it")
    modal = office.dialog(ann)
    typed = {id.partition(SEARCH)[0]: value for id, value in modal.values.items()}
    assert (typed["days"], typed["starts"]) == ("Blursday", "25:00")
    await office.submits(ann, days="Mon–Thu", starts="08:00")
    assert office.last(ann).says("Saved.")
    assert office.last(ann).says("Mon–Thu")
    assert labels_of(office.last(ann)) != ["Fix it"]
