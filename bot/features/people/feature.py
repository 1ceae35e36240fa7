"""`me`: for everybody. Zone by typing a city, working days and hours.

Speaks only when spoken to. Others hear of a change (`HoursChanged`), so that check-ins move to
the new time. Who joins a team and has no time zone says first when they work, and then
`WantsToJoin` the team.
"""

from bot.domain.facts import CheckinStarted, TeamStarted
from bot.engine.manifest import Action, FormKind, Manifest, Verb, VerbOption
from bot.features.people import use_cases

MANIFEST = Manifest(
    name="people",
    verbs=(
        Verb(
            "me",
            "Your time zone, working days and hours",
            "me [city]",
            "Shows when you work, and lets you change it. {me brisbane} sets your time zone to "
            "Brisbane's. I write to you in your working time only, unless you act first.",
            use_cases.show_settings,
            (VerbOption("city", "A city near you: sets your time zone", completes="people.city"),),
        ),
    ),
    actions={"people.change": Action(0, use_cases.open_settings)},
    forms={
        "people.settings": FormKind(0, use_cases.settings_form, use_cases.save_settings),
        "people.joining": FormKind(1, use_cases.joining_form, use_cases.save_and_join),
    },
    offers=((TeamStarted, use_cases.ask_for_zone), (CheckinStarted, use_cases.ask_for_zone)),
    completers={"people.city": use_cases.complete_city},
)
