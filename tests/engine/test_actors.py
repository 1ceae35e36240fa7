"""Who may act and who may be chosen: people of this workspace, guests once they were invited."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.ids import TeamId
from bot.domain.people import Account, Person, Profile
from bot.domain.teams import Belonging, Membership
from bot.domain.workspaces import Platform
from bot.engine.intents import (
    Command,
    Group,
    Intent,
    Opened,
    Press,
    ProfileChanged,
    Reply,
    Search,
    Submit,
)
from bot.messages.plain import plain
from tests.databases import rows_in
from tests.engine.trial import written
from tests.offices import CHANNEL, Office, ref

REFUSED = {
    "app": (Profile("zoe", "Zoe", is_bot=True), "I only work with people, not with other apps."),
    "stranger": (
        Profile("zoe", "Zoe", is_stranger=True),
        "Zoe belongs to another workspace, and I work within one only.",
    ),
    "nameless stranger": (
        Profile("zoe", "", is_stranger=True),
        "This person belongs to another workspace, and I work within one only.",
    ),
    "deactivated": (Profile("zoe", "Zoe", is_gone=True), "Zoe has left the workspace."),
}
GONE = REFUSED["deactivated"][0]
every_refused = pytest.mark.parametrize(
    ("profile", "sentence"), REFUSED.values(), ids=REFUSED.keys()
)

GUEST = Profile("gus", "Gus", "Europe/London", is_guest=True)
INVITE_THEM = "You are a guest here: ask somebody of the team to invite you to it."


SAID_OF = {
    Platform.DISCORD: ("another server", "has left the server."),
    Platform.SLACK: ("another workspace", "has left the workspace."),
}


def acts(office: Office, who: str) -> Sequence[Intent]:
    """One of every kind."""
    return (
        Command(office.origin(who), "write", "x"),
        Press(office.origin(who), ref("trial.press", "x")),
        Submit(office.origin(who), ref("trial.note", "1"), {"text": ["x"], "people": []}),
        Opened(office.origin(who)),
    )


def said(reply: Reply) -> str:
    return plain(reply.tell) if reply.tell else ""


async def chooses(office: Office, profile: Profile) -> Reply:
    """Ann chooses them in a form."""
    values = {"text": ["what I typed"], "people": [profile.outer_id]}
    return await office.handle(
        Submit(office.origin("ann"), ref("trial.note", "1"), values, (profile,))
    )


# -- as the one who acts ----------------------------------------------------------------------


@every_refused
async def test_whoever_is_none_of_our_people_does_nothing(
    office: Office, url: str, profile: Profile, sentence: str
) -> None:
    office.people["zoe"] = profile
    before = rows_in(url)
    for intent in acts(office, "zoe"):
        assert said(await office.handle(intent)).startswith(sentence)
    assert await office.dispatcher.search(Search(office.origin("zoe"), "trial.words", "a")) == ()
    assert rows_in(url) == before


async def test_a_stranger_is_told_what_to_do(office: Office) -> None:
    office.people["zoe"] = REFUSED["stranger"][0]
    answer = said(await office.handle(Opened(office.origin("zoe"))))
    assert answer.endswith("Unstuck can be installed in theirs as well.")


@pytest.mark.parametrize("platform", SAID_OF)
async def test_it_is_called_what_people_call_it_there(office: Office, platform: Platform) -> None:
    office.platform = platform
    stranger, leaver = SAID_OF[platform]
    for profile, words in ((REFUSED["stranger"][0], stranger), (GONE, leaver)):
        office.people["zoe"] = profile
        assert words in said(await office.handle(Opened(office.origin("zoe"))))
    office.people["ann"] = Profile("ann", "Ann")
    assert f"Zoe {leaver}" in (await chooses(office, GONE)).faults["people"]
    await chooses(office, Profile("zoe", "Zoe"))
    await office.says(ProfileChanged(GONE))
    origin, values = office.origin("ann"), {"text": ["x"], "people": ["zoe"]}
    again = await office.handle(Submit(origin, ref("trial.note", "1"), values))
    assert again.faults["people"] == f"Zoe {leaver}"


@every_refused
async def test_being_known_does_not_help(office: Office, profile: Profile, sentence: str) -> None:
    """A shared channel, a converted app, a switched-off account: what counts is what is now."""
    office.people["zoe"] = Profile("zoe", "Zoe")
    await office.handle(Command(office.origin("zoe"), "write", "before"))
    office.people["zoe"] = profile
    for intent in acts(office, "zoe"):
        assert said(await office.handle(intent)).startswith(sentence)
    assert await written(office) == "before"


async def test_a_guest_whom_nobody_invited_is_told_whom_to_ask(office: Office, url: str) -> None:
    office.people["gus"] = GUEST
    before = rows_in(url)
    for intent in acts(office, "gus"):
        assert said(await office.handle(intent)) == INVITE_THEM
    assert await office.dispatcher.search(Search(office.origin("gus"), "trial.words", "a")) == ()
    assert rows_in(url) == before


async def test_a_guest_who_was_only_named_may_not_act(office: Office) -> None:
    office.people["gus"] = GUEST
    await chooses(office, GUEST)
    for intent in acts(office, "gus"):
        assert INVITE_THEM in said(await office.handle(intent))


async def test_a_guest_whom_an_organiser_invited_may_act(office: Office) -> None:
    office.people["gus"] = GUEST
    await chooses(office, GUEST)
    gus = await office.person("gus")
    unit = office.store.unit(office.workspace)
    unit.add(
        Membership(office.workspace, TeamId("t"), gus.id, Belonging.INVITED, False, office.now())
    )
    await unit.commit()
    for intent in acts(office, "gus"):
        assert INVITE_THEM not in said(await office.handle(intent))
    assert await written(office) == "what I typedxxx"


@pytest.mark.parametrize("belonging", [Belonging.DECLINED, Belonging.LEFT, Belonging.PARTED])
async def test_a_guest_who_is_in_no_team_any_more_may_come_back_and_nothing_else(
    office: Office, belonging: Belonging
) -> None:
    office.people["gus"] = GUEST
    await chooses(office, GUEST)
    gus, team = await office.person("gus"), TeamId("t")
    unit = office.store.unit(office.workspace)
    unit.add(Membership(office.workspace, team, gus.id, belonging, False, office.now()))
    await unit.commit()
    for intent in acts(office, "gus"):
        assert INVITE_THEM in said(await office.handle(intent))
    for name in ("teams.join", "teams.stay"):
        answer = said(await office.handle(Press(office.origin("gus"), ref(name, team))))
        assert INVITE_THEM not in answer
    (kept,) = await office.store.unit(office.workspace).find(Membership, person=gus.id)
    assert (kept.belonging is Belonging.JOINED) is (belonging is not Belonging.LEFT)


async def test_an_account_of_which_nothing_is_told_is_not_met(office: Office) -> None:
    """It may be anybody's; who is known acts all the same, under the name that is known."""
    office.people["di"] = Profile("di", "")
    for intent in acts(office, "di"):
        assert "I cannot find out who that is" in said(await office.handle(intent))
    reply = await chooses(office, Profile("di", ""))
    assert reply.faults["people"].startswith("I cannot find out who that is")
    unit = office.store.unit(office.workspace)
    assert not [a for a in await unit.find(Account) if a.outer_id == "di"]
    office.people["di"] = Profile("di", "Di", "Europe/London")
    await office.handle(Command(office.origin("di"), "write", "x"))
    office.people["di"] = Profile("di", "")
    await office.handle(Command(office.origin("di"), "write", "x"))
    di = await office.person("di")
    assert (di.name, di.zone) == ("Di", "Europe/London")


