"""Every sentence of `teams` about asking people to join."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team
from bot.domain.workspaces import Channel, Platform
from bot.features.teams.channel_messages import cannot_write
from bot.features.teams.messages import everybody_of, listed, names_of
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Mention,
    Message,
    Paragraph,
    Part,
    Span,
    Style,
    Text,
    When,
    aside,
    code,
    message,
    say,
    spans,
    strong,
)
from bot.messages.refs import Ref

MOST_NAMED = 10
"""People who are named one by one; of more the number says enough."""

WHAT_I_DO = (
    "I ask short check-in questions at a time that suits you, and help whoever is stuck to ask."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom an organiser's act asks to join: each directly, or those `here` and everybody of the
    `groups` by one message in `place`; without one they wait. Who said no before is not asked."""

    directly: Sequence[Person] = ()
    here: Sequence[Person] = ()
    groups: Sequence[OpenInvitation] = ()
    place: Channel | None = None
    declined: Sequence[Person] = ()


# -- to whoever asks ----------------------------------------------------------------------


def started(
    team: Team,
    asked: Asked,
    now: datetime,
    zone: str,
    closed: Channel | None,
    platform: Platform,
) -> Message:
    """`closed` is the channel of the team, or of the invitation, if we may not write there yet."""
    parts: list[Part] = [
        say(strong(team.name), " is started."),
        *outcome(team, asked, now, zone),
    ]
    if asked.directly or asked.here:
        parts.append(say("I will tell you what they say."))
    if closed is not None:
        parts.append(cannot_write(closed, platform))
    return message(*parts)


def invited(team: Team, asked: Asked, now: datetime, zone: str, platform: Platform) -> Message:
    parts = outcome(team, asked, now, zone)
    if asked.place and not asked.place.is_open:
        parts.append(cannot_write(asked.place, platform))
    if asked.declined:
        parts.append(
            say(
                f"{names_of(asked.declined)} said no before, so I do not ask again. My message to "
                "them still has a button to join."
            )
        )
    return message(*parts or [say(f"They are all in {team.name} already, or asked.")])


def outcome(team: Team, asked: Asked, now: datetime, zone: str) -> list[Part]:
    """Whom I asked, whom I will ask when their day begins, and whom I cannot ask."""
    return [
        *_directly(asked.directly, team, now, zone),
        *(_here(asked, asked.place) if asked.place else _nowhere(asked, team)),
    ]


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
        at = person.waits_until(now, team.zone)
        if at is not None:
            when = When(at, zone, Clock.DATE_AND_TIME)
            parts.append(say(f"I will ask {person.name} when their day begins: ", when, "."))
    return parts


def _here(asked: Asked, place: Channel) -> list[Part]:
    return [say("I ask ", *_all(asked), f" in {place.label} to join.")]


def _nowhere(asked: Asked, team: Team) -> list[Part]:
    if not asked.here and not asked.groups:
        return []
    parts: list[Part] = [
        say(
            "I have not asked ",
            *_all(asked),
            " yet: I write to nobody who has not agreed, and know no channel in which to ask.",
        )
    ]
    if asked.here:
        waits = f"The invitation waits for {names_of(asked.here)} under "
        parts.append(say(waits, code("/unstuck"), "."))
    choose = Button("Choose a channel", Ref("teams.channel", (team.id,)))
    return [*parts, aside("Choose a channel for the team, and I ask there:"), Buttons((choose,))]


def _all(asked: Asked) -> tuple[Span, ...]:
    """Those asked in a channel, by name: this is no message to them."""
    people: list[Span] = [Text(person.name) for person in asked.here]
    if len(people) > MOST_NAMED:
        people = [Text(f"{len(people)} people")]
    return listed([*people, *map(everybody_of, asked.groups)])


def answered(team: Team, person: Person, belonging: Belonging) -> Message:
    """What the one who invited hears."""
    if belonging is Belonging.JOINED:
        return message(say(strong(person.name), f" has joined {team.name}."))
    return message(say(strong(person.name), f" would rather not join {team.name}."))


def unreached(team: Team, person: Person) -> Message:
    return message(
        say("I cannot write to ", strong(person.name), f", so they do not know of {team.name}."),
        aside("Ask them to type /unstuck: the invitation waits there."),
    )


