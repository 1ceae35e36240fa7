"""A team that follows groups: who comes to one is asked to join, who leaves it leaves the team.

Agreement comes first as ever: nobody is in the team because a channel says so.
"""

from dataclasses import replace

from bot.access import team_of_organiser, team_parted_from
from bot.domain.facts import GroupGone, GroupJoined, GroupLeft, MemberBack, MemberLeft
from bot.domain.ids import PersonId, TeamId
from bot.domain.letters import Letter, to_person
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, TeamGroup
from bot.engine.intents import Reply
from bot.engine.work import Change, Work
from bot.features.teams import group_messages, messages
from bot.features.teams.answering import take_in
from bot.features.teams.groups import organisers_to_tell
from bot.features.teams.invitations import close_to, invitation_letter, rewrite
from bot.features.teams.inviting import keep
from bot.features.teams.words import Move, promise_word

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
    tell = await organisers_to_tell(change.unit, followed.team, followed.group)
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
    await _promise_word(change, followed, person, Move.CAME)


async def went(change: Change, fact: GroupLeft) -> None:
    """With the last of the groups that brought them they leave; who organises the team stays."""
    for known in await change.unit.find(Membership, person=fact.person):
        if fact.group not in known.through or known.belonging.is_past:
            continue
        groups = {each.group: each for each in await change.unit.find(TeamGroup, team=known.team)}
        followed = groups.pop(fact.group, None)
        # To whom the team is open, by another group, it would be open again at once.
        opened = {o.group for o in await change.unit.find(OpenInvitation, team=known.team)}
        count = (groups.keys() | opened) - {fact.group}
        left = replace(known, through=tuple(g for g in known.through if g in count))
        is_in = known.belonging in (Belonging.JOINED, Belonging.INVITED)
        if followed is None or left.through or not is_in:
            change.unit.save(left)
        elif known.is_organiser:
            change.unit.save(left)
            change.post(_letter(change, "teams.organiser_stays", followed, fact.person))
        else:
            await _part(change, followed, left)


async def _part(change: Change, followed: TeamGroup, left: Membership) -> None:
    """Who was only asked has nothing to hear, nor to come back to."""
    was_in = left.belonging is Belonging.JOINED
    through = (followed.group,) if was_in else ()
    change.unit.save(replace(left, belonging=Belonging.PARTED, resting=(), through=through))
    rewrite(change, left)
    if was_in:
        await _promise_word(change, followed, left.person, Move.WENT)
        change.note(MemberLeft(left.team, left.person))
        change.post(_letter(change, "teams.parted", followed, left.person))


async def let_go_of(change: Change, fact: GroupGone) -> None:
    """Following ends, nobody else may join by it, and members stay."""
    for followed in await change.unit.find(TeamGroup, group=fact.group):
        organisers = await organisers_to_tell(change.unit, followed.team, followed.group)
        change.unit.remove(followed)
        for organiser in organisers:
            letter = _letter(change, "teams.group_gone", followed, organiser)
            change.post(replace(letter, facts=letter.facts | {"why": fact.why}))
    for opened in await change.unit.find(OpenInvitation, group=fact.group):
        close_to(change, opened)


async def _promise_word(change: Change, followed: TeamGroup, person: PersonId, move: Move) -> None:
    await promise_word(change, followed.team, followed.group, followed.name, person, move)


def _letter(change: Change, kind: str, followed: TeamGroup, to: PersonId) -> Letter:
    """Each is a message of its own: the same may happen again."""
    about = (followed.team, to, followed.group)
    key = f"{kind}:{':'.join(about)}:{change.new_id()}"
    facts = {"name": followed.name}
    return Letter(followed.workspace, to_person(to), kind, key, about, facts)


# -- what they can do about it ------------------------------------------------------------


async def stay(work: Work, team: str) -> Reply:
    """*Stay*: in the team again, as if invited by their name; a second press says the same."""
    found, membership = await team_parted_from(work.unit, work.me, TeamId(team))
    if membership.belonging is not Belonging.JOINED:
        await take_in(work, replace(membership, through=()))
        work.note(MemberBack(found.id, work.me))
    # The message that was pressed says it itself.
    return Reply() if work.pressed else Reply(tell=group_messages.stays(found))


async def part(work: Work, team: str) -> Reply:
    """*That is right*: as if they had left by themselves. Who is in it again is asked first."""
    found, membership = await team_parted_from(work.unit, work.me, TeamId(team))
    if membership.belonging is Belonging.JOINED:
        return Reply(tell=messages.ask_leave(found))
    if membership.belonging is Belonging.PARTED:
        work.unit.save(replace(membership, belonging=Belonging.LEFT, through=()))
    return Reply() if work.pressed else Reply(tell=messages.left(found))


async def stop_following(work: Work, team: str, group: str) -> Reply:
    """*Stop following*: members stay. A second press says the same."""
    found = await team_of_organiser(work.unit, work.me, TeamId(team), is_admin=work.origin.is_admin)
    followed = await work.unit.get(TeamGroup, found.id, group)
    if followed is None:
        return Reply(tell=group_messages.not_followed(found))
    work.unit.remove(followed)
    return Reply(tell=group_messages.stopped(found, followed, work.origin.platform))
