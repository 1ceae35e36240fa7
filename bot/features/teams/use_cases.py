"""Starting teams, belonging to them, organising them."""

from dataclasses import replace

from bot.access import team_of_member
from bot.domain.errors import Refusal
from bot.domain.facts import HoursChanged, MemberJoined, MemberLeft, TeamPlaced, TeamStarted
from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team, TeamGroup
from bot.domain.workspaces import Channel, Workspace
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.work import Change, Work
from bot.features.teams import asking_messages, messages
from bot.features.teams.choosing import Chosen, chosen_in
from bot.features.teams.invitations import rewrite
from bot.features.teams.inviting import ask_to_join
from bot.features.teams.leaving import disband
from bot.messages.forms import Form, Values, text_of
from bot.messages.refs import Ref

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
    here = work.origin.channel
    return messages.setup_form(Ref("teams.setup"), here.outer_id if here else "")


async def start_team(work: Work, values: Values) -> Reply:
    chosen = chosen_in(values, {work.me})
    return await _start(work, text_of(values, "name"), chosen, channel_of(values))


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
    return await _start(work, name, Chosen([other]), channel=None)


async def _start(work: Work, name: str, chosen: Chosen, channel: ChannelId | None) -> Reply:
    await _may_start(work)
    zone = work.actor.zone or FALLBACK_ZONE
    team = Team(work.workspace, TeamId(work.new_id()), name, zone, channel)
    work.unit.add(team)
    work.unit.add(Membership(work.workspace, team.id, work.me, Belonging.JOINED, True, work.now))
    if work.actor.agreed_at is None:
        work.unit.save(replace(work.actor, agreed_at=work.now))
    asked = await ask_to_join(work, team, chosen)
    work.note(TeamStarted(team.id, work.me))
    work.note(MemberJoined(team.id, work.me))
    place = await work.unit.get(Channel, channel) if channel else None
    closed = place if place and not place.is_open else None
    platform = work.origin.platform
    told = asking_messages.started(team, asked, work.now, zone, closed, platform)
    return Reply(tell=told)


async def _may_start(work: Work) -> None:
    workspace = await work.unit.get(Workspace)
    if workspace and workspace.only_admins_start_teams and not work.origin.is_admin:
        raise AdminsStartTeams(messages.admins_start_teams(work.origin.platform))


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
            change.note(TeamPlaced(team.id))
            # Members without a zone of their own move with it.
            change.note(HoursChanged(mine.person))


# -- belonging ----------------------------------------------------------------------------


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
    if await work.unit.find(TeamGroup, team=found.id):
        past = replace(mine, belonging=Belonging.LEFT, is_organiser=False, resting=(), through=())
        work.unit.save(past)
    else:
        work.unit.remove(mine)
    rewrite(work, mine)
    if not others:
        await disband(work, found)
    # Two organisers who leave at once would each see the other stay: the team's version tells.
    work.unit.save(found)
    work.note(MemberLeft(found.id, work.me))
    return Reply(tell=messages.left(found))
