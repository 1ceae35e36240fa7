"""Check-ins: for teams that want to notice early who is stuck.

A schedule asks each member at a local time of their own zone, reminds once before the
deadline, and sums up. It stays silent on days off, towards who has not joined, while paused,
and when a prompt would be over two hours late.
"""

from bot.domain.facts import (
    AskedAgain,
    AwayChanged,
    ChannelGone,
    HoursChanged,
    MemberBack,
    MemberJoined,
    MemberLeft,
    Responded,
    TeamPlaced,
    TeamStarted,
)
from bot.engine.manifest import (
    Action,
    FormKind,
    LetterKind,
    Manifest,
    TimerKind,
    Verb,
    VerbOption,
)
from bot.features.checkins import letters
from bot.features.checkins.answering import ahead, typed, use_cases
from bot.features.checkins.asking import following, hearing, in_channel, resting, rounds
from bot.features.checkins.organising import changing, looking, questions, starting, trying
from bot.features.checkins.summing_up import closing, delivering

MOST_ZONES = 100
"""Teams' zones that are looked at for one batch of people; more would be looked at in vain."""

MANIFEST = Manifest(
    name="checkins",
    verbs=(
        Verb(
            "checkin",
            "Check in now, or write the next one ahead",
            "checkin [name]",
            "Opens what waits for you, oldest first; else what you missed today, or the next one, "
            "which you may write before its day. You are then not asked.",
            typed.answer_next,
            (VerbOption("name", "One of your check-ins"),),
        ),
    ),
    actions={
        "checkins.check_in": Action(1, use_cases.check_in),
        "checkins.same_plan": Action(1, use_cases.same_plan),
        "checkins.stuck": Action(1, use_cases.stuck),
        "checkins.skip": Action(1, use_cases.skip),
        "checkins.later": Action(1, use_cases.later),
        "checkins.ahead": Action(1, ahead.write_next),
        "checkins.try_out": Action(1, trying.try_out),
        "checkins.ask_me_again": Action(1, resting.ask_me_again),
        "checkins.overview": Action(1, looking.overview),
        "checkins.who": Action(1, looking.who_responded),
        "checkins.templates": Action(1, starting.offer),
        "checkins.start_daily": Action(1, starting.start_daily),
        "checkins.start_template": Action(2, starting.start_template),
        "checkins.own": Action(1, starting.own),
        "checkins.new": Action(1, starting.new),
        "checkins.start_now": Action(1, changing.start_now),
        "checkins.preview": Action(1, changing.preview),
        "checkins.change": Action(1, changing.change),
        "checkins.questions": Action(1, questions.show_questions),
        "checkins.add_question": Action(1, questions.open_question),
        "checkins.remove_question": Action(2, questions.remove_question),
        "checkins.pause": Action(1, changing.pause),
        "checkins.resume": Action(1, changing.resume),
        "checkins.delete": Action(1, changing.ask_delete),
        "checkins.delete_now": Action(1, changing.delete),
        "checkins.restore": Action(1, changing.restore),
    },
    forms={
        "checkins.respond": FormKind(1, use_cases.response_form, use_cases.respond),
        "checkins.say_stuck": FormKind(1, use_cases.stuck_form, use_cases.say_stuck),
        "checkins.write_ahead": FormKind(2, ahead.ahead_form, ahead.write),
        "checkins.tried_out": FormKind(1, trying.trial_form, trying.end_trial),
        "checkins.create": FormKind(1, starting.new_form, starting.create),
        "checkins.create_own": FormKind(1, starting.own_form, starting.create_own),
        "checkins.changed": FormKind(1, changing.change_form, changing.save_change),
        "checkins.added": FormKind(1, questions.question_form, questions.add_question),
    },
    letters={
        "checkins.prompt": LetterKind(letters.prompt),
        "checkins.reminder": LetterKind(letters.reminder),
        "checkins.summary": LetterKind(letters.summary),
        "checkins.details": LetterKind(letters.details),
        "checkins.resting": LetterKind(resting.letter),
        "checkins.preview": LetterKind(letters.preview),
        "checkins.unreached": LetterKind(letters.unreached),
        "checkins.round": LetterKind(in_channel.head),
        "checkins.turn": LetterKind(in_channel.turn),
    },
    timers={
        "checkins.prompt": TimerKind(
            rounds.send_prompts,
            "asks the members of a time zone",
            rounds.LATE_AFTER,
            rounds.missed_prompts,
            at_once=MOST_ZONES,
        ),
        "checkins.remind": TimerKind(
            following.send_reminders,
            "reminds those of a time zone who have not answered",
            rounds.LATE_AFTER,
            at_once=MOST_ZONES,
        ),
        "checkins.again": TimerKind(
            following.ask_again, "asks again, as somebody wished", rounds.LATE_AFTER
        ),
        "checkins.ask_each": TimerKind(
            following.ask_each, "asks each directly whom their channel was to ask", at_once=50
        ),
        "checkins.close": TimerKind(
            closing.close_rounds, "ends a round at its last deadline", at_once=50
        ),
        "checkins.settle": TimerKind(
            closing.settle_rounds, "looks whether all have answered", at_once=200
        ),
        "checkins.summarise": TimerKind(
            closing.summarise_rounds, "sums up at the time that the team has set", at_once=50
        ),
        "checkins.rest": TimerKind(
            resting.let_rest, "asks no more whoever has left three rounds unanswered", at_once=50
        ),
        "checkins.refused": TimerKind(
            delivering.send_refused,
            "gives each member the summary that their channel refused",
            at_once=50,
        ),
    },
    hears=(
        (MemberJoined, hearing.follow_member),
        (MemberLeft, following.let_go),
        (MemberBack, hearing.welcome_back),
        (ChannelGone, in_channel.leave_channel),
        (HoursChanged, hearing.follow_hours),
        (AwayChanged, hearing.follow_away),
        (Responded, resting.hear_answer),
    ),
    offers=(
        (TeamStarted, hearing.offer_first),
        (TeamPlaced, hearing.offer_first_still),
        (MemberJoined, hearing.announce),
        (AskedAgain, resting.say_so),
    ),
    open_items=hearing.open_items,
    undelivered=delivering.fall_back,
    completers={"checkins.city": starting.complete_clock},
)
