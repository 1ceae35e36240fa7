"""Every sentence of `teams` but those about joining and channels."""

from collections.abc import Sequence

from bot.domain.errors import quoted
from bot.domain.people import Person
from bot.domain.teams import Membership, OpenInvitation, Team
from bot.domain.workspaces import Platform
from bot.messages.forms import ChannelField, Form, GroupField, PeopleField, SearchField, TextField
from bot.messages.parts import (
    Button,
    Buttons,
    GroupMention,
    Message,
    Span,
    Style,
    Text,
    aside,
    message,
    say,
    strong,
)
from bot.messages.plain import say_spans
from bot.messages.refs import Ref

LONGEST_NAME = 60
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
    return "Choose somebody here or in the next field."


def nobody_but_you() -> str:
    return "Choose at least one other person; you are in it already."


def too_many(count: int, most: int) -> str:
    return f"{count:,} people are too many for one team: {most} fit. Choose fewer."


def name_of_pair(one: Person, other: Person) -> str:
    return f"{one.name} and {other.name}"[:LONGEST_NAME]


def which_form(does: Ref) -> Form:
    return Form(
        does,
        title="Your teams",
        submit="Show",
        fields=(SearchField("team", "Which team?", source="teams.name"),),
    )


def no_such_team(name: str) -> str:
    return f"No team that you can see is called {quoted(name)}."


def several_teams(teams: Sequence[Team]) -> str:
    return f"Which one do you mean? {', '.join(team.name for team in teams[:4])}."


def closed(team: Team, invitation: OpenInvitation) -> Message:
    group = everybody_of(invitation)
    return message(
        say(strong(team.name), " is no longer open to everybody of ", group, "."),
        aside("Who has joined stays."),
    )


def admins_only(platform: Platform) -> str:
    return f"Only an admin of this {platform.tenant} can change that."


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


def admins_start_teams(platform: Platform) -> str:
    return (
        f"In this {platform.tenant} only its admins start teams. Ask one of them to set yours up."
    )


def inherited(team: Team, gone: Person, platform: Platform) -> Message:
    """To the member who organises the team from now on."""
    return message(
        say(
            strong(gone.name),
            f" has left the {platform.tenant} and nobody else organised ",
            strong(team.name),
            ". You have been in it longest, so you are its organiser now.",
        ),
        aside("Choose others at any time:"),
        Buttons((Button("Organisers", Ref("teams.organisers", (team.id,))),)),
    )


def everybody_of(invitation: OpenInvitation) -> Span:
    return GroupMention(invitation.group, invitation.name or "group")


def label_of(group: str, name: str, platform: Platform) -> Span:
    """A group as people there write it; of some private ones we are not told the name."""
    if platform is Platform.DISCORD:
        return GroupMention(group, name or "group")
    return Text(f"#{name}" if name else "that channel")


def names_of(people: Sequence[Person]) -> str:
    """“Ann”, “Ann and Ben”, “Ann, Ben and Cy”."""
    return say_spans(listed([Text(p.name) for p in people]))


def listed(items: Sequence[Span]) -> tuple[Span, ...]:
    """The same with what is more than words."""
    if not items:
        return ()
    *before, last = items
    commas = [span for item in before for span in (item, Text(", "))][:-1]
    return (*commas, Text(" and "), last) if commas else (last,)
