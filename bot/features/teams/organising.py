"""What organisers and admins do with teams."""

from collections.abc import Sequence
from dataclasses import replace

from bot.access import team_of_organiser
from bot.domain.errors import Refusal
from bot.domain.ids import TeamId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team, TeamGroup
from bot.domain.workspaces import Channel, Workspace
from bot.engine.faults import FieldFaults
from bot.engine.intents import Found, Reply
from bot.engine.manifest import Words
from bot.engine.work import Work
from bot.features.teams import asking_messages, channel_messages, messages, team_page
from bot.features.teams.choosing import chosen_in
from bot.features.teams.invitations import close_to
from bot.features.teams.inviting import ask_to_join, ask_waiting
from bot.features.teams.use_cases import channel_of
from bot.messages.forms import Form, Values, text_of
from bot.messages.parts import message
from bot.messages.refs import Ref
from bot.ports.store import Reader

MOST_SHOWN = 8
"""Teams in one message; of more one chooses by typing."""

MOST_FOUND = 20


class AdminsOnly(Refusal):
    """A setting of the whole workspace."""

    kind = "admins_only"


class NoSuchTeam(Refusal):
    """`team` with a name that none of theirs has."""

    kind = "no_such_team"


class UnclearTeam(Refusal):
    """Of the teams one is asked for, and a part of several names was given."""

    kind = "unclear_team"


async def show_teams(work: Work, words: Words) -> Reply:
    """`team`: one's teams, or for an admin all, with who is in them and who is not set up;
    `team research` those of that name. Of many teams one is asked for first."""
    teams: Sequence[Team] = await _visible_teams(work)
    if words.text:
        teams = _meant(teams, words.text)
    if len(teams) > MOST_SHOWN:
        return Reply(form=await which_form(work))
    return await _overview(work, teams)


async def which_form(_: Work) -> Form:
    return messages.which_form(Ref("teams.which"))


async def show_team(work: Work, values: Values) -> Reply:
    """The one that was chosen; where nothing can be chosen while one types, the one so called.
    Raises NoSuchTeam or UnclearTeam."""
    words = text_of(values, "team")
    teams = _meant(await _visible_teams(work), words)
    if len(teams) > 1:
        exactly = words.strip().casefold()
        alike = [team for team in teams if team.name.casefold() == exactly]
        if not alike or len(alike) > MOST_SHOWN:
            raise UnclearTeam(messages.several_teams(teams))
        teams = alike
    return await _overview(work, teams)


def _meant(teams: Sequence[Team], words: str) -> Sequence[Team]:
    """A completion is an id; other words are a part of the name. Raises NoSuchTeam."""
    known = [team for team in teams if team.id == words]
    found = known or [team for team in teams if _is_called(team, words)]
    if not found:
        raise NoSuchTeam(messages.no_such_team(words))
    return found


async def complete_team(work: Work, words: str) -> Found:
    found = [team for team in await _visible_teams(work) if _is_called(team, words)]
    return [(team.id, team.name) for team in found[:MOST_FOUND]]


def _is_called(team: Team, words: str) -> bool:
    return words.strip().casefold() in team.name.casefold()


async def _visible_teams(work: Work) -> list[Team]:
    """One's own, by name; an admin's all to which somebody belongs or is asked."""
    if work.origin.is_admin:
        belong = [Belonging.JOINED, Belonging.INVITED]
        alive = {m.team for m in await work.unit.find(Membership, belonging=belong)}
        teams = [team for team in await work.unit.find(Team) if team.id in alive]
    else:
        mine = await work.unit.find(Membership, person=work.me, belonging=Belonging.JOINED)
        teams = await work.unit.find(Team, id=[m.team for m in mine])
    return sorted(teams, key=lambda team: team.name.casefold())


async def _overview(work: Work, teams: Sequence[Team]) -> Reply:
    members = [(team, await members_of(work.unit, team.id)) for team in teams]
    opened = await work.unit.find(OpenInvitation, team=[team.id for team in teams])
    followed = await work.unit.find(TeamGroup, team=[team.id for team in teams])
    platform = work.origin.platform
    if work.origin.is_admin:
        organised = {team.id for team in teams}
        workspace = await work.unit.get(Workspace)
        only_admins = workspace is not None and workspace.only_admins_start_teams
        return Reply(
            tell=team_page.overview(
                members, opened, followed, work.me, organised, only_admins, platform
            )
        )
    organised = {
        team.id
        for team, pairs in members
        for m, _ in pairs
        if m.person == work.me and m.is_organiser
    }
    return Reply(
        tell=team_page.overview(members, opened, followed, work.me, organised, None, platform)
    )


