"""A team that follows groups: who comes to one is asked to join, who leaves it leaves the team.

Agreement comes first as ever: nobody is in the team because a channel says so.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from bot.access import team_of_organiser, team_parted_from
from bot.domain.facts import GroupGone, GroupJoined, GroupLeft, MemberLeft
from bot.domain.ids import PersonId, TeamId, WorkspaceId
from bot.domain.letters import Letter, to_person
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team, TeamGroup
from bot.engine.intents import Reply
from bot.engine.work import Batch, Change, Work
from bot.features.teams import group_messages
from bot.features.teams.groups import organisers_to_tell
from bot.features.teams.inviting import admit, invitation_letter, keep, rewrite

TOGETHER = timedelta(minutes=15)
"""Whoever comes or goes within one is told of at once: a channel may be filled in a minute."""


# -- who comes and goes -------------------------------------------------------------------


async def came(change: Change, fact: GroupJoined) -> None:
    """Whoever said no, or left by themselves, is left in peace; to an open group the invitation
    stands already."""
    for followed in await change.unit.find(TeamGroup, group=fact.group):
        known = await change.unit.get(Membership, followed.team, fact.person)
        if known is None or known.belonging is Belonging.PARTED:
            if await change.unit.get(OpenInvitation, followed.team, fact.group) is None:
                await _ask(change, followed, fact.person, known)
        elif known.through and fact.group not in known.through:
            change.unit.save(replace(known, through=(*known.through, fact.group)))


async def _ask(
    change: Change, followed: TeamGroup, person: PersonId, known: Membership | None
) -> None:
    who = await change.unit.get(Person, person)
    tell = await organisers_to_tell(change.unit, followed)
    # To who has not agreed to be written to, the invitation is one message, however often they
    # come and go.
    is_asked_already = known is not None and (who is None or who.agreed_at is None)
    asked = Membership(
        change.workspace,
        followed.team,
        person,
        Belonging.INVITED,
        is_organiser=False,
        since=known.since if known is not None and is_asked_already else change.now,
        invited_by=tell[0] if tell else None,
        through=(followed.group,),
    )
    await keep(change, asked)
    change.post(invitation_letter(asked))
    await _promise_word(change, followed, person)


async def went(change: Change, fact: GroupLeft) -> None:
    """With the last of the groups that brought them they leave; who organises the team stays."""
    for known in await change.unit.find(Membership, person=fact.person):
        if fact.group not in known.through:
            continue
        groups = {each.group: each for each in await change.unit.find(TeamGroup, team=known.team)}
        followed = groups.pop(fact.group, None)
        left = replace(known, through=tuple(g for g in known.through if g in groups))
        is_in = known.belonging in (Belonging.JOINED, Belonging.INVITED)
        if followed is None or left.through or not is_in:
            change.unit.save(left)
        elif known.is_organiser:
            change.unit.save(left)
            change.post(_letter(change, "teams.organiser_stays", followed, fact.person))
        else:
            await _part(change, followed, left)


async def _part(change: Change, followed: TeamGroup, left: Membership) -> None:
    change.unit.save(replace(left, belonging=Belonging.PARTED, resting=()))
    rewrite(change, left)
    await _promise_word(change, followed, left.person)
    if left.belonging is Belonging.JOINED:
        change.note(MemberLeft(left.team, left.person))
        change.post(_letter(change, "teams.parted", followed, left.person))


async def let_go_of(change: Change, fact: GroupGone) -> None:
    """Following ends, and members stay."""
    for followed in await change.unit.find(TeamGroup, group=fact.group):
        change.unit.remove(followed)
        for organiser in await organisers_to_tell(change.unit, followed):
            letter = _letter(change, "teams.group_gone", followed, organiser)
            change.post(replace(letter, facts=letter.facts | {"why": fact.why}))


def _letter(change: Change, kind: str, followed: TeamGroup, to: PersonId) -> Letter:
    """Each is a message of its own: the same may happen again."""
    about = (followed.team, to, followed.group)
    key = f"{kind}:{':'.join(about)}:{change.new_id()}"
    facts = {"name": followed.name}
    return Letter(followed.workspace, to_person(to), kind, key, about, facts)


# -- a word to the organiser --------------------------------------------------------------


async def _promise_word(change: Change, followed: TeamGroup, person: PersonId) -> None:
    """Said with what else happens by then, or before the organiser's day begins."""
    tell = await organisers_to_tell(change.unit, followed)
    organiser = await change.unit.get(Person, tell[0]) if tell else None
    team = await change.unit.get(Team, followed.team)
    if organiser is None or team is None:
        return
    due_at = organiser.waits_until(change.now, team.zone) or _end_of_slot(change.now)
    about = (followed.team, followed.group, person)
    key = f"teams.moved:{':'.join(about)}:{due_at.isoformat()}"
    change.schedule("teams.moved", key, due_at, *about)


def _end_of_slot(now: datetime) -> datetime:
    return now + TOGETHER - (now - datetime.min.replace(tzinfo=now.tzinfo)) % TOGETHER


async def tell_who_moved(batch: Batch) -> None:
    """One letter to an organiser for all who came to a group or left it, by how it is now."""
    moved: dict[tuple[WorkspaceId, str, str], list[PersonId]] = defaultdict(list)
    for timer in batch.timers:
        team, group, person = timer.about
        moved[timer.workspace, team, group].append(PersonId(person))
        batch.finish(timer)
    keys = {key: key for key in moved}
    followed = {
        (each.workspace, each.team, each.group): each
        for each in await batch.unit.get_each(TeamGroup, list(keys))
    }
    for key, people in moved.items():
        if key in followed:
            await _post_word(batch, followed[key], people)


async def _post_word(batch: Batch, followed: TeamGroup, people: list[PersonId]) -> None:
    """Who is in the team by now, or out of it, by another way is not spoken of."""
    keys = [(followed.workspace, followed.team, person) for person in dict.fromkeys(people)]
    found = sorted(await batch.unit.get_each(Membership, keys), key=lambda m: m.person)
    asked = [m.person for m in found if followed.group in m.through]
    parted = [m.person for m in found if m.belonging is Belonging.PARTED]
    if not (asked or parted):
        return
    facts = {"name": followed.name, "asked": " ".join(asked), "parted": " ".join(parted)}
    for organiser in await organisers_to_tell(batch.unit, followed):
        about = (followed.team, organiser, followed.group)
        key = f"teams.moved:{':'.join(about)}:{batch.new_id()}"
        to = to_person(organiser)
        batch.unit.post(Letter(followed.workspace, to, "teams.moved", key, about, facts))


# -- what they can do about it ------------------------------------------------------------


async def stay(work: Work, team: str) -> Reply:
    """*Stay*: in the team again, as if invited by their name; a second press says the same."""
    found, membership = await team_parted_from(work.unit, work.me, TeamId(team))
    if membership.belonging is not Belonging.JOINED:
        await admit(work, found, membership)
    return Reply(tell=group_messages.stays(found))


async def stop_following(work: Work, team: str, group: str) -> Reply:
    """*Stop following*: members stay. A second press says the same."""
    found = await team_of_organiser(work.unit, work.me, TeamId(team), is_admin=work.origin.is_admin)
    followed = await work.unit.get(TeamGroup, found.id, group)
    if followed is None:
        return Reply(tell=group_messages.not_followed(found))
    work.unit.remove(followed)
    return Reply(tell=group_messages.stopped(found, followed, work.origin.platform))
