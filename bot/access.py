"""Who may do what: the only way a use case gets an object on behalf of somebody.

What belongs to another team is refused with the same words as what does not exist, so that a
refusal tells a stranger nothing.
"""

from collections.abc import Collection

from bot.domain.blockers import Blocker, Reminder
from bot.domain.checkins import Checkin, Response, Round
from bot.domain.drafts import Draft
from bot.domain.errors import Refusal
from bot.domain.ids import BlockerId, CheckinId, DraftId, PersonId, ReminderId, RoundId, TeamId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team
from bot.ports.store import Reader


class NotFound(Refusal):
    """It is not there, or not for this person."""

    kind = "not_found"

    def __init__(self, what: str, hint: str = "Type /unstuck to see what is open for you.") -> None:
        super().__init__(f"I cannot find that {what}, or it is not yours.", hint)


class OrganisersOnly(Refusal):
    """A member asked for what the team's organisers decide."""

    kind = "organisers_only"

    def __init__(self, team: str) -> None:
        super().__init__(f"Only an organiser of {team} can do that.")


class CheckinDeleted(Refusal):
    """A button or timer of a check-in that is no longer there."""

    kind = "checkin_deleted"

    def __init__(self) -> None:
        super().__init__("That check-in has been deleted, so there is nothing to do.")


async def team_of_member(reader: Reader, person: PersonId, team: TeamId) -> Team:
    """A team for one of its members. Raises NotFound."""
    found = await reader.get(Team, team)
    membership = await reader.get(Membership, team, person)
    if found is None or membership is None or membership.belonging is not Belonging.JOINED:
        raise NotFound("team")
    return found


async def team_of_organiser(
    reader: Reader, person: PersonId, team: TeamId, *, is_admin: bool
) -> Team:
    """A team for an organiser, or for an admin of the platform (product.md, "Words").

    Raises NotFound or OrganisersOnly."""
    found = await reader.get(Team, team)
    if found is None:
        raise NotFound("team")
    membership = await reader.get(Membership, team, person)
    is_member = membership is not None and membership.belonging is Belonging.JOINED
    if is_admin or (is_member and membership is not None and membership.is_organiser):
        return found
    if not is_member:
        raise NotFound("team")
    raise OrganisersOnly(found.name)


async def team_to_read(reader: Reader, person: PersonId, team: TeamId, *, is_admin: bool) -> Team:
    """A team for a member, or for an admin of the platform. Raises NotFound."""
    if is_admin:
        return await team_of_organiser(reader, person, team, is_admin=True)
    return await team_of_member(reader, person, team)


async def own_invitation(
    reader: Reader, person: PersonId, team: TeamId, groups: Collection[str]
) -> tuple[Team, Membership]:
    """A team that invited this person, or one of the groups that they are in, whether they
    answered or not; of a group's invitation their Membership is not kept yet. Raises NotFound."""
    found = await reader.get(Team, team)
    membership = await reader.get(Membership, team, person)
    if membership is not None and membership.belonging.is_past:
        membership = None
    if found is not None and membership is None and groups:
        opened = [o for o in await reader.find(OpenInvitation, team=team) if o.group in groups]
        for invited in opened[:1]:
            membership = Membership(
                found.workspace,
                team,
                person,
                Belonging.INVITED,
                is_organiser=False,
                since=invited.since,
                invited_by=invited.invited_by,
                asked_in=invited.asked_in,
                through=tuple(each.group for each in opened),
            )
    if found is None or membership is None:
        raise NotFound("invitation", hint="Whoever organises the team can invite you.")
    return found, membership


async def team_parted_from(
    reader: Reader, person: PersonId, team: TeamId
) -> tuple[Team, Membership]:
    """A team that this person left because they left a group, or which they are in again since.
    Raises NotFound."""
    found = await reader.get(Team, team)
    membership = await reader.get(Membership, team, person)
    if found is None or membership is None or membership.belonging is Belonging.LEFT:
        raise NotFound("team", hint="Whoever organises the team can invite you.")
    return found, membership


