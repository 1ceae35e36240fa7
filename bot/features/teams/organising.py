"""What organisers and admins do with teams."""

from dataclasses import replace
from datetime import datetime

from bot.access import team_of_organiser
from bot.domain.errors import Refusal
from bot.domain.ids import TeamId
from bot.domain.letters import Letter, Sent, to_person
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Channel, Workspace
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.work import Work
from bot.features.teams import messages
from bot.features.teams.use_cases import ask_to_join, channel_of, chosen_people
from bot.messages.forms import Form, Values
from bot.messages.refs import Ref
from bot.ports.store import Reader, UnitOfWork


class AdminsOnly(Refusal):
    """A setting of the whole workspace."""

    kind = "admins_only"


async def show_teams(work: Work, _: Words) -> Reply:
    """`team`: one's teams, or for an admin all, with who is in them and who is not set up."""
    mine = await work.unit.find(Membership, person=work.me, belonging=Belonging.JOINED)
    if work.origin.is_admin:
        teams = await work.unit.find(Team)
    else:
        teams = await work.unit.find(Team, id=[m.team for m in mine])
    members = [(team, await members_of(work.unit, team.id)) for team in teams]
    organised = {m.team for m in mine if m.is_organiser}
    if work.origin.is_admin:
        organised = {team.id for team in teams}
        workspace = await work.unit.get(Workspace)
        only_admins = workspace is not None and workspace.only_admins_start_teams
        return Reply(tell=messages.overview(members, work.me, organised, only_admins))
    return Reply(tell=messages.overview(members, work.me, organised, None))


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
