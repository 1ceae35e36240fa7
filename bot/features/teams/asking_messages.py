"""What whoever asks people to join reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.domain.teams import OpenInvitation, Team, TeamGroup
from bot.domain.workspaces import Channel, Platform
from bot.engine.intents import Group
from bot.features.teams import group_messages
from bot.features.teams.channel_messages import cannot_write
from bot.features.teams.invitation_messages import MOST_NAMED
from bot.features.teams.messages import everybody_of, listed, names_of
from bot.messages.parts import (
    Clock,
    Message,
    Part,
    Span,
    Text,
    When,
    aside,
    code,
    message,
    say,
    strong,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom an organiser's act asks to join: each directly, or those `here` and everybody of the
    `groups` by one message in `place`; without one, or while we may not write there, they wait.
    The message notifies nobody of the `silent` groups. Who said no before is not asked. The team
    follows the groups `followed` from now on; of the `untold` we do not hear who comes and goes."""

    directly: Sequence[Person] = ()
    here: Sequence[Person] = ()
    groups: Sequence[OpenInvitation] = ()
    place: Channel | None = None
    declined: Sequence[Person] = ()
    silent: Sequence[OpenInvitation] = ()
    followed: Sequence[TeamGroup] = ()
    untold: Sequence[Group] = ()


def started(
    team: Team,
    asked: Asked,
    now: datetime,
    zone: str,
    closed: Channel | None,
    platform: Platform,
) -> Message:
    """`closed` is the channel of the team if we may not write there yet."""
    parts: list[Part] = [
        say(strong(team.name), " is started."),
        *outcome(team, asked, now, zone, platform),
        *group_messages.following(team, asked.followed, asked.untold, platform),
    ]
    if asked.directly or (asked.here and asked.place and asked.place.is_open):
        parts.append(say("I will tell you what they say."))
    if closed is not None and asked.place is None:
        parts.append(cannot_write(closed, platform))
    return message(*parts)


def invited(team: Team, asked: Asked, now: datetime, zone: str, platform: Platform) -> Message:
    parts = [
        *outcome(team, asked, now, zone, platform),
        *group_messages.following(team, asked.followed, asked.untold, platform),
    ]
    if asked.declined:
        parts.append(say(f"{names_of(asked.declined)} said no before, so I do not ask again."))
        if platform.invites_directly:
            parts.append(aside("My message to them still has a button to join."))
    return message(*parts or [say(f"They are all in {team.name} already, or asked.")])


def outcome(team: Team, asked: Asked, now: datetime, zone: str, platform: Platform) -> list[Part]:
    """Whom I asked, whom I will ask when their day begins, and whom I cannot ask."""
    parts = _directly(asked.directly, team, now, zone)
    if not (asked.here or asked.groups):
        return parts
    if asked.place is None:
        return [*parts, *_nowhere(asked, platform)]
    return [*parts, *_here(asked, asked.place, platform)]


def _directly(people: Sequence[Person], team: Team, now: datetime, zone: str) -> list[Part]:
    at_once = [p for p in people if p.waits_until(now, team.zone) is None]
    if len(people) > MOST_NAMED:
        later = len(people) - len(at_once)
        count = f"I have asked {len(at_once)} people to join" if at_once else "Nobody is asked yet"
        rest = f"; I will ask {later} more as their days begin." if later else "."
        return [say(count, rest)]
    parts: list[Part] = []
    if at_once:
        parts.append(say(f"I have asked {names_of(at_once)} to join."))
    for person in people:
        begins = person.works_next(now, team.zone)
        if begins is None:
            parts.append(say(f"I will ask {person.name} when their next working day begins."))
        elif begins > now:
            when = When(begins, zone, Clock.DATE_AND_TIME)
            parts.append(say(f"I will ask {person.name} when their day begins: ", when, "."))
    return parts


def _here(asked: Asked, place: Channel, platform: Platform) -> list[Part]:
    if not place.is_open:
        return [
            say("I cannot ask ", *_all(asked), f" yet: I may not write in {place.label}."),
            *_waiting(asked.here),
            say(
                f"{platform.lets_in} Then type “{platform.typed('team')}” there and press “Invite”."
            ),
        ]
    parts: list[Part] = [say("I ask ", *_all(asked), f" in {place.label} to join.")]
    if asked.silent:
        silent = listed([everybody_of(each) for each in asked.silent])
        why = " is notified, as you may not mention them all. "
        parts.append(aside("Nobody of ", *silent, why, f"Please tell them of {place.label}."))
    return parts


def _nowhere(asked: Asked, platform: Platform) -> list[Part]:
    return [
        say(
            "I have not asked ",
            *_all(asked),
            " yet: I write to nobody who has not agreed, and know no channel in which to ask.",
        ),
        *_waiting(asked.here),
        _from_a_channel(platform),
    ]


def _waiting(people: Sequence[Person]) -> list[Part]:
    if not people:
        return []
    names = names_of(people) if len(people) <= MOST_NAMED else f"{len(people)} people"
    return [say(f"The invitation waits for {names} under ", code("/unstuck"), ".")]


def _from_a_channel(platform: Platform) -> Part:
    return say(f"Type “{platform.typed('team')}” in a channel where I may ask, and press “Invite”.")


def _all(asked: Asked) -> tuple[Span, ...]:
    """Those asked in a channel, by name: this is no message to them."""
    people: list[Span] = [Text(person.name) for person in asked.here]
    if len(people) > MOST_NAMED:
        people = [Text(f"{len(people)} people")]
    return listed([*people, *map(everybody_of, asked.groups)])


def unreached(team: Team, person: Person) -> Message:
    return message(
        say("My invitation to ", strong(team.name), " did not reach ", strong(person.name), "."),
        aside("Ask them to type /unstuck: the invitation waits there."),
    )


def refused_here(
    team: Team, place: str, people: Sequence[Person], why: str, platform: Platform
) -> Message:
    """`why` is the platform's, which begins small: it may hold a colon of its own."""
    parts: list[Part] = [
        say(
            f"I could not ask in {place} who joins ",
            strong(team.name),
            f". {why[:1].upper()}{why[1:].rstrip('.')}.",
        ),
        *_waiting(people),
    ]
    if team.channel is None:
        return message(*parts, _from_a_channel(platform))
    typed = f"Type “{platform.typed('team')}” in the {platform.tenant}"
    return message(
        *parts, say(f"{typed}: once that is mended, press “Invite” again; or choose “Channel”.")
    )
