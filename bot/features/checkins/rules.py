"""Decisions of `checkins` that need no store: windows, lateness, blockers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.blockers import Blocker, BlockerEnd, BlockerKind
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import BlockerId, RoundId, TeamId
from bot.domain.people import Person
from bot.domain.recurrence import ONE_DAY, Window, instant, next_occurrence, window, zone
from bot.domain.teams import Membership

NOT_STUCK = "no"
STARTED_BY_HAND_LASTS = timedelta(hours=24)
"""How long a round lasts that an organiser starts after its usual deadline: everybody's next
morning is in it."""

MAY_BE_OPEN = timedelta(days=9)
"""So long after its date a round may still be open: it lasts six days at most, or one from when it
was started by hand, and dates differ between zones."""

AN_HOUR = timedelta(hours=1)

SAID_OR_OFF = frozenset({Progress.ANSWERED, Progress.SKIPPED, Progress.OFF})
"""Nobody waits for such a response."""


def zone_of(checkin: Checkin, person: Person, team_zone: str) -> str:
    """The zone in which this check-in reaches this person."""
    return checkin.zone or person.zone or team_zone


def usual_window(checkin: Checkin, local_date: date, zone_name: str) -> Window:
    """The window of a round by the schedule as it is now."""
    return window(local_date, checkin.opens, checkin.closes, zone(zone_name), checkin.lasts_days)


def window_of(checkin: Checkin, local_date: date, zone_name: str, now: datetime) -> Window:
    """The window of a round as it is opened at `now`: never over before it begins."""
    usual = usual_window(checkin, local_date, zone_name)
    opens_at = min(usual.opens_at, now)
    if usual.closes_at <= now:
        return Window(opens_at, now + STARTED_BY_HAND_LASTS)
    return Window(opens_at, usual.closes_at)


def next_round(checkin: Checkin, zone_name: str, after: datetime) -> tuple[date, datetime]:
    """The local date and the instant (UTC) of the next prompt in a zone, after `after`."""
    while True:
        local_date, at = next_occurrence(after, checkin.days, checkin.opens, zone(zone_name))
        if checkin.asks_on(local_date):
            return local_date, at
        after = at


def opening(checkin: Checkin, local_date: date, zone_name: str) -> datetime | None:
    """When the schedule, as it is now, asks on this date; None: it does not."""
    if not checkin.asks_on(local_date):
        return None
    return usual_window(checkin, local_date, zone_name).opens_at


def days_later(checkin: Checkin) -> int:
    """How many days after the prompt's the day of the deadline is."""
    return checkin.lasts_days or int(checkin.closes <= checkin.opens)


def summary_at(checkin: Checkin, local_date: date, team_zone: str) -> datetime | None:
    """When the summary of this date's round goes out, if the team has set a time for it: on the
    day of the deadline."""
    if checkin.summary_at is None:
        return None
    day = local_date + days_later(checkin) * ONE_DAY
    return instant(day, checkin.summary_at, zone(checkin.zone or team_zone))


def due(
    checkin: Checkin, local_date: date, joined: Iterable[Membership], members: Iterable[Person]
) -> list[Person]:
    """Whom a round of this date asks: who works then, and does not rest from the check-in."""
    resting = {membership.person for membership in joined if checkin.id in membership.resting}
    return [
        person
        for person in members
        if person.works_on(local_date) and person.agreed_at is not None and person.id not in resting
    ]


def still_to_ask(
    checkin: Checkin, local_date: date, people: Iterable[Person], team_zone: str, now: datetime
) -> list[Person]:
    """Those of `people` whose time is still to come."""
    if not checkin.is_running:
        return []
    found = []
    for person in people:
        opens_at = opening(checkin, local_date, zone_of(checkin, person, team_zone))
        if opens_at is not None and opens_at > now:
            found.append(person)
    return found


def remind_at(checkin: Checkin, closes_at: datetime) -> datetime | None:
    """When to remind those who have not answered, or None."""
    if checkin.remind_minutes <= 0:
        return None
    return closes_at - timedelta(minutes=checkin.remind_minutes)


def works_within(person: Person, at: datetime, until: datetime, team_zone: str) -> bool:
    """Whether they work at `at`, or begin to before `until`: what waits for it reaches them."""
    begins = person.waits_until(at, team_zone)
    return begins is None or begins < until