async def let_admins_start(work: Work) -> Reply:
    return await _let_start(work, only_admins=True)


async def let_anybody_start(work: Work) -> Reply:
    return await _let_start(work, only_admins=False)


async def _let_start(work: Work, *, only_admins: bool) -> Reply:
    """Who may start teams is the admins' to say. Raises AdminsOnly."""
    if not work.origin.is_admin:
        raise AdminsOnly(messages.admins_only(work.origin.platform))
    workspace = await work.unit.get(Workspace)
    if workspace is not None:
        work.unit.save(replace(workspace, only_admins_start_teams=only_admins))
    return Reply(tell=team_page.who_starts(only_admins=only_admins))


async def open_organisers(work: Work, team: str) -> Reply:
    return Reply(form=await organisers_form(work, team))


async def organisers_form(work: Work, team: str) -> Form:
    found = await _organised(work, team)
    members = await members_of(work.unit, found.id)
    joined = [(m, p) for m, p in members if m.belonging is Belonging.JOINED]
    return messages.organisers_form(Ref("teams.organised", (team,)), joined)


async def set_organisers(work: Work, team: str, values: Values) -> Reply:
    found = await _organised(work, team)
    chosen = set(values["organisers"])
    members = await members_of(work.unit, found.id)
    outside = chosen - {m.person for m, _ in members if m.belonging is Belonging.JOINED}
    if outside:
        people = await work.unit.find(Person, id=list(outside))
        people.sort(key=lambda person: person.name.casefold())
        raise FieldFaults({"organisers": messages.not_in_team(found, people)})
    for membership, _ in members:
        is_organiser = membership.person in chosen
        if membership.is_organiser != is_organiser:
            work.unit.save(replace(membership, is_organiser=is_organiser))
    work.unit.save(found)
    return Reply(tell=messages.organisers(found, [p for _, p in members if p.id in chosen]))


async def open_channel(work: Work, team: str) -> Reply:
    return Reply(form=await channel_form(work, team))


async def channel_form(work: Work, team: str) -> Form:
    return channel_messages.channel_form(
        Ref("teams.channelled", (team,)), await _organised(work, team)
    )


async def set_channel(work: Work, team: str, values: Values) -> Reply:
    """Where the summaries go from the next one on."""
    found = await _organised(work, team)
    channel, platform = channel_of(values), work.origin.platform
    team_now = replace(found, channel=channel)
    work.unit.save(team_now)
    asked = await ask_waiting(work, team_now)
    place = await work.unit.get(Channel, channel) if channel else None
    told = channel_messages.channel_chosen(
        found, place, platform, is_closed_said=asked.place is not None
    )
    zone = work.actor.zone or found.zone
    told += message(*asking_messages.outcome(found, asked, work.now, zone, platform))
    return Reply(tell=told)


async def invite(work: Work, team: str) -> Reply:
    return Reply(form=await invite_form(work, team))


async def invite_form(work: Work, team: str) -> Form:
    found = await _organised(work, team)
    return messages.invite_form(Ref("teams.invited", (team,)), found)


async def close(work: Work, team: str, group: str) -> Reply:
    """The team is open to a group no more, and does not follow it: who has joined stays. A second
    press shows the team as it is."""
    found = await _organised(work, team)
    opened = await work.unit.get(OpenInvitation, found.id, group)
    if opened is None:
        return await _overview(work, [found])
    close_to(work, opened)
    followed = await work.unit.get(TeamGroup, found.id, group)
    if followed is not None:
        work.unit.remove(followed)
    return Reply(tell=messages.closed(found, opened))


async def invite_people(work: Work, team: str, values: Values) -> Reply:
    found = await _organised(work, team)
    asked = await ask_to_join(work, found, chosen_in(values, ()))
    zone, platform = work.actor.zone or found.zone, work.origin.platform
    return Reply(tell=asking_messages.invited(found, asked, work.now, zone, platform))


async def members_of(reader: Reader, team: TeamId) -> list[tuple[Membership, Person]]:
    """Everybody who was ever asked into the team, in the order of their names."""
    memberships = await reader.find(Membership, team=team)
    people = {p.id: p for p in await reader.find(Person, id=[m.person for m in memberships])}
    both = [(m, people[m.person]) for m in memberships if m.person in people]
    return sorted(both, key=lambda pair: pair[1].name.casefold())


async def _organised(work: Work, team: str) -> Team:
    return await team_of_organiser(work.unit, work.me, TeamId(team), is_admin=work.origin.is_admin)
