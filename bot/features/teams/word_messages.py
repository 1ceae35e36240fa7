"""What organisers read of those whom their team asks: who came, what they say, who left."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.teams import Team
from bot.domain.workspaces import Platform
from bot.features.teams.messages import names_of
from bot.messages.parts import Message, Part, Span, message, say, strong

MOST_NAMED = 60
"""People who are named in a word to an organiser; of more the number says enough."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Who came to a group and was asked, what they and others said, and who left the team."""

    asked: Sequence[Person]
    joined: Sequence[Person]
    declined: Sequence[Person]
    parted: Sequence[Person]


def moved(team: Team, group: Span, people: Moved, platform: Platform) -> Message:
    parts: list[Part] = []
    if people.asked:
        so = f", so I asked them to join {team.name}."
        parts.append(say(strong(_people(people.asked)), " came to ", group, so))
    parts += answered(team, people.joined, people.declined).parts
    if people.parted:
        left = " left "
        if platform is Platform.DISCORD:
            left = " no longer has " if len(people.parted) == 1 else " no longer have "
        so = f", so they are no longer in {team.name}."
        parts.append(say(strong(_people(people.parted)), left, group, so))
    return message(*parts)


def answered(team: Team, joined: Sequence[Person], declined: Sequence[Person]) -> Message:
    parts: list[Part] = []
    if joined:
        verb = "has" if len(joined) == 1 else "have"
        parts.append(say(strong(_people(joined)), f" {verb} joined {team.name}."))
    if declined:
        parts.append(say(strong(_people(declined)), f" would rather not join {team.name}."))
    return message(*parts)


def _people(people: Sequence[Person]) -> str:
    return names_of(people) if len(people) <= MOST_NAMED else f"{len(people)} people"