async def test_the_platforms_zone_serves_until_they_say_their_own(office: Office) -> None:
    await office.handle(Command(office.origin("ann"), "me"))
    office.people["ann"] = replace(office.people["ann"], zone="Australia/Brisbane")
    await office.handle(Command(office.origin("ann"), "me"))
    assert (await office.person("ann")).zone == "Australia/Brisbane"
    await office.handle(Command(office.origin("ann"), "me", "new york"))
    await office.handle(Command(office.origin("ann"), "me"))
    assert (await office.person("ann")).zone == "America/New_York"


async def test_looking_through_ones_settings_is_not_saying_them(office: Office) -> None:
    ann = office.hires("ann")
    await ann.types("me")
    await ann.clicks("Change")
    await ann.fills(starts="08:00")
    assert not (await office.person("ann")).is_zone_own
    await ann.clicks("Change")
    await ann.fills(city="Brisbane")
    assert (await office.person("ann")).is_zone_own


async def test_whoever_comes_back_is_the_same_person(office: Office) -> None:
    await office.handle(Command(office.origin("ann"), "write", "x"))
    before = await office.person("ann")
    await office.states("ann", is_gone=True)
    assert said(await office.handle(Opened(office.origin("ann")))) == "Ann has left the workspace."
    office.people["ann"] = replace(office.people["ann"], is_gone=False)
    await office.handle(Command(office.origin("ann"), "write", "y"))
    after = await office.person("ann")
    assert (after.id, after.gone_at, after.agreed_at) == (before.id, None, before.agreed_at)


# -- as the one who is chosen -----------------------------------------------------------------


@every_refused
async def test_none_but_our_people_can_be_chosen(
    office: Office, profile: Profile, sentence: str
) -> None:
    reply = await chooses(office, profile)
    assert dict(reply.faults) == {"people": sentence}
    # What was typed stands in the form still.
    assert reply.form is not None
    assert [getattr(f, "value", None) or getattr(f, "chosen", None) for f in reply.form.fields] == [
        "what I typed",
        ("zoe",),
    ]
    assert await written(office) == ""
    unit = office.store.unit(office.workspace)
    assert [p.name for p in await unit.find(Person)] == ["Ann"]
    assert [a.outer_id for a in await unit.find(Account)] == ["ann"]


@every_refused
async def test_none_but_our_people_can_be_named(
    office: Office, profile: Profile, sentence: str
) -> None:
    reply = await office.handle(Command(office.origin("ann"), "pair", "", (profile,)))
    assert said(reply).startswith(sentence)
    unit = office.store.unit(office.workspace)
    assert await unit.find(Account, outer_id="zoe") == []


async def test_in_a_group_it_is_said_at_the_group(office: Office) -> None:
    """An adapter leaves them out; what slips through is refused in words, and nothing is lost."""
    origin, group = office.origin("ann"), Group(CHANNEL, (REFUSED["stranger"][0],))
    values = {"name": ["Research"], "people": [], "everybody": [CHANNEL], "place": []}
    reply = await office.handle(Submit(origin, ref("teams.setup"), values, groups=(group,)))
    assert dict(reply.faults) == {"everybody": REFUSED["stranger"][1]}
    assert reply.form is not None
    assert reply.form.fields == reply.form.filled(values).fields