def is_off(person: Person, at: datetime, until: datetime, team_zone: str) -> bool:
    """Whether what is asked of them from `at` until the deadline falls on their days off: with one
    clock for all, the date may be another where they are than the round's."""
    today = at.astimezone(zone(person.zone or team_zone)).date()
    return not (person.works_on(today) or works_within(person, at, until, team_zone))


def may_prompt_at(
    person: Person,
    checkin: Checkin,
    round_: Round,
    response: Response,
    now: datetime,
    team_zone: str,
) -> datetime | None:
    """When a prompt may reach somebody (now, or when their day begins), or None: not at all.

    A schedule outside their working hours altogether is what the team agreed on: it goes out
    on time, on a day on which they work. What an organiser starts by hand at such an hour does not.
    """
    begins = person.waits_until(now, team_zone)
    if begins is None or begins < response.closes_at:
        return begins or now
    usual = usual_window(checkin, round_.local_date, zone_of(checkin, person, team_zone))
    is_agreed = usual.opens_at <= now < usual.closes_at
    is_off_then = is_off(person, now, response.closes_at, team_zone)
    return now if is_agreed and not is_off_then else None


def is_settled(responses: Iterable[Response], due: Iterable[Person]) -> bool:
    """Whether all who were asked in a round, or are still to be, have answered or skipped it."""
    done = {r.person for r in responses if r.progress in SAID_OR_OFF}
    asked = {r.person for r in responses if r.progress is Progress.ASKED}
    return not asked and done.issuperset(person.id for person in due)


@dataclass(frozen=True, slots=True)
class Stuck:
    """What a response says of a blocker. `since` is when it began (UTC)."""

    kind: BlockerKind
    sentence: str
    since: datetime
    is_shown: bool


def says_the_same(before: Stuck | None, now: Stuck | None) -> bool:
    """Whether two texts of one response name the same, in the same words."""
    if before is None or now is None:
        return before is now
    return (before.kind, before.sentence) == (now.kind, now.sentence)


def blockers_after(
    known: Sequence[Blocker],
    before: Stuck | None,
    stuck: Stuck | None,
    response: Response,
    team: TeamId,
    new: BlockerId,
    now: datetime,
) -> tuple[Blocker | None, list[Blocker]]:
    """The blocker that holds the person up now, and every row that changed.

    `known` are theirs that are open, or that this round's response has ended; `before` is what
    that response named until now. Naming the same thing again restates it (once a round), and
    opens it again if this round had ended it; naming another thing, or not being stuck, ends what
    was open.
    """
    round_ = response.round
    open_ones = [b for b in known if b.ended_at is None]
    if stuck is None:
        return None, [ended(b, BlockerEnd.NOT_STUCK, now, round_) for b in open_ones]
    ended_here = sorted((b for b in known if b.ended_at), key=lambda b: (b.ended_at, b.id))
    same = next((b for b in (*open_ones, *reversed(ended_here)) if is_same(b, stuck)), None)
    rest = [ended(b, BlockerEnd.ANOTHER, now, round_) for b in open_ones if b is not same]
    if same is None:
        fresh = Blocker(
            response.workspace,
            new,
            response.person,
            team,
            stuck.kind,
            stuck.sentence,
            stuck.since,
            stuck.is_shown,
            round_,
        )
        return fresh, [*rest, fresh]
    is_counted = same.named_in == round_ or (before is not None and is_same(same, before))
    again = restated(same, stuck, same.named_in if is_counted else round_)
    return again, [*rest, again]


def is_same(blocker: Blocker | Stuck, stuck: Stuck) -> bool:
    """Whether the person means the blocker that is open: by its kind, or by its words."""
    words = folded(stuck.sentence)
    return blocker.kind is stuck.kind or (words != "" and words == folded(blocker.sentence))


def restated(blocker: Blocker, stuck: Stuck, in_: RoundId) -> Blocker:
    """Named again, and open."""
    return replace(
        blocker,
        kind=stuck.kind,
        sentence=stuck.sentence or blocker.sentence,
        since=min(blocker.since, stuck.since),
        is_shown=stuck.is_shown,
        named_in=in_,
        restated=blocker.restated + (in_ != blocker.named_in),
        ended_at=None,
        end=None,
        ended_in=None,
    )


def ended(blocker: Blocker, end: BlockerEnd, now: datetime, in_: RoundId) -> Blocker:
    return replace(blocker, ended_at=now, end=end, ended_in=in_)


def folded(text: str) -> str:
    """Text without what does not change its meaning: case, space and punctuation."""
    return "".join(c for c in text.casefold() if c.isalnum())
