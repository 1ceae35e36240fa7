"""`setup`, `pair`, `team`: for whoever works with others.

Anybody may start a pair or a team, unless the workspace leaves that to its admins. Nobody is
written to before they agreed: the invitation is the one exception, and it is not repeated. On
Discord it stands in a channel, and may be open to everybody with a role. A team whose people come
from a channel or a role is kept in step with it.
"""

from bot.domain.facts import (
    ChannelGone,
    GroupGone,
    GroupJoined,
    GroupLeft,
    HoursChanged,
    PersonGone,
    WantsToJoin,
)
from bot.engine.manifest import (
    Action,
    FormKind,
    LetterKind,
    Manifest,
    OptionKind,
    TimerKind,
    Verb,
    VerbOption,
)
from bot.features.teams import (
    answering,
    group_letters,
    in_step,
    leaving,
    letters,
    organising,
    undelivered,
    use_cases,
    waiting,
    words,
)

MANIFEST = Manifest(
    name="teams",
    verbs=(
        Verb(
            "setup",
            "Start a team, with its first check-in",
            "setup",
            "Asks who is in it and what it is called, then offers a daily check-in. Your people "
            "are asked first; nobody gets anything before they said yes.",
            use_cases.set_up,
            shortcut="Start a team",
        ),
        Verb(
            "pair",
            "Start a pair: you and one other person",
            "pair @who",
            "A pair is a team of exactly two. They are asked first.",
            use_cases.pair,
            (VerbOption("who", "The other one of the two", OptionKind.PERSON),),
        ),
        Verb(
            "team",
            "Your teams: who is in them, their check-ins, organisers",
            "team [name]",
            "Shows your teams. Organisers invite people, choose other organisers and change "
            "check-ins; everybody can leave.",
            organising.show_teams,
            (VerbOption("name", "One of your teams", completes="teams.name"),),
        ),
    ),
    actions={
        "teams.join": Action(1, answering.join, leads_back=True),
        "teams.decline": Action(1, answering.decline, leads_back=True),
        "teams.explain": Action(1, answering.explain, leads_back=True),
        "teams.invite": Action(1, organising.invite),
        "teams.close": Action(2, organising.close),
        "teams.organisers": Action(1, organising.open_organisers),
        "teams.channel": Action(1, organising.open_channel),
        "teams.leave": Action(1, use_cases.ask_leave),
        "teams.leave_now": Action(1, use_cases.leave),
        "teams.stay": Action(1, in_step.stay, leads_back=True),
        "teams.part": Action(1, in_step.part, leads_back=True),
        "teams.unfollow": Action(2, in_step.stop_following),
        "teams.admins_start": Action(0, organising.let_admins_start),
        "teams.anybody_starts": Action(0, organising.let_anybody_start),
    },
    forms={
        "teams.setup": FormKind(0, use_cases.setup_form, use_cases.start_team),
        "teams.pair": FormKind(0, use_cases.pair_form, use_cases.start_pair),
        "teams.invited": FormKind(1, organising.invite_form, organising.invite_people),
        "teams.organised": FormKind(1, organising.organisers_form, organising.set_organisers),
        "teams.which": FormKind(0, organising.which_form, organising.show_team),
        "teams.channelled": FormKind(1, organising.channel_form, organising.set_channel),
    },
    completers={"teams.name": organising.complete_team},
    letters={
        "teams.channel_gone": LetterKind(letters.channel_gone),
        "teams.inherited": LetterKind(letters.inherited),
        "teams.invitation": LetterKind(letters.invitation),
        "teams.invitation_here": LetterKind(letters.invitation_here),
        "teams.refused_here": LetterKind(letters.refused_here),
        "teams.closed_door": LetterKind(letters.closed_door),
        "teams.answered": LetterKind(letters.answered),
        "teams.unreached": LetterKind(letters.unreached),
        "teams.trouble": LetterKind(letters.trouble),
        "teams.moved": LetterKind(group_letters.moved),
        "teams.parted": LetterKind(group_letters.parted),
        "teams.organiser_stays": LetterKind(group_letters.organiser_stays),
        "teams.group_gone": LetterKind(group_letters.group_gone),
    },
    timers={
        "teams.moved": TimerKind(
            words.tell_who_moved, "tells an organiser who came to a group or left it"
        ),
        "teams.answered": TimerKind(
            words.tell_who_answered, "tells whoever invited people what they say"
        ),
    },
    hears=(
        (HoursChanged, use_cases.follow_starter),
        (WantsToJoin, answering.let_in),
        (PersonGone, leaving.let_go),
        (ChannelGone, leaving.leave_channel),
        (GroupJoined, in_step.came),
        (GroupLeft, in_step.went),
        (GroupGone, in_step.let_go_of),
    ),
    offers=((WantsToJoin, answering.welcome),),
    undelivered=undelivered.fall_back,
    shut_out=undelivered.knock,
    open_items=waiting.open_items,
)
