"""What happens next and why, what did not and why not, as `unstuck doctor` says it."""

from datetime import datetime

from adapters.cli.doctor_page import LOG, PATIENCE, Page, instant, relative, span
from bot.domain.timers import Timer
from bot.engine.registry import Registry
from storage.inspection import RECENT, Evidence


def show_happenings(
    page: Page, registry: Registry, evidence: Evidence, now: datetime, is_running: bool | None
) -> None:
    """`is_running` is None where that cannot be known."""
    _next(page, registry, evidence, now)
    _not_done(page, registry, evidence, now)
    _letters(page, evidence, now)
    _judge(page, evidence, now, is_running)


def _next(page: Page, registry: Registry, evidence: Evidence, now: datetime) -> None:
    rows = [
        (relative(timer.due_at, now), instant(timer.due_at), *_described(registry, timer))
        for timer in evidence.next_timers
    ]
    page.section("Next", rows or [("Nothing waits for its time.",)])


def _not_done(page: Page, registry: Registry, evidence: Evidence, now: datetime) -> None:
    rows = [
        (relative(timer.done_at or now, now), _described(registry, timer)[0], timer.outcome)
        for timer in evidence.ended_otherwise
    ]
    rows += [
        (relative(letter.last_at, now), f"{letter.count} letters {letter.kind}", letter.why)
        for letter in evidence.silent
    ]
    page.section(f"Not done in the last {span(RECENT)}, and why", rows or [("All was done.",)])


def _letters(page: Page, evidence: Evidence, now: datetime) -> None:
    rows = [
        (
            failing.destination,
            f"fails for {span(now - failing.since)}",
            f"tried {failing.attempts} times",
            f"again {relative(failing.next_try_at, now)}",
        )
        for failing in evidence.failing
    ]
    oldest = (
        f", the oldest for {span(now - evidence.waiting_since)}" if evidence.waiting_since else ""
    )
    page.section("Letters", [(f"{evidence.waiting} waiting{oldest}.",), *rows])


def _described(registry: Registry, timer: Timer) -> tuple[str, str]:
    """What it speaks of, and what it promises."""
    kind = registry.timers.get(timer.kind)
    promise = kind.promise if kind else "no feature of this version knows it"
    return f"{timer.kind} {' '.join(timer.about)}", promise


def _judge(page: Page, evidence: Evidence, now: datetime, is_running: bool | None) -> None:
    first = evidence.next_timers[0] if evidence.next_timers else None
    if first is not None and now - first.due_at > PATIENCE:
        many = "1 act is" if evidence.overdue == 1 else f"{evidence.overdue} acts are"
        what = f"{many} overdue, the first since {instant(first.due_at)}."
        if is_running is False:
            page.trouble(f"{what} Unstuck is not running.", "Start it: unstuck run.")
        else:
            page.trouble(what, f"See that unstuck run is running. {LOG}")
    for timer in evidence.stuck_timers:
        page.trouble(
            f"{timer.kind} has failed {timer.attempts} times; it is tried again "
            f"{relative(timer.due_at, now)}.",
            LOG,
        )
    for failing in evidence.failing:
        page.trouble(
            f"Nothing can be sent to {failing.destination} since {instant(failing.since)}.",
            f"It is tried again by itself. {LOG}",
        )
