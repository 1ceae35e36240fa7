"""Every sentence of `teams`."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.errors import quoted
from bot.domain.ids import PersonId, TeamId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Channel, Platform
from bot.messages.forms import ChannelField, Form, GroupField, PeopleField, SearchField, TextField
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Divider,
    Heading,
    Message,
    Part,
    Style,
    When,
    aside,
    message,
    say,
    strong,
)
from bot.messages.refs import Ref

LONGEST_NAME = 60
MOST_NAMED = 10
"""People who are named one by one; of more the number says enough."""
ASKED_FIRST = "I ask them first; nobody gets anything before they said yes."


def pair_form(does: Ref) -> Form:
    people = PeopleField("people", "With whom?", takes_many=False, hint=ASKED_FIRST)
    return Form(does, title="Start a pair", submit="Start", fields=(people,))


def setup_form(does: Ref, here: str) -> Form:
    """`here` is the outer id of the channel at hand, or ""."""
    return Form(
        does,
        title="Start a team",
        submit="Start",
        fields=(
            TextField("name", "Its name", longest=LONGEST_NAME, example="Research"),
            PeopleField("people", "Who is in it?", is_required=False, hint=ASKED_FIRST),
            everybody_field(),
            ChannelField(
                "place",
                "Where do summaries go?",
                nothing="To each member, privately",
                chosen=(here,) if here else (),
                hint="Without a channel each member gets them privately.",
            ),
        ),
    )


def everybody_field() -> GroupField:
    return GroupField("everybody", "And everybody of", nothing="Nobody else")


def nobody_chosen() -> str:
    return "Choose somebody here, or everybody of a channel below."


def nobody_but_you() -> str:
    return "Choose at least one other person; you are in it already."


def started(
    team: Team,
    invited: Sequence[Person],
    now: datetime,
    zone: str,
    closed: Channel | None,
    platform: Platform,
) -> Message:
    """`closed` is the team's channel if we may not write there yet."""
    parts: list[Part] = [
        say(strong(team.name), " is started."),
        *_asked(invited, team, now, zone),
        say("I will tell you what they say."),
    ]
    if closed is not None:
        parts.append(_closed(closed, platform))
    return message(*parts)


def _asked(people: Sequence[Person], team: Team, now: datetime, zone: str) -> list[Part]:
    """Whom I asked, and whom I will ask when their day begins."""
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


def too_many(count: int, most: int) -> str:
    return f"{count:,} people are too many for one team: {most} fit. Choose a smaller channel."


def name_of_pair(one: Person, other: Person) -> str:
    return f"{one.name} and {other.name}"[:LONGEST_NAME]


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
                say(
                    "I ask short check-in questions at a time that suits you, and help whoever "
                    "is stuck to ask. You hear nothing more from me unless you join."
                ),
                Buttons(
                    (
                        Button("Join", Ref("teams.join", (team.id,)), Style.MAIN),
                        Button("Not for me", Ref("teams.decline", (team.id,))),
                        Button("What is this?", Ref("teams.explain", (team.id,))),
                    )
                ),
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


def joined(team: Team, person: Person) -> Message:
    parts: list[Part] = [say("Welcome to ", strong(team.name), ".")]
    if person.zone is None:
        parts.append(
            say("One thing is missing: where are you? Until then I use the team's time zone.")
        )
        set_zone = Button("Set my time zone", Ref("people.change"), Style.MAIN)
        parts.append(Buttons((set_zone,)))
    return message(*parts)


def declined(team: Team) -> Message:
    return message(say(f"That is fine. You hear nothing more about {team.name}."))


def answered(team: Team, person: Person, belonging: Belonging) -> Message:
    """What the one who invited hears."""
    if belonging is Belonging.JOINED:
        return message(say(strong(person.name), f" has joined {team.name}."))
    return message(say(strong(person.name), f" would rather not join {team.name}."))


def which_form(does: Ref) -> Form:
    return Form(
        does,
        title="Your teams",
        submit="Show",
        fields=(SearchField("team", "Which team?", source="teams.name"),),
    )


def no_such_team(name: str) -> str:
    return f"No team that you can see is called {quoted(name)}."


def overview(
    teams: Sequence[tuple[Team, Sequence[tuple[Membership, Person]]]],
    me: PersonId,
    organised: Collection[TeamId],
    only_admins_start: bool | None,
    platform: Platform,
) -> Message:
    """Teams with those who belong to them. `only_admins_start` is None for who is no admin."""
    parts: list[Part] = []
    for team, members in teams:
        parts += _team(team, members, me, is_organiser=team.id in organised)
    if not teams:
        parts.append(say(f"You are in no team yet. Type “{platform.typed('setup')}” to start one."))
    if only_admins_start is not None:
        parts.append(Divider())
        parts += who_starts(only_admins=only_admins_start).parts
    return message(*parts)


def _team(
    team: Team,
    members: Sequence[tuple[Membership, Person]],
    me: PersonId,
    *,
    is_organiser: bool,
) -> list[Part]:
    inside = [p for m, p in members if m.belonging is Belonging.JOINED]
    organisers = [p for m, p in members if m.is_organiser]
    parts: list[Part] = [Heading(team.name)]
    parts.append(say(f"{names_of(inside)}." if inside else "Nobody has joined yet."))
    if is_organiser:
        waiting = [p for m, p in members if m.belonging is Belonging.INVITED]
        placeless = [p for p in inside if p.zone is None]
        if waiting:
            parts.append(aside(f"Asked, no answer yet: {names_of(waiting)}."))
        if placeless:
            parts.append(aside(f"No time zone yet: {names_of(placeless)}."))
    parts.append(aside(f"Organised by {names_of(organisers)}."))
    ids = (team.id,)
    buttons = [Button("Check-ins", Ref("checkins.overview", ids), Style.MAIN)]
    if is_organiser:
        buttons.append(Button("Invite", Ref("teams.invite", ids)))
        buttons.append(Button("Organisers", Ref("teams.organisers", ids)))
        buttons.append(Button("Channel", Ref("teams.channel", ids)))
    if any(p.id == me for p in inside):
        buttons.append(Button("Leave", Ref("teams.leave", ids)))
    return [*parts, Buttons(tuple(buttons))]


