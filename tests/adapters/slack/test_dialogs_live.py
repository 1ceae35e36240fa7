"""Dialogs sent: what arrives, what is said to it, and where."""

import asyncio

import pytest

from bot.domain.teams import Team
from bot.engine.intents import Reply
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
from tests.adapters.slack.desk import Desk, Office, channel_of
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.faults import Hangs
from tests.servers.slack.state import Channel, User

DOES = Ref("test.form", ("id",))
FORM = Form(
    DOES,
    "A form",
    "Send",
    (
        TextField("words", "Words"),
        ChoiceField("kind", "Kind", (Option("a", "A"), Option("b", "B")), ("a",)),
        PeopleField("people", "Who?", is_required=False),
        ChannelField("place", "Where?", nothing="Nowhere"),
        GroupField("everybody", "Everybody of", nothing="Nobody"),
        SearchField("city", "City", "people.city", is_required=False),
    ),
)
WORDS = Form(Ref("test.words"), "Words", "Send", (TextField("words", "Words"),))
OPEN = message(say("Open it?"), Buttons((Button("Open", Ref("test.open")),)))
THANKS = message(say("Thanks."))


async def opened(desk: Desk, core: StandInCore, who: User, form: Form, place: Channel) -> None:
    core.replies(Reply(form=form))
    await desk.types(who, "ask", place)
    core.replies(Reply(tell=THANKS))