async def checkin_of_member(reader: Reader, person: PersonId, checkin: CheckinId) -> Checkin:
    """A check-in for a member of its team. Raises NotFound or CheckinDeleted."""
    found = await reader.get(Checkin, checkin)
    if found is None:
        raise NotFound("check-in")
    try:
        await team_of_member(reader, person, found.team)
    except NotFound:
        raise NotFound("check-in") from None
    if found.deleted_at is not None:
        raise CheckinDeleted
    return found


async def checkin_of_organiser(
    reader: Reader, person: PersonId, checkin: CheckinId, *, is_admin: bool
) -> Checkin:
    """A check-in for who may change it. Raises NotFound, OrganisersOnly or CheckinDeleted."""
    found = await reader.get(Checkin, checkin)
    if found is None:
        raise NotFound("check-in")
    await team_of_organiser(reader, person, found.team, is_admin=is_admin)
    if found.deleted_at is not None:
        raise CheckinDeleted
    return found


async def deleted_checkin_of_organiser(
    reader: Reader, person: PersonId, checkin: CheckinId, *, is_admin: bool
) -> tuple[Checkin, Team]:
    """A check-in for who may bring it back, or has already. Raises NotFound or OrganisersOnly."""
    found = await reader.get(Checkin, checkin)
    if found is None:
        raise NotFound("check-in")
    return found, await team_of_organiser(reader, person, found.team, is_admin=is_admin)


async def round_of_organiser(
    reader: Reader, person: PersonId, round_: RoundId, *, is_admin: bool
) -> tuple[Checkin, Team, Round]:
    """A round for an organiser of its team. Raises NotFound, OrganisersOnly or CheckinDeleted."""
    found = await reader.get(Round, round_)
    if found is None:
        raise NotFound("check-in")
    checkin = await checkin_of_organiser(reader, person, found.checkin, is_admin=is_admin)
    team = await team_of_organiser(reader, person, checkin.team, is_admin=is_admin)
    return checkin, team, found


async def round_of_member(
    reader: Reader, person: PersonId, round_: RoundId
) -> tuple[Checkin, Round, Response | None]:
    """A round for a member of its team, with their own part in it, if they have one.

    Raises NotFound or CheckinDeleted."""
    found = await reader.get(Round, round_)
    if found is None:
        raise NotFound("check-in")
    checkin = await checkin_of_member(reader, person, found.checkin)
    return checkin, found, await reader.get(Response, round_, person)


async def own_draft(reader: Reader, person: PersonId, draft: DraftId) -> Draft:
    """Something one typed and did not send. Raises NotFound."""
    found = await reader.get(Draft, draft)
    if found is None or found.person != person:
        raise NotFound("draft")
    return found


async def own_blocker(reader: Reader, person: PersonId, blocker: BlockerId) -> tuple[Blocker, Team]:
    """What holds oneself up, over or not, and its team, while one is in it. Raises NotFound."""
    found = await reader.get(Blocker, blocker)
    if found is None or found.person != person:
        raise NotFound("blocker")
    return found, await team_of_member(reader, person, found.team)


async def reminder_to(reader: Reader, person: PersonId, reminder: ReminderId) -> Reminder:
    """What one was reminded of by somebody of a team that one is in. Raises NotFound."""
    found = await reader.get(Reminder, reminder)
    blocker = await reader.get(Blocker, found.blocker) if found else None
    if found is None or blocker is None or found.person != person:
        raise NotFound("reminder")
    await team_of_member(reader, person, blocker.team)
    return found


async def members_of(reader: Reader, team: TeamId) -> list[Person]:
    """Everybody who has joined the team."""
    joined = await reader.find(Membership, team=team, belonging=Belonging.JOINED)
    return await reader.find(Person, id=[m.person for m in joined])
