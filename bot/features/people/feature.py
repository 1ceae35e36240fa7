"""`me`, `away`, `back`: for everybody. Zone by typing a city, working days and hours, public
holidays, absences in words.

Speaks only when spoken to. Others hear of a change (`HoursChanged`, `AwayChanged`), so that
check-ins move to the new time. Who joins a team and has no time zone says first when they work,
and then `WantsToJoin` the team. Public holidays are looked up again each month, without a word.
"""

from bot.domain.facts import AwayChanged, CheckinStarted, HoursChanged, MemberJoined, TeamStarted
from bot.engine.manifest import Action, FormKind, Manifest, TimerKind, Verb, VerbOption
from bot.engine.places import complete_city
from bot.features.people import calendars, going_away, use_cases

MANIFEST = Manifest(
    name="people",
    verbs=(
        Verb(
            "me",
            "Your time zone, working time, public holidays",
            "me [city]",
            "Shows when you work and whose public holidays are yours, and lets you change it. "
            "{me brisbane} sets your time zone to Brisbane's. I write to you in your working "
            "time only, unless you act first.",
            use_cases.show_settings,
            (VerbOption("city", "A city near you: sets your time zone", completes="people.city"),),
        ),
        Verb(
            "away",
            "Say when you are away: I ask you nothing then",
            "away [when]",
            "{away until monday} is away through Sunday, {away 2026-12-20 to 2027-01-02} on both "
            "days too, {away for 3 days} from today on. Alone, it asks you from when to when. "
            "A summary names nobody for being off.",
            going_away.go_away,
            (VerbOption("when", "Such as: until monday; friday; 2026-12-20 to 2027-01-02"),),
        ),
        Verb(
            "back",
            "Say that you are back",
            "back",
            "Ends the days on which you are away: I ask you again at your working times.",
            going_away.come_back,
        ),
    ),
    actions={
        "people.change": Action(0, use_cases.open_settings),
        "people.away": Action(0, going_away.open_away),
        "people.back": Action(0, going_away.be_back),
        "people.change_away": Action(1, going_away.open_change),
        "people.stay": Action(1, going_away.stay),
    },
    forms={
        "people.settings": FormKind(0, use_cases.settings_form, use_cases.save_settings),
        "people.joining": FormKind(
            1, use_cases.joining_form, use_cases.save_and_join, leads_back=True
        ),
        "people.going": FormKind(0, going_away.away_form, going_away.save_away),
        "people.going_instead": FormKind(1, going_away.change_form, going_away.save_change),
    },
    timers={
        "people.holidays": TimerKind(
            calendars.refresh, "looks up public holidays anew", at_once=100
        ),
    },
    hears=(
        (AwayChanged, going_away.look_again),
        (HoursChanged, going_away.look_again),
    ),
    offers=(
        (TeamStarted, use_cases.ask_for_zone),
        (CheckinStarted, use_cases.ask_for_zone),
        (MemberJoined, calendars.offer),
        (CheckinStarted, calendars.offer),
    ),
    completers={"people.city": complete_city, "people.holidays": calendars.complete},
)