async def test_all_that_is_filled_in_arrives(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await opened(desk, core, ann, FORM, research)
    core.found = (("Europe/Paris", "Paris"),)
    found = await desk.server.searches(ann, desk.dialog(ann), "city", "par")
    assert found == [("Paris", "Europe/Paris")]
    await desk.submits(
        ann,
        words="so",
        kind="b",
        people=[ben.id],
        place=research.id,
        everybody=research.id,
        city="Paris",
    )
    sent = core.submission
    assert sent.does == DOES
    assert sent.values == {
        "words": ("so",),
        "kind": ("b",),
        "people": (ben.id,),
        "place": (research.id,),
        "everybody": (research.id,),
        "city": ("Europe/Paris",),
    }
    assert [person.name for person in sent.people] == ["Ben Ito"]
    assert [(c.outer_id, c.name, c.is_open) for c in sent.channels] == [
        (research.id, "research", True)
    ]
    assert [len(group.members) for group in sent.groups] == [3]
    assert channel_of(sent.origin) == research.id
    (search,) = core.searches
    assert (search.source, search.words) == ("people.city", "par")
    assert desk.server.modal(ann) is None
    assert (desk.last(ann).text_as_read, desk.last(ann).is_ephemeral) == ("Thanks.", True)
    assert desk.last(ann).channel is research


async def test_faults_stand_beside_their_fields_and_it_can_be_sent_again(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await opened(desk, core, ann, WORDS, research)
    core.replies(Reply(form=WORDS, faults={"words": "Not so."}))
    await desk.submits(ann, words="no")
    assert desk.dialog(ann).errors == {"words": "Not so."}
    assert desk.dialog(ann).values == {"words": "no"}
    core.replies(Reply(tell=THANKS))
    await desk.submits(ann, words="yes")
    assert core.submission.values == {"words": ("yes",)}
    assert desk.server.modal(ann) is None


async def test_faults_of_fields_that_are_no_longer_there(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """The form has changed since: it is shown as it is now, with what was typed."""
    await opened(desk, core, ann, WORDS, research)
    first = desk.dialog(ann).id
    changed = Form(DOES, "Anew", "Send", (TextField("other", "Other words", "typed"),))
    core.replies(Reply(form=changed, faults={"other": "Say more."}))
    await desk.submits(ann, words="so")
    shown = desk.dialog(ann)
    assert (shown.id, shown.title, shown.values) == (first, "Anew", {"other": "typed"})
    assert shown.says("Other words: Say more.")
    # What is sent now is another input than before.
    before = core.submission.origin.event
    core.replies(Reply(tell=THANKS))
    await desk.submits(ann, other="more")
    assert core.submission.origin.event != before
    assert desk.server.modal(ann) is None


async def test_trouble_without_a_field_is_said_in_the_dialog(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await opened(desk, core, ann, WORDS, research)
    core.replies(Reply(faults={"gone": "Others changed it. *Try* <!here> later."}))
    await desk.submits(ann, words="so")
    assert desk.dialog(ann).text_as_read == "Others changed it. *Try* <!here> later."


async def test_from_a_private_reply_the_answer_takes_its_place(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    core.replies(Reply(tell=OPEN))
    await desk.types(ann, "", research)
    core.replies(Reply(form=WORDS))
    await desk.presses(ann, "Open")
    core.replies(Reply(tell=THANKS))
    await desk.submits(ann, words="so")
    assert [m.text_as_read for m in desk.seen(ann)] == ["Thanks."]


async def test_from_the_search_bar_the_answer_stands_in_the_dialog(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(form=WORDS))
    await desk.server.uses_shortcut(ann, "verb:setup")
    await desk.slack.finish()
    core.replies(Reply(tell=Message((*OPEN.parts, say("word " * 590), say("word " * 590)) * 3)))
    await desk.submits(ann, words="so")
    assert desk.dialog(ann).says("Open it?")
    assert desk.seen(ann), "the rest comes as direct messages"
    core.replies(Reply(tell=THANKS))
    await desk.presses(ann, "Open", on=desk.dialog(ann))
    assert desk.dialog(ann).text_as_read == "Thanks."


async def test_after_half_an_hour_the_answer_is_a_direct_message(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await opened(desk, core, ann, WORDS, research)
    desk.clock.advance(minutes=31)
    await desk.submits(ann, words="so")
    assert desk.last(ann).text_as_read == "Thanks."
    assert desk.last(ann).channel is desk.server.direct_channel(ann)


async def test_a_dialog_of_nobody(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await opened(desk, core, ann, WORDS, research)
    desk.dialog(ann).view.source["callback_id"] = "approve-leave"
    before = len(core.intents)
    await desk.submits(ann, words="so")
    assert len(core.intents) == before
    assert desk.dialog(ann).says("This button is from another version of me")


async def test_people_of_a_channel_that_slack_does_not_tell(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """Nothing typed is lost: it can be sent again."""
    secret = desk.server.add_channel("secret", [ann], is_private=True, bot_is_member=False)
    await opened(desk, core, ann, FORM, research)
    before = len(core.intents)
    await desk.submits(ann, words="so", everybody=secret.id)
    assert "/invite @Unstuck" in desk.dialog(ann).errors["everybody"]
    assert desk.dialog(ann).values["words"] == "so"
    door = asyncio.Event()
    desk.server.faults.always("conversations.members", Hangs(door))
    answer = await desk.submits(ann, everybody=research.id)
    assert answer.seconds < 3
    assert desk.dialog(ann).errors["everybody"]
    assert len(core.intents) == before
    desk.server.faults.mends()
    door.set()
    await desk.submits(ann, everybody=research.id)
    assert len(core.submission.groups[0].members) == 3


async def test_sent_twice_it_is_one_input(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await opened(desk, core, ann, WORDS, research)
    desk.server.faults.doubled = True
    await desk.submits(ann, words="so")
    one, other = core.intents[-2:]
    assert one == other


@pytest.mark.parametrize("late", [False, True])
async def test_a_team_is_started_once(
    office: Office, ann: User, ben: User, research: Channel, late: bool
) -> None:
    await office.types(ann, "setup", research)
    assert office.dialog(ann).values["place"] == research.id
    office.server.faults.doubled = not late
    await office.submits(ann, name="Research", people=[ben.id])
    if late:
        answer = await office.server.delivers_again(office.server.records.deliveries[-1])
        await office.slack.finish()
        assert answer.is_ok
    (team,) = await office.app.store.unit(office.workspace).find(Team)
    assert team.name == "Research"
    told = [m for m in office.seen(ann) if m.says("Research is started.")]
    assert len(told) == 1
    # The other copy is answered too, with what is open now.
    assert len(office.seen(ann)) == 2
    await office.settle()
    assert len([m for m in office.seen(ben) if m.says("asks you to join Research")]) == 1


async def test_settings_are_mended_field_by_field(office: Office, ann: User) -> None:
    await office.types(ann, "me")
    await office.presses(ann, "Change")
    assert office.dialog(ann).values["city"] == "Europe/London"
    found = await office.server.searches(ann, office.dialog(ann), "city", "osa")
    assert ("Osaka", "Asia/Tokyo") in [(label.split(",")[0], value) for label, value in found]
    await office.submits(ann, days="Blursday", starts="25:00")
    assert set(office.dialog(ann).errors) == {"days", "starts"}
    await office.submits(ann, days="Mon–Thu", starts="08:00")
    assert office.server.modal(ann) is None
    (now,) = office.seen(ann)
    assert now.says("Saved.")
    assert now.says("Mon–Thu")
    # Sent again, word for word, much later: the present state.
    office.clock.advance(hours=2)
    again = await office.server.delivers_again(office.server.records.deliveries[-1])
    await office.slack.finish()
    assert again.is_ok
    assert office.last(ann).says("Nothing is open for you.")


async def test_of_many_teams_one_is_found_by_typing(office: Office, ann: User, ben: User) -> None:
    for number in range(10):
        await office.types(ann, "setup")
        await office.submits(ann, name=f"Team {number}", people=[ben.id])
    await office.types(ann, "team")
    found = await office.server.searches(ann, office.dialog(ann), "team", "team 7")
    assert [label for label, _ in found] == ["Team 7"]
    await office.submits(ann, team="Team 7")
    assert office.last(ann).says("Team 7")
    # Of others' teams nothing is found, nor by a value made up.
    await office.types(ben, "team")
    assert office.last(ben).says("You are in no team yet.")


async def test_what_is_corrected_and_sent_again_is_another_input(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """The dialog keeps its hash as long as it is open: what was typed tells."""
    await opened(desk, core, ann, WORDS, research)
    core.replies(Reply(form=WORDS, faults={"words": "Not so."}))
    events = []
    for typed in ("Resaerch", "Resaerch", "Research"):
        await desk.submits(ann, words=typed)
        events.append(core.submission.origin.event)
    assert events[0] == events[1] != events[2]