def refused_here(team: Team, place: str, people: Sequence[Person], why: str) -> Message:
    """`why` is the platform's, which begins small: it may hold a colon of its own."""
    parts: list[Part] = [
        say(
            f"I could not ask in {place} who joins ",
            strong(team.name),
            f". {why[:1].upper()}{why[1:].rstrip('.')}.",
        )
    ]
    if people:
        names = names_of(people) if len(people) <= MOST_NAMED else f"{len(people)} people"
        parts.append(say(f"The invitation waits for {names} under ", code("/unstuck"), "."))
    choose = Button("Choose a channel", Ref("teams.channel", (team.id,)))
    again = aside("Mend that and choose the channel again, or another one, and I ask there:")
    return message(*parts, again, Buttons((choose,)))


# -- to the invited -----------------------------------------------------------------------


def invitation(team: Team, inviter: str, membership: Membership) -> Message:
    """What the invited person sees: the question, later what they answered."""
    match membership.belonging:
        case Belonging.JOINED:
            return message(say("You are in ", strong(team.name), "."))
        case Belonging.DECLINED:
            again = Button("Join after all", Ref("teams.join", (team.id,)))
            return message(say(f"You said no to {team.name}."), Buttons((again,)))
        case Belonging.INVITED:
            return message(
                say(f"{inviter} asks you to join ", strong(team.name), " on Unstuck."),
                say(f"{WHAT_I_DO} You hear nothing more from me unless you join."),
                _answers(team),
            )


def invitation_here(
    team: Team,
    inviter: str,
    waiting: Sequence[Person],
    groups: Sequence[OpenInvitation],
    joined: Sequence[Person],
    *,
    is_open: bool,
) -> Message:
    """What all of them see in a channel; `is_open` while somebody may still join by it."""
    named = listed([*map(_mention, waiting), *map(everybody_of, groups)])
    asks = (f"{inviter} asks ", *named, " to join ") if named else (f"{inviter} asks who joins ",)
    parts: list[Part] = [say(*asks, strong(team.name), " on Unstuck.")]
    if is_open:
        parts.append(say(f"{WHAT_I_DO} I write to nobody who has not joined."))
    if joined:
        parts.append(_joined(joined))
    if is_open:
        parts.append(_answers(team))
    return message(
        *parts,
        addresses=tuple(person.id for person in waiting),
        groups=tuple(invitation.group for invitation in groups),
    )


def _joined(people: Sequence[Person]) -> Paragraph:
    if len(people) > MOST_NAMED:
        return say(f"{len(people)} people have joined.")
    verb = "has" if len(people) == 1 else "have"
    return Paragraph(spans(*listed([_mention(p) for p in people]), f" {verb} joined."))


def _mention(person: Person) -> Span:
    return Mention(person.id, person.name)


def no_longer_open(team: Team) -> Message:
    return message(say(f"This invitation to {team.name} is no longer open."))


def _answers(team: Team) -> Buttons:
    return Buttons(
        (
            Button("Join", Ref("teams.join", (team.id,)), Style.MAIN),
            Button("Not for me", Ref("teams.decline", (team.id,))),
            Button("What is this?", Ref("teams.explain", (team.id,))),
        )
    )


def explanation(team: Team, platform: Platform) -> Message:
    return message(
        say(
            "Unstuck asks each member of ",
            strong(team.name),
            " a few questions on working days, in their own time zone: what got done, what is "
            "next, and whether they are stuck.",
        ),
        say(
            "The team sees the answers in one summary. Whether you answer, and when, is not "
            "shown with your name. You can leave at any time with "
            f"“{platform.typed('team')}”."
        ),
    )


def joined(team: Team) -> Message:
    return message(say("Welcome to ", strong(team.name), "."))


def declined(team: Team) -> Message:
    return message(say(f"That is fine. You hear nothing more about {team.name}."))


def invitation_item(team: Team, inviter: str) -> tuple[Part, ...]:
    return (
        say(f"{inviter} asks you to join ", strong(team.name), "."),
        Buttons(
            (
                Button("Join", Ref("teams.join", (team.id,)), Style.MAIN),
                Button("Not for me", Ref("teams.decline", (team.id,))),
            )
        ),
    )


# -- a closed door ------------------------------------------------------------------------


def closed_door(person: Person) -> Message:
    """To somebody in a channel: what waits for them is theirs alone to see."""
    waits = say(_mention(person), ", I cannot write to you: open ", code("/unstuck"), ".")
    return message(waits, addresses=(person.id,))
