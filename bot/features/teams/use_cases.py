"""Starting teams, belonging to them, organising them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.access import own_invitation, team_of_member
from bot.domain.errors import Refusal
from bot.domain.facts import HoursChanged, MemberJoined, MemberLeft, TeamStarted
from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.letters import Letter, to_person
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Channel, Workspace
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.work import Change, OpenItem, Work
from bot.features.teams import messages
from bot.messages.forms import Form, Values, text_of
from bot.messages.refs import Ref
from bot.ports.store import Reader

MOST_ASKED = 300
"""People asked to join at once: a press is not to flood a workspace."""

FALLBACK_ZONE = "UTC"
"""The zone of a team whose starter's platform does not say one, until its starter does."""


class AdminsStartTeams(Refusal):
    """The workspace leaves the starting of teams to its admins."""

    kind = "admins_start_teams"


class LastOrganiser(Refusal):
    """A team never loses its last organiser silently (product.md, "Words")."""

    kind = "last_organiser"


# -- starting -----------------------------------------------------------------------------


async def set_up(work: Work, _: Words) -> Reply:
    """`setup`: who, and what it is called; the check-in is offered in the reply."""
    await _may_start(work)
    return Reply(form=await setup_form(work))


async def setup_form(work: Work) -> Form:
    return messages.setup_form(Ref("teams.setup"), work.origin.channel)


async def start_team(work: Work, values: Values) -> Reply:
    people = chosen_people(values, {work.me})
    return await _start(work, text_of(values, "name"), people, channel_of(values))


def chosen_people(values: Values, inside: Collection[PersonId]) -> list[PersonId]:
    """Those chosen by name or with a channel, without those `inside` already.

    Raises FieldFaults when nobody was chosen, or too many."""
    chosen = [PersonId(p) for p in (*values["people"], *values["everybody"])]
    if not chosen:
        raise FieldFaults({"people": messages.nobody_chosen()})
    others = [p for p in dict.fromkeys(chosen) if p not in inside]
    if not others:
        raise FieldFaults({"people": messages.nobody_but_you()})
    if len(others) > MOST_ASKED:
        field = "everybody" if values["everybody"] else "people"
        raise FieldFaults({field: messages.too_many(len(others), MOST_ASKED)})
    return others


def channel_of(values: Values) -> ChannelId | None:
    return ChannelId(values["place"][0]) if values["place"] else None


async def pair(work: Work, words: Words) -> Reply:
    """`pair @who` starts at once, `pair` asks with whom."""
    await _may_start(work)
    others = [person for person in words.people if person != work.me]
    if len(others) != 1:
        return Reply(form=await pair_form(work))
    return await _start_pair(work, others[0])


async def pair_form(work: Work) -> Form:
    return messages.pair_form(Ref("teams.pair"))


async def start_pair(work: Work, values: Values) -> Reply:
    other = PersonId(values["people"][0])
    if other == work.me:
        raise FieldFaults({"people": messages.nobody_but_you()})
    return await _start_pair(work, other)


async def _start_pair(work: Work, other: PersonId) -> Reply:
    """The summaries of a pair go to the two, and to no channel."""
    partner = (await work.unit.find(Person, id=other))[0]
    name = messages.name_of_pair(work.actor, partner)
    return await _start(work, name, [other], channel=None)


async def _start(
    work: Work, name: str, people: Sequence[PersonId], channel: ChannelId | None
) -> Reply:
    await _may_start(work)
    zone = work.actor.zone or FALLBACK_ZONE
    team = Team(work.workspace, TeamId(work.new_id()), name, zone, channel)
    work.unit.add(team)
    work.unit.add(Membership(work.workspace, team.id, work.me, Belonging.JOINED, True, work.now))
    if work.actor.agreed_at is None:
        work.unit.save(replace(work.actor, agreed_at=work.now))
    invited, _ = await ask_to_join(work, team, people)
    work.note(TeamStarted(team.id, work.me))
    work.note(MemberJoined(team.id, work.me))
    place = await work.unit.get(Channel, channel) if channel else None
    closed = place if place and not place.is_open else None
    platform = work.origin.platform
    return Reply(tell=messages.started(team, invited, work.now, zone, closed, platform))


async def _may_start(work: Work) -> None:
    workspace = await work.unit.get(Workspace)
    if workspace and workspace.only_admins_start_teams and not work.origin.is_admin:
        raise AdminsStartTeams(messages.admins_start_teams())


async def follow_starter(change: Change, fact: HoursChanged) -> None:
    """A team whose starter's platform said no zone takes the first that its starter says."""
    starter = await change.unit.get(Person, fact.person)
    for mine in await change.unit.find(
        Membership, person=fact.person, belonging=Belonging.JOINED, invited_by=None
    ):
        team = await change.unit.get(Team, mine.team)
        zone = starter.zone if starter else None
        if team is not None and team.zone == FALLBACK_ZONE and zone not in {None, FALLBACK_ZONE}:
            change.unit.save(replace(team, zone=zone))
            # Members without a zone of their own move with it.
            change.note(HoursChanged(mine.person))


