"""Check-ins: for teams that want to notice early who is stuck.

A schedule asks each member at a local time of their own zone, reminds once before the
deadline, and sums up. It stays silent on days off, towards who has not joined, while paused,
and when a prompt would be over two hours late.
"""

from bot.domain.facts import HoursChanged, MemberJoined, MemberLeft, TeamPlaced, TeamStarted
from bot.engine.manifest import Action, FormKind, LetterKind, Manifest, TimerKind
from bot.features.checkins import (
    closing,
    following,
    hearing,
    letters,
    organising,
    rounds,
    use_cases,
)

MOST_ZONES = 100
"""Teams' zones that are looked at for one batch of people; more would be looked at in vain."""

MANIFEST = Manifest(
    name="checkins",
    actions={
        "checkins.check_in": Action(1, use_cases.check_in),
        "checkins.same_plan": Action(1, use_cases.same_plan),
        "checkins.stuck": Action(1, use_cases.stuck),
        "checkins.skip": Action(1, use_cases.skip),
        "checkins.later": Action(1, use_cases.later),
        "checkins.try_out": Action(1, use_cases.try_out),
        "checkins.overview": Action(1, organising.overview),
        "checkins.start_daily": Action(1, organising.start_daily),
        "checkins.new": Action(1, organising.new),
        "checkins.start_now": Action(1, organising.start_now),
        "checkins.preview": Action(1, organising.preview),
        "checkins.change": Action(1, organising.change),
        "checkins.questions": Action(1, organising.show_questions),
        "checkins.add_question": Action(1, organising.open_question),
        "checkins.remove_question": Action(2, organising.remove_question),
        "checkins.pause": Action(1, organising.pause),
        "checkins.resume": Action(1, organising.resume),
        "checkins.delete": Action(1, organising.ask_delete),
        "checkins.delete_now": Action(1, organising.delete),
    },
    forms={
        "checkins.respond": FormKind(1, use_cases.response_form, use_cases.respond),
        "checkins.say_stuck": FormKind(1, use_cases.stuck_form, use_cases.say_stuck),
        "checkins.tried_out": FormKind(1, use_cases.trial_form, use_cases.end_trial),
        "checkins.create": FormKind(1, organising.new_form, organising.create),
        "checkins.changed": FormKind(1, organising.change_form, organising.save_change),
        "checkins.added": FormKind(1, organising.question_form, organising.add_question),
    },
    letters={
        "checkins.prompt": LetterKind(letters.prompt),
        "checkins.reminder": LetterKind(letters.reminder),
        "checkins.summary": LetterKind(letters.summary),
        "checkins.details": LetterKind(letters.details),
        "checkins.preview": LetterKind(letters.preview),
        "checkins.unreached": LetterKind(letters.unreached),
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
        "checkins.close": TimerKind(
            closing.close_rounds, "ends a round at its last deadline", at_once=50
        ),
        "checkins.settle": TimerKind(
            closing.close_rounds, "looks whether all have answered", at_once=200
        ),
        "checkins.refused": TimerKind(
            closing.send_refused,
            "gives each member the summary that their channel refused",
            at_once=50,
        ),
    },
    hears=(
        (MemberJoined, hearing.follow_member),
        (MemberLeft, following.let_go),
        (HoursChanged, hearing.follow_hours),
    ),
    offers=(
        (TeamStarted, hearing.offer_first),
        (TeamPlaced, hearing.offer_first_still),
        (MemberJoined, hearing.announce),
    ),
    open_items=use_cases.unanswered,
    undelivered=closing.fall_back,
)
