"""A word to organisers: who came to a group or left it, and what those who were asked say.

All that happens together, or before their day begins, is one letter.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import PersonId, TeamId, WorkspaceId
from bot.domain.letters import Letter, to_person
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.engine.work import Batch, Change
from bot.features.teams.groups import organisers_to_tell

TOGETHER = timedelta(minutes=15)
"""Whoever comes, goes or answers within one is told of at once: a channel may be filled in a
minute."""


class Move(StrEnum):
    """What somebody did in whose team a group counts."""

    CAME = "came"
    """To the group, and was asked."""
    SAID = "said"
    """Yes or no to it."""
    WENT = "went"
    """From the group, and so from the team."""


# -- promised -----------------------------------------------------------------------------


async def promise_word(
    change: Change, team: TeamId, group: str, name: str, person: PersonId, move: Move
) -> None:
    """Said with what else happens by then. `name` is the group's, which may be followed no longer
    when it is said."""
    tell = await organisers_to_tell(change.unit, team, group)
    due_at = await _day_of(change, team, tell[0]) if tell else None
    if due_at is None:
        return
    if due_at == change.now:
        due_at = _end_of_slot(change.now)
    about = (team, group, person, move)
    key = f"teams.moved:{':'.join(about)}:{due_at.isoformat()}"
    change.schedule("teams.moved", key, due_at, *about, name)


async def promise_answer(change: Change, team: Team, answered: Membership) -> None:
    """To whoever invited them: of one by name now or in their morning, else with who comes and
    goes."""
    if answered.through:
        group = answered.through[0]
        await promise_word(change, team.id, group, "", answered.person, Move.SAID)
    elif answered.invited_by is not None:
        due_at = await _day_of(change, team.id, answered.invited_by)
        if due_at is not None:
            about = (team.id, answered.invited_by, answered.person)
            key = f"teams.answered:{':'.join(about)}:{change.new_id()}"
            change.schedule("teams.answered", key, due_at, *about)


async def _day_of(change: Change, team: TeamId, organiser: PersonId) -> datetime | None:
    """When they are at work: now, or as their day begins; None: nobody is there."""
    who, found = await change.unit.get(Person, organiser), await change.unit.get(Team, team)
    if who is None or found is None:
        return None
    # While nobody knows when that is, the letter waits by itself.
    return who.works_next(change.now, found.zone) or change.now


def _end_of_slot(now: datetime) -> datetime:
    return now + TOGETHER - (now - datetime.min.replace(tzinfo=now.tzinfo)) % TOGETHER


# -- said, by how it is now ---------------------------------------------------------------

Key = tuple[WorkspaceId, str, str]
"""A team, and a group by its outer id or whoever invited to it."""


async def tell_who_moved(batch: Batch) -> None:
    """One letter to an organiser for all who came to a group, answered, or left it."""
    moved: dict[Key, dict[Move, list[str]]] = defaultdict(lambda: defaultdict(list))
    names: dict[Key, str] = defaultdict(str)
    for timer in batch.timers:
        team, group, person, move, name = timer.about
        key = (timer.workspace, team, group)
        moved[key][Move(move)].append(person)
        names[key] = names[key] or name
        batch.finish(timer)
    for key, people in moved.items():
        await _post_moved(batch, key, names[key], people)


async def _post_moved(batch: Batch, key: Key, name: str, people: dict[Move, list[str]]) -> None:
    """Who is in the team by now, or out of it, by another way is not spoken of."""
    workspace, team, group = key
    came = await _memberships(batch, workspace, team, people[Move.CAME])
    said = await _memberships(batch, workspace, team, people[Move.SAID])
    went = await _memberships(batch, workspace, team, people[Move.WENT])
    # Who left and joined again since is where they were.
    said = [m for m in said if m not in went]
    facts = {
        "asked": _ids(m for m in came if group in m.through and not m.belonging.is_past),
        "joined": _ids(m for m in said if m.belonging is Belonging.JOINED),
        "declined": _ids(m for m in said if m.belonging is Belonging.DECLINED),
        "parted": _ids(m for m in went if m.belonging is Belonging.PARTED),
    }
    if not any(facts.values()):
        return
    for organiser in await organisers_to_tell(batch.unit, TeamId(team), group):
        about = (team, organiser, group)
        _post(batch, workspace, organiser, "teams.moved", about, facts | {"name": name})


async def tell_who_answered(batch: Batch) -> None:
    """One letter to whoever invited people by their names, for all who have answered."""
    answered: dict[Key, list[str]] = defaultdict(list)
    for timer in batch.timers:
        team, inviter, person = timer.about
        answered[timer.workspace, team, inviter].append(person)
        batch.finish(timer)
    for (workspace, team, inviter), people in answered.items():
        found = await _memberships(batch, workspace, team, people)
        facts = {
            "joined": _ids(m for m in found if m.belonging is Belonging.JOINED),
            "declined": _ids(m for m in found if m.belonging is Belonging.DECLINED),
        }
        if any(facts.values()):
            about = (team, inviter)
            _post(batch, workspace, PersonId(inviter), "teams.answered", about, facts)


async def _memberships(
    batch: Batch, workspace: WorkspaceId, team: str, people: Iterable[str]
) -> list[Membership]:
    keys = [(workspace, team, person) for person in dict.fromkeys(people)]
    return sorted(await batch.unit.get_each(Membership, keys), key=lambda m: m.person)


def _ids(memberships: Iterable[Membership]) -> str:
    return " ".join(m.person for m in memberships)


def _post(
    batch: Batch,
    workspace: WorkspaceId,
    to: PersonId,
    kind: str,
    about: tuple[str, ...],
    facts: dict[str, str],
) -> None:
    """Each is a message of its own: the same may happen again."""
    key = f"{kind}:{':'.join(about)}:{batch.new_id()}"
    batch.unit.post(Letter(workspace, to_person(to), kind, key, about, facts))
