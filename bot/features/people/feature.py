"""`me`: for everybody. Zone by typing a city, working days and hours.

Speaks only when spoken to. Others hear of a change (`HoursChanged`), so that check-ins move to
the new time.
"""

from bot.engine.manifest import Action, FormKind, Manifest, Verb
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
        ),
    ),
    actions={"people.change": Action(0, use_cases.open_settings)},
    forms={"people.settings": FormKind(0, use_cases.settings_form, use_cases.save_settings)},
    completers={"people.city": use_cases.complete_city},
)