def who_starts(*, only_admins: bool) -> Message:
    if only_admins:
        change = Button("Let anybody start teams", Ref("teams.anybody_starts"))
        return message(aside("Only admins start teams here."), Buttons((change,)))
    change = Button("Let only admins start teams", Ref("teams.admins_start"))
    return message(aside("Anybody may start a team here."), Buttons((change,)))


def admins_only() -> str:
    return "Only an admin of this workspace can change that."


def invite_form(does: Ref, team: Team) -> Form:
    return Form(
        does,
        title="Invite",
        submit="Invite",
        fields=(
            PeopleField(
                "people",
                f"Who should join {team.name}?"[:75],
                is_required=False,
                hint=ASKED_FIRST,
            ),
            everybody_field(),
        ),
    )


def invited(
    team: Team,
    people: Sequence[Person],
    declined: Sequence[Person],
    now: datetime,
    zone: str,
) -> Message:
    parts = _asked(people, team, now, zone)
    if declined:
        parts.append(
            say(
                f"{names_of(declined)} said no before, so I do not ask again. My message to them "
                "still has a button to join."
            )
        )
    return message(*parts or [say(f"They are all in {team.name} already, or asked.")])


def organisers_form(does: Ref, members: Sequence[tuple[Membership, Person]]) -> Form:
    return Form(
        does,
        title="Organisers",
        submit="Save",
        fields=(
            PeopleField(
                "organisers",
                "Who may change this team?",
                tuple(p.id for m, p in members if m.is_organiser),
                hint="Organisers also see its stats. A team has at least one.",
            ),
        ),
    )


def not_in_team(team: Team, people: Sequence[Person]) -> str:
    is_one = len(people) == 1
    verb = "has" if is_one else "have"
    return f"{names_of(people)} {verb} not joined {team.name}. Invite them first."


def organisers(team: Team, people: Sequence[Person]) -> Message:
    return message(say(f"{team.name} is now organised by {names_of(people)}."))


def left(team: Team) -> Message:
    return message(say(f"You have left {team.name}. You hear nothing more about it."))


def last_organiser(team: str) -> str:
    return f"You are the last organiser of {team}. Choose another one first, then leave."


def ask_leave(team: Team) -> Message:
    yes = Button("Yes, leave", Ref("teams.leave_now", (team.id,)), Style.GRAVE)
    return message(say("Leave ", strong(team.name), "?"), Buttons((yes,)))


def admins_start_teams() -> str:
    return "In this workspace only its admins start teams. Ask one of them to set yours up."


def undelivered(team: Team, why: str) -> Message:
    """`why` is a platform's, which begins small: it may hold a colon of its own."""
    return message(
        say(
            "I could not write to the channel of ",
            strong(team.name),
            f". {why[:1].upper()}{why[1:].rstrip('.')}.",
        ),
        aside("Until that is mended, each member gets its summaries privately."),
    )


def channel_gone(team: Team, channel: Channel, why: str, platform: Platform) -> Message:
    return message(
        say(f"{channel.label}, where the summaries of ", strong(team.name), f" went, {why}."),
        say("From now on each member gets them privately."),
        aside(
            f"To have them in a channel again, type “{platform.typed('team')}” and choose "
            "“Channel”."
        ),
    )


def channel_form(does: Ref, team: Team) -> Form:
    return Form(
        does,
        title="Channel",
        submit="Save",
        fields=(
            ChannelField(
                "place",
                f"Where do summaries of {team.name} go?",
                nothing="To each member, privately",
                chosen=(team.channel,) if team.channel else (),
                hint="Without a channel each member gets them privately.",
            ),
        ),
    )


def channel_chosen(team: Team, channel: Channel | None, platform: Platform) -> Message:
    if channel is None:
        return message(say("Each member of ", strong(team.name), " gets its summaries privately."))
    parts: list[Part] = [say("Summaries of ", strong(team.name), f" go to {channel.label}.")]
    if not channel.is_open:
        parts.append(_closed(channel, platform))
    return message(*parts)


def _closed(channel: Channel, platform: Platform) -> Part:
    return say(f"I cannot write in {channel.label} yet. {platform.lets_in}")


def inherited(team: Team, gone: Person) -> Message:
    """To the member who organises the team from now on."""
    return message(
        say(
            strong(gone.name),
            " has left the workspace and nobody else organised ",
            strong(team.name),
            ". You have been in it longest, so you are its organiser now.",
        ),
        aside("Choose others at any time:"),
        Buttons((Button("Organisers", Ref("teams.organisers", (team.id,))),)),
    )


def unreached(team: Team, person: Person) -> Message:
    return message(
        say("I cannot write to ", strong(person.name), f", so they do not know of {team.name}."),
        aside("Ask them to type /unstuck: the invitation waits there."),
    )


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


def names_of(people: Sequence[Person]) -> str:
    """“Ann”, “Ann and Ben”, “Ann, Ben and Cy”."""
    names = [p.name for p in people]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
