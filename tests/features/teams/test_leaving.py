"""Somebody leaves the workspace: out of every team, asked nothing more, and no team is left
without an organiser."""

from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.domain.checkins import Checkin, Response
from bot.domain.ids import TeamId
from bot.domain.people import Account
from bot.domain.teams import Belonging, Membership
from bot.engine.intents import Press, ProfileChanged, Submit
from tests.clocks import StillClock
from tests.features.research import BRISBANE, LONDON, NEW_YORK, Research, instant, research
from tests.offices import CHANNEL, Office, new_workspace, ref


async def leaves_the_workspace(office: Office, who: str) -> None:
    await office.states(who, is_gone=True)


async def comes_back(office: Office, who: str) -> None:
    await office.states(who, is_gone=False)


async def invites(team: Research, who: str, whom: str) -> None:
    await team[who].types("team")
    await team[who].clicks("Invite")
    await team[who].fills(people=[whom])


async def memberships(office: Office, team: TeamId) -> dict[str, Membership]:
    """By outer id."""
    unit = office.store.unit(office.workspace)
    names = {a.person: a.outer_id for a in await unit.find(Account)}
    return {names[m.person]: m for m in await unit.find(Membership, team=team)}


async def organisers(office: Office, team: TeamId) -> set[str]:
    return {who for who, m in (await memberships(office, team)).items() if m.is_organiser}


async def two_teams(office: Office, clock: StillClock) -> Research:
    """Research, which Ann organises, in which Ben is longest and then Cy; and Ben's Other."""
    team = await research(office, ben=LONDON)
    clock.advance(minutes=1)
    cy = office.hires("cy", BRISBANE)
    await invites(team, "ann", "cy")
    await cy.types("inbox")
    await cy.clicks("Join")
    team.people["cy"] = cy
    await team["ben"].types("pair @ann")
    await team["ann"].types("inbox")
    await team["ann"].clicks("Join", on="Ben asks you")
    return team


# -- out of everything ------------------------------------------------------------------------


async def test_a_leaver_is_in_no_team_and_is_asked_nothing(
    office: Office, clock: StillClock
) -> None:
    team = await two_teams(office, clock)
    await team.at("Mon", "09:30")
    assert await team.prompts("ben") == ["Mon 09:30"]
    await leaves_the_workspace(office, "ben")
    unit, ben = office.store.unit(office.workspace), await office.person("ben")
    assert await unit.find(Membership, person=ben.id) == []
    assert await unit.find(Response, person=ben.id) == []
    await office.settle()
    so_far = [(m.id, m.edits) for m in office.chat.to("ben")]
    await team.at("Fri", "18:00", week=1)
    assert [(m.id, m.edits) for m in office.chat.to("ben")] == so_far
    await team["ann"].types("team")
    seen = await team["ann"].sees("Organised by Ann.", "Ann and Cy.")
    assert "Ben" not in seen.text.replace("Ben and Ann", "the name of the pair")
    assert set(await memberships(office, team.team)) == {"ann", "cy"}


async def test_whoever_was_only_asked_is_not_asked_any_more(office: Office) -> None:
    team = await research(office, ben=LONDON)
    office.hires("dora")
    await invites(team, "ann", "dora")
    await leaves_the_workspace(office, "dora")
    await team.at("Mon", "18:00")
    assert office.chat.to("dora") == []
    assert set(await memberships(office, team.team)) == {"ann", "ben"}
    # They never were in it: no organiser hears of an heir.
    assert await team["ben"].counts("has left the workspace") == 0


