"""Whom somebody chose to be in a team: by their names, or everybody of a group."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.ids import PersonId
from bot.engine.choices import known_groups, open_groups, people_in
from bot.engine.faults import FieldFaults
from bot.engine.intents import Group
from bot.features.teams import messages
from bot.messages.forms import Values

MOST_ASKED = 300
"""People asked to join at once: a press is not to flood a workspace."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom somebody wants to ask: by their names, `through` groups, and all of the open `groups`,
    of which we are not told who is in them. The team is to follow the groups in `followed`, as far
    as we are told who comes and goes."""

    people: Sequence[PersonId]
    groups: Sequence[Group] = ()
    followed: Sequence[Group] = ()
    through: Mapping[PersonId, tuple[str, ...]] = field(default_factory=dict)


def chosen_in(values: Values, inside: Collection[PersonId]) -> Chosen:
    """Those chosen by name or with a channel, without those `inside` already.

    Raises FieldFaults when nobody was chosen, or too many."""
    chosen = people_in([*values["people"], *values["everybody"]])
    groups = open_groups(values["everybody"])
    known = known_groups(values["everybody"])
    if not chosen and not groups:
        raise FieldFaults({"people": messages.nobody_chosen()})
    others = [p for p in dict.fromkeys(chosen) if p not in inside]
    if not others and not groups:
        raise FieldFaults({"people": messages.nobody_but_you()})
    if len(others) > MOST_ASKED:
        name = "everybody" if values["everybody"] else "people"
        raise FieldFaults({name: messages.too_many(len(others), MOST_ASKED)})
    named = set(people_in(values["people"]))
    through: dict[PersonId, tuple[str, ...]] = {}
    for group, members in known:
        for person in set(members) - named:
            through[person] = (*through.get(person, ()), group.outer_id)
    return Chosen(others, groups, [*(group for group, _ in known), *groups], through)
