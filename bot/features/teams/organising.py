"""What organisers and admins do with teams."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.access import team_of_organiser, team_to_read
from bot.domain.errors import Refusal
from bot.domain.ids import TeamId
from bot.domain.letters import Letter, Sent, to_person
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Channel, Workspace
from bot.engine.faults import FieldFaults
from bot.engine.intents import Found, Reply
from bot.engine.manifest import Words
from bot.engine.work import Work
from bot.features.teams import messages
from bot.features.teams.use_cases import ask_to_join, channel_of, chosen_people
from bot.messages.forms import Form, Values, text_of
from bot.messages.refs import Ref
from bot.ports.store import Reader, UnitOfWork

MOST_SHOWN = 8
"""Teams in one message; of more one chooses by typing."""

MOST_FOUND = 20


class AdminsOnly(Refusal):
    """A setting of the whole workspace."""

    kind = "admins_only"


class NoSuchTeam(Refusal):
    """`team` with a name that none of theirs has."""

    kind = "no_such_team"


async def show_teams(work: Work, words: Words) -> Reply:
    """`team`: one's teams, or for an admin all, with who is in them and who is not set up;
    `team research` those of that name. Of many teams one is asked for first."""
    teams = await _visible_teams(work)
    if words.text:
        teams = [team for team in teams if _is_called(team, words.text)]
        if not teams:
            raise NoSuchTeam(messages.no_such_team(words.text))
    if len(teams) > MOST_SHOWN:
        return Reply(form=await which_form(work))
    return await _overview(work, teams)


async def which_form(_: Work) -> Form:
    return messages.which_form(Ref("teams.which"))


async def show_team(work: Work, values: Values) -> Reply:
    team = TeamId(text_of(values, "team"))
    is_admin = work.origin.is_admin
    return await _overview(work, [await team_to_read(work.unit, work.me, team, is_admin=is_admin)])


async def complete_team(work: Work, words: str) -> Found:
    found = [team for team in await _visible_teams(work) if _is_called(team, words)]
    return [(team.id, team.name) for team in found[:MOST_FOUND]]


def _is_called(team: Team, words: str) -> bool:
    return words.strip().casefold() in team.name.casefold()


async def _visible_teams(work: Work) -> list[Team]:
    """One's own, an admin's all, by name."""
    if work.origin.is_admin:
        teams = await work.unit.find(Team)
    else:
        mine = await work.unit.find(Membership, person=work.me, belonging=Belonging.JOINED)
        teams = await work.unit.find(Team, id=[m.team for m in mine])
    return sorted(teams, key=lambda team: team.name.casefold())


async def _overview(work: Work, teams: Sequence[Team]) -> Reply:
    members = [(team, await members_of(work.unit, team.id)) for team in teams]
    platform = work.origin.platform
    if work.origin.is_admin:
        organised = {team.id for team in teams}
        workspace = await work.unit.get(Workspace)
        only_admins = workspace is not None and workspace.only_admins_start_teams
        return Reply(tell=messages.overview(members, work.me, organised, only_admins, platform))
    organised = {
        team.id
        for team, pairs in members
        for m, _ in pairs
        if m.person == work.me and m.is_organiser
    }
    return Reply(tell=messages.overview(members, work.me, organised, None, platform))


async def let_admins_start(work: Work) -> Reply:
    return await _let_start(work, only_admins=True)


async def let_anybody_start(work: Work) -> Reply:
    return await _let_start(work, only_admins=False)


async def _let_start(work: Work, *, only_admins: bool) -> Reply:
    """Who may start teams is the admins' to say. Raises AdminsOnly."""
    if not work.origin.is_admin:
        raise AdminsOnly(messages.admins_only())
    workspace = await work.unit.get(Workspace)
    if workspace is not None:
        work.unit.save(replace(workspace, only_admins_start_teams=only_admins))
    return Reply(tell=messages.who_starts(only_admins=only_admins))


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
    return messages.channel_form(Ref("teams.channelled", (team,)), await _organised(work, team))


async def set_channel(work: Work, team: str, values: Values) -> Reply:
    """Where the summaries go from the next one on."""
    found = await _organised(work, team)
    channel = channel_of(values)
    work.unit.save(replace(found, channel=channel))
    place = await work.unit.get(Channel, channel) if channel else None
    return Reply(tell=messages.channel_chosen(found, place, work.origin.platform))


async def invite(work: Work, team: str) -> Reply:
    return Reply(form=await invite_form(work, team))


async def invite_form(work: Work, team: str) -> Form:
    found = await _organised(work, team)
    return messages.invite_form(Ref("teams.invited", (team,)), found)


async def invite_people(work: Work, team: str, values: Values) -> Reply:
    found = await _organised(work, team)
    people = chosen_people(values, ())
    invited, declined = await ask_to_join(work, found, people)
    zone = work.actor.zone or found.zone
    return Reply(tell=messages.invited(found, invited, declined, work.now, zone))


async def members_of(reader: Reader, team: TeamId) -> list[tuple[Membership, Person]]:
    """Everybody who was ever asked into the team, in the order of their names."""
    memberships = await reader.find(Membership, team=team)
    people = {p.id: p for p in await reader.find(Person, id=[m.person for m in memberships])}
    both = [(m, people[m.person]) for m in memberships if m.person in people]
    return sorted(both, key=lambda pair: pair[1].name.casefold())


async def tell_organisers(unit: UnitOfWork, letter: Letter, why: str, now: datetime) -> None:
    """A team's channel cannot be written to: its organisers hear of it, once a day."""
    if letter.kind == "teams.invitation":
        await _tell_inviter(unit, letter)
    kind, _, channel = letter.destination.partition(":")
    if kind != "channel":
        return
    for team in await unit.find(Team, channel=channel):
        for organiser in await unit.find(Membership, team=team.id, is_organiser=True):
            key = f"teams.trouble:{team.id}:{organiser.person}:{now:%Y%m%d}"
            to, about = to_person(organiser.person), (team.id, organiser.person)
            unit.post(Letter(team.workspace, to, "teams.trouble", key, about, {"why": why}))


async def _tell_inviter(unit: UnitOfWork, letter: Letter) -> None:
    membership = await unit.get(Membership, *letter.about)
    if (
        membership is not None
        and membership.invited_by
        and not await unit.find(Sent, key=letter.key)
    ):
        to, about = to_person(membership.invited_by), (*letter.about, membership.invited_by)
        key = letter.key.replace("teams.invitation", "teams.unreached")
        unit.post(Letter(letter.workspace, to, "teams.unreached", key, about))


async def _organised(work: Work, team: str) -> Team:
    return await team_of_organiser(work.unit, work.me, TeamId(team), is_admin=work.origin.is_admin)