async def test_the_round_closes_without_them(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:31")
    for who in ("ann", "cy"):
        await team[who].clicks("Check in")
        await team[who].fills(done=f"Work of {who}", next="y")
    assert office.chat.texts(CHANNEL) == []
    await leaves_the_workspace(office, "ben")
    head, _ = office.chat.texts(CHANNEL)
    assert "2 of 2 checked in." in head


async def test_with_the_last_of_them_the_team_goes(office: Office) -> None:
    team = await research(office, ben=LONDON)
    dora = office.hires("dora")
    await invites(team, "ann", "dora")
    await leaves_the_workspace(office, "ben")
    await team.at("Mon", "09:31")
    await leaves_the_workspace(office, "ann")
    # There is nobody left whom Dora could join.
    await dora.clicks("Join")
    await dora.sees("I cannot find that invitation, or it is not yours.")
    assert await memberships(office, team.team) == {}
    (checkin,) = await office.store.unit(office.workspace).find(Checkin)
    assert checkin.deleted_at == instant("Mon", "09:31")
    await team.at("Fri", "18:00")
    assert office.chat.texts(CHANNEL) == []


async def test_another_workspace_of_the_same_account_is_left_alone(office: Office) -> None:
    team = await research(office, ben=LONDON)
    other = replace(office, workspace=await new_workspace(office.store, "elsewhere"))
    await other.handle(Press(other.origin("ben"), ref("people.change")))
    await other.states("ben", is_gone=True)
    office.people["ben"] = replace(office.people["ben"], is_gone=False)
    assert set(await memberships(office, team.team)) == {"ann", "ben"}
    assert (await office.person("ben")).gone_at is None


# -- organisers -------------------------------------------------------------------------------


async def test_the_longest_member_takes_over_and_is_told_in_their_day(
    office: Office, clock: StillClock
) -> None:
    clock.set(instant("Mon", "10:00"))
    team = await research(office, cy=BRISBANE)
    clock.advance(minutes=1)
    ben = office.hires("ben")
    await invites(team, "ann", "ben")
    await ben.clicks("Join")
    await leaves_the_workspace(office, "ann")
    assert await organisers(office, team.team) == {"cy"}
    # 20:01 in Brisbane; their day begins at 23:00 in London.
    heir = team["cy"]
    await team.at("Mon", "22:59")
    assert await heir.counts("has left the workspace") == 0
    await team.at("Mon", "23:00")
    told = await heir.sees(
        "Ann has left the workspace and nobody else organised Research. "
        "You have been in it longest, so you are its organiser now."
    )
    assert told.buttons == ("Organisers",)
    await heir.clicks("Organisers")
    await heir.fills(organisers=["ben", "cy"])
    await heir.sees("Research is now organised by Ben and Cy.")
    await team.at("Fri", "18:00")
    assert await heir.counts("has left the workspace") == 1
    assert await ben.counts("has left the workspace") == 0


async def test_with_another_organiser_nobody_takes_over(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team["ann"].types("team")
    await team["ann"].clicks("Organisers")
    await team["ann"].fills(organisers=["ann", "cy"])
    await leaves_the_workspace(office, "ann")
    await team.at("Mon", "18:00")
    assert await organisers(office, team.team) == {"cy"}
    for who in ("ben", "cy"):
        assert await team[who].counts("has left the workspace") == 0


async def test_a_member_who_leaves_changes_no_organiser(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await leaves_the_workspace(office, "cy")
    await team.at("Mon", "18:00")
    assert await organisers(office, team.team) == {"ann"}
    assert await team["ben"].counts("has left the workspace") == 0


async def test_who_was_asked_but_never_joined_does_not_take_over(
    office: Office, clock: StillClock
) -> None:
    team = await research(office, cy=LONDON)
    office.hires("dora")
    await invites(team, "ann", "dora")
    clock.advance(minutes=1)
    ben = office.hires("ben")
    await invites(team, "ann", "ben")
    await ben.types("inbox")
    await ben.clicks("Join")
    await leaves_the_workspace(office, "cy")
    await leaves_the_workspace(office, "ann")
    assert await organisers(office, team.team) == {"ben"}


@pytest.mark.parametrize("how", ["chose another one", "left the team", "left the workspace"])
async def test_an_heir_who_is_none_any_more_by_their_morning_is_not_told(
    office: Office, how: str
) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await leaves_the_workspace(office, "ann")
    (heir,) = await organisers(office, team.team)
    (other,) = {"ben", "cy"} - {heir}
    if how == "left the workspace":
        await leaves_the_workspace(office, heir)
    else:
        await team[heir].types("team")
        await team[heir].clicks("Organisers")
        await team[heir].fills(organisers=[other])
    if how == "left the team":
        await team[heir].types("team")
        await team[heir].clicks("Leave")
        await team[heir].clicks("Yes, leave")
    await team.at("Mon", "18:00")
    assert await team[heir].counts("so you are its organiser now") == 0
    assert await organisers(office, team.team) == {other}


# -- coming back ------------------------------------------------------------------------------


async def test_whoever_comes_back_is_known_and_in_no_team(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team["ben"].types("me")
    await team["ben"].clicks("Change")
    await team["ben"].fills(starts="08:00")
    before = await office.person("ben")
    await leaves_the_workspace(office, "ben")
    await comes_back(office, "ben")
    assert await office.person("ben") == replace(before, version=before.version + 2)
    ben = team["ben"]
    await ben.types("team")
    await ben.sees("You are in no team yet.")
    await ben.clicks("Check in")
    await ben.sees("I cannot find that check-in, or it is not yours.")
    # They can be asked anew, by a message of its own.
    await invites(team, "ann", "ben")
    await ben.clicks("Join", on="Ann asks you to join Research")
    await ben.sees("Welcome to Research.")
    await team.at("Tue", "09:30")
    assert "Tue 09:30" in await team.prompts("ben")


async def test_taking_over_twice_is_told_twice(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for day, times in (("Mon", 1), ("Tue", 2)):
        await team.at(day, "10:00")
        await leaves_the_workspace(office, "ann")
        assert await team["ben"].counts("so you are its organiser now") == times
        await comes_back(office, "ann")
        await invites(team, "ben", "ann")
        await team["ann"].clicks("Join", on="Ben asks you to join")
        await team["ben"].types("team")
        await team["ben"].clicks("Organisers")
        await team["ben"].fills(organisers=["ann"])
        assert await organisers(office, team.team) == {"ann"}


# -- a profile that changes -------------------------------------------------------------------


async def test_prompts_move_with_the_zone_that_the_platform_states(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team["cy"].types("me london")
    await team.at("Mon", "10:00")
    for who in ("ben", "cy"):
        await office.states(who, zone=NEW_YORK)
    await team.at("Tue", "18:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 14:30"]
    # Who said where they are is asked there.
    assert await team.prompts("cy") == ["Mon 09:30", "Tue 09:30"]


async def test_a_team_without_a_zone_takes_the_one_its_starters_platform_states(
    office: Office,
) -> None:
    team = await research(office, organiser=None, di=None)
    await office.states("ann", zone=BRISBANE)
    await team.at("Mon", "12:00")
    # 09:30 in Brisbane, for Di too.
    assert await team.prompts("ann") == await team.prompts("di") == ["Sun 23:30"]


# -- any sequence -----------------------------------------------------------------------------

PEOPLE = ("ann", "ben", "cy")
STARTER = "ann"


@dataclass(frozen=True)
class Act:
    """Somebody does something with the team; `chosen` are those invited, or organisers now."""

    who: str
    what: str
    chosen: tuple[str, ...] = ()


_both_join = (Act("ben", "join"), Act("cy", "join"))

acts = st.builds(
    Act,
    st.sampled_from(PEOPLE),
    st.sampled_from(["join", "decline", "leave", "gone", "back", "invite", "organisers"]),
    st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(tuple),
)


async def does(office: Office, team: TeamId, act: Act) -> None:
    """Through the dispatcher, as it comes: what is refused is refused."""
    origin = office.origin(act.who)
    match act.what:
        case "gone" | "back":
            profile = replace(office.people[act.who], is_gone=act.what == "gone")
            office.people[act.who] = profile
            await office.says(ProfileChanged(profile))
        case "join" | "decline":
            await office.handle(Press(origin, ref(f"teams.{act.what}", team)))
        case "leave":
            await office.handle(Press(origin, ref("teams.leave_now", team)))
        case _:
            form = "teams.invited" if act.what == "invite" else "teams.organised"
            field = "people" if act.what == "invite" else "organisers"
            people = tuple(office.people[who] for who in act.chosen)
            values = {field: list(act.chosen)}
            if act.what == "invite":
                values["everybody"] = []
            await office.handle(Submit(origin, ref(form, team), values, people))


_numbers = count()


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(did=st.lists(acts, max_size=15), admin=st.sampled_from([*PEOPLE, None]))
@example(did=[Act("ann", "gone"), Act("ben", "join")], admin=None)
@example(
    did=[Act("ann", "gone"), Act("cy", "invite", ("ben", "cy")), *_both_join],
    admin="cy",
)
@example(
    did=[Act("ben", "join"), Act("ann", "gone"), Act("ann", "back"), Act("ann", "join")],
    admin="ann",
)
async def test_a_team_with_members_has_an_organiser(
    office: Office, did: list[Act], admin: str | None
) -> None:
    # Every example has a workspace of its own.
    office = replace(
        office,
        workspace=await new_workspace(office.store, f"example-{next(_numbers)}"),
        people={},
        admins=set(),
        is_running=False,
    )
    for who in PEOPLE:
        office.hires(who, is_admin=who == admin)
    others = tuple(office.people[who] for who in PEOPLE if who != STARTER)
    values = {
        "name": ["Research"],
        "people": [p.outer_id for p in others],
        "everybody": [],
        "place": [],
    }
    await office.handle(Submit(office.origin(STARTER), ref("teams.setup"), values, others))
    (first,) = await office.store.unit(office.workspace).find(Membership, invited_by=None)
    before = {STARTER}
    for act in did:
        await does(office, first.team, act)
        found = await memberships(office, first.team)
        joined = {who for who, m in found.items() if m.belonging is Belonging.JOINED}
        organising = {who for who, m in found.items() if m.is_organiser}
        assert organising <= joined
        assert organising or not joined, f"nobody organises {joined} after {act}"
        gone = {who for who in PEOPLE if office.people[who].is_gone}
        assert not gone & set(found)
        # With the last of them go those who were asked.
        assert joined or not before or not found
        before = joined
