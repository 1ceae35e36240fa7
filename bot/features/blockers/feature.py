"""Blockers: for whoever is stuck, right when they say so and for as long as it lasts.

Each kind has its own next step in the reply to the response; who is waited for can be reminded
once a day. What is named in many check-ins ends in a choice. Nobody but the person learns of it
unless they themselves have somebody reminded, or the organisers told. Speaks only when somebody
pressed, and in its reader's working hours.
"""

from bot.domain.facts import MemberBack, MemberLeft, Responded
from bot.engine.manifest import Action, FormKind, LetterKind, Manifest
from bot.features.blockers import letters, reminding, telling, use_cases

MANIFEST = Manifest(
    name="blockers",
    actions={
        "blockers.over": Action(1, use_cases.over),
        "blockers.drop": Action(1, use_cases.drop),
        "blockers.remind": Action(1, reminding.remind),
        "blockers.on_it": Action(1, reminding.on_it),
        "blockers.not_mine": Action(1, reminding.not_mine),
        "blockers.tell": Action(1, telling.ask),
        "blockers.tell_now": Action(2, telling.tell),
    },
    forms={
        "blockers.reminded": FormKind(1, reminding.remind_form, reminding.send_reminder),
    },
    letters={
        "blockers.reminder": LetterKind(letters.reminder),
        "blockers.answered": LetterKind(letters.answered),
        "blockers.told": LetterKind(letters.told),
    },
    hears=((MemberLeft, use_cases.let_go), (MemberBack, use_cases.take_up_again)),
    offers=((Responded, use_cases.next_step),),
    open_items=use_cases.open_for,
)