# -- belonging ----------------------------------------------------------------------------


async def ask_to_join(
    work: Work, team: Team, people: Collection[PersonId]
) -> tuple[list[Person], list[Person]]:
    """Ask each to join, once: who has an answer or a question of ours already is left in peace.

    Answers those asked now, and those who said no before.
    """
    known = {m.person: m for m in await work.unit.find(Membership, team=team.id)}
    found = {p.id: p for p in await work.unit.find(Person, id=list(people))}
    invited, declined = [], []
    for person in dict.fromkeys(people):
        membership = known.get(person)
        if membership is None:
            asked = Membership(
                work.workspace, team.id, person, Belonging.INVITED, False, work.now, work.me
            )
            work.unit.add(asked)
            work.post(invitation_letter(asked))
            invited.append(found[person])
        elif membership.belonging is Belonging.DECLINED:
            declined.append(found[person])
    return invited, declined


async def join(work: Work, team: str) -> Reply:
    """*Join*: agreed, once and for all; a second press says the same again."""
    found, membership = await own_invitation(work.unit, work.me, TeamId(team))
    if membership.belonging is not Belonging.JOINED:
        # An admin may fill a team that all have left: its first member organises it.
        organised = await work.unit.find(Membership, team=found.id, is_organiser=True)
        joined = replace(membership, belonging=Belonging.JOINED, is_organiser=not organised)
        work.unit.save(joined)
        if work.actor.agreed_at is None:
            work.unit.save(replace(work.actor, agreed_at=work.now))
        work.post(invitation_letter(membership))
        _tell_inviter(work, found, joined)
        work.note(MemberJoined(found.id, work.me))
    return Reply(tell=messages.joined(found, work.actor))


async def decline(work: Work, team: str) -> Reply:
    """*Not for me*; somebody who has joined leaves by *Leave* instead."""
    found, membership = await own_invitation(work.unit, work.me, TeamId(team))
    if membership.belonging is Belonging.JOINED:
        return Reply(tell=messages.ask_leave(found))
    if membership.belonging is Belonging.INVITED:
        declined = replace(membership, belonging=Belonging.DECLINED)
        work.unit.save(declined)
        work.post(invitation_letter(membership))
        _tell_inviter(work, found, declined)
    return Reply(tell=messages.declined(found))


async def explain(work: Work, team: str) -> Reply:
    found, _ = await own_invitation(work.unit, work.me, TeamId(team))
    return Reply(tell=messages.explanation(found, work.origin.platform))


async def ask_leave(work: Work, team: str) -> Reply:
    return Reply(tell=messages.ask_leave(await team_of_member(work.unit, work.me, TeamId(team))))


async def leave(work: Work, team: str) -> Reply:
    """Out of the team. Raises LastOrganiser while others stay behind without one."""
    found = await team_of_member(work.unit, work.me, TeamId(team))
    memberships = await work.unit.find(Membership, team=found.id)
    mine = next(m for m in memberships if m.person == work.me)
    others = [m for m in memberships if m.person != work.me and m.belonging is Belonging.JOINED]
    if others and mine.is_organiser and not any(m.is_organiser for m in others):
        raise LastOrganiser(messages.last_organiser(found.name))
    work.unit.remove(mine)
    work.post(invitation_letter(mine))
    if not others:
        # Nobody is left whom one could join.
        for asked in memberships:
            if asked.person != work.me:
                work.unit.remove(asked)
    # Two organisers who leave at once would each see the other stay: the team's version tells.
    work.unit.save(found)
    work.note(MemberLeft(found.id, work.me))
    return Reply(tell=messages.left(found))


async def open_invitations(reader: Reader, person: Person, _: datetime) -> Sequence[OpenItem]:
    asked = await reader.find(Membership, person=person.id, belonging=Belonging.INVITED)
    teams = {t.id: t for t in await reader.find(Team, id=[m.team for m in asked])}
    inviters = {p.id: p for p in await reader.find(Person, id=[m.invited_by for m in asked])}
    return [
        OpenItem(
            m.since,
            messages.invitation_item(
                teams[m.team],
                inviters[m.invited_by].name if m.invited_by in inviters else "Somebody",
            ),
        )
        for m in asked
        if m.team in teams
    ]


def invitation_letter(membership: Membership) -> Letter:
    """Each asking is a message of its own; joining and declining edit it."""
    asked = int(membership.since.timestamp())
    key = f"teams.invitation:{membership.team}:{membership.person}:{asked}"
    about = (membership.team, membership.person)
    return Letter(
        membership.workspace, to_person(membership.person), "teams.invitation", key, about
    )


def _tell_inviter(work: Work, team: Team, membership: Membership) -> None:
    inviter = membership.invited_by
    if inviter is not None:
        work.post(
            Letter(
                team.workspace,
                to_person(inviter),
                "teams.answered",
                f"teams.answered:{team.id}:{membership.person}:{work.new_id()}",
                (team.id, membership.person, inviter),
                {"belonging": membership.belonging},
            )
        )
