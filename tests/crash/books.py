"""The books after the days: what arrived and what the tables say, against what was due.

What is due is reckoned here from who was asked when and what they did, not from the tables.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from bot.domain.checkins import Progress
from storage.store import sqlite_path
from tests.crash.course import Course
from tests.crash.habits import PLAN, PUT_OFF, SKIP, STUCK, Habit, Part
from tests.crash.tables import rows
from tests.crash.town import CHECKINS, members_of, places_of

MOST_DAYS = 60
"""What is done is forgotten after 30 days, and the books need it."""

FINE_ENDS = {
    "done",
    "answered or skipped meanwhile",
    "others are still to answer",
    "the summary has gone out already",
}
READS = {
    Progress.ANSWERED: "Checked in at ",
    Progress.SKIPPED: "Skipped. That is fine.",
    Progress.MISSED: "The summary has gone out.",
}
"""What a prompt says in the end."""


def equal(found: object, due: object, what: object) -> None:
    assert found == due, f"{what}:\n{found}\nis not\n{due}"


def none(found: object, what: object) -> None:
    assert not found, f"{what}: {found}"


class Books:
    """Read once, when all processes have ended."""

    def __init__(self, course: Course, days: Iterable[date]) -> None:
        url = course.orders.url
        self.course = course
        self.url = url
        self.parts = course.people.parts
        self.doubled: Counter[str] = Counter()
        """How often too often a message arrived, by its key."""
        self.anew = 0
        """How often something was kept, and done once more as nobody had said so."""
        self.due = {(checkin, day.isoformat()) for checkin in CHECKINS for day in days}
        self.arrived = course.far_side.messages()
        found = rows(url, "SELECT id, checkin, local_date, summarised_at FROM rounds")
        self.rounds = {row[0]: row for row in found}
        letters = rows(url, "SELECT id, key, outcome, done_at FROM letters")
        self.letters = {row[0]: row for row in letters}
        sent = rows(url, "SELECT key, piece, outer_id FROM sent_messages")
        self.sent = {outer_id: key for key, _, outer_id in sent}
        equal(len(sent), len(self.sent), "two rows for one message")
        equal({piece for _, piece, _ in sent}, {0}, "pieces")
        self.orphans = {
            m.id for m in self.arrived if m.sender in course.dead and m.id not in self.sent
        }
        """Messages of processes that died, and of which no id was stored."""

    def balance(self) -> None:
        """Raises AssertionError where anything is lost, doubled or half done."""
        self._rounds_are_whole()
        self._presses_count_once()
        self._blockers_count_once()
        self._timers_are_done()
        self._letters_are_done()
        self._each_arrived_once()
        self._ids_are_stored()
        self._messages_tell_the_truth()
        if sqlite_path(self.url):
            equal(rows(self.url, "PRAGMA integrity_check"), [("ok",)], "the file")

    # -- rounds and responses -------------------------------------------------------------

    def _rounds_are_whole(self) -> None:
        """One round a check-in and day, with everybody in it, summed up."""
        equal(Counter(r[1:3] for r in self.rounds.values()), Counter(self.due), "rounds")
        none([r for r in self.rounds.values() if r[3] is None], "rounds without a summary")
        asked = Counter(rows(self.url, "SELECT round, person FROM responses"))
        due = [(number, n) for number, r in self.rounds.items() for n in members_of(r[1])]
        equal(asked, Counter(due), "responses")
        unseen = {(name, number) for number, name in due} - set(self.parts)
        none(unseen, "never saw a prompt")

    def _presses_count_once(self) -> None:
        """What was acknowledged is kept, and was done once."""
        settles: Counter[tuple[str, str]] = Counter()
        for (key,) in rows(self.url, "SELECT key FROM timers WHERE kind = 'checkins.settle'"):
            _, round_, person, _ = key.split(":")
            settles[person, round_] += 1
        kept = rows(
            self.url,
            "SELECT person, round, progress, version, is_late, is_same_plan, answers"
            " FROM responses",
        )
        for who, round_, progress, version, is_late, is_same, answers in kept:
            part = self.parts[who, round_]
            habit = part.habit
            equal(len(part.done), len(habit.acts), part)
            does_same = any(act == PLAN for _, act in habit.acts)
            found = (progress, bool(is_late), bool(is_same))
            equal(found, (habit.progress, habit.is_late, does_same), part)
            # A form that is sent anew is saved anew: it says the same.
            assert habit.saves <= version <= habit.saves + part.again, f"{part}: {version}"
            self.anew += version - habit.saves
            settled = settles[who, round_]
            assert habit.settles <= settled <= habit.settles + part.again, f"{part}: {settled}"
            if progress == Progress.ANSWERED and not is_same:
                assert part.done[-1] in answers, f"{part}: {answers}"
        none(rows(self.url, "SELECT * FROM drafts"), "drafts")
        for reply in self.course.replies:
            none(reply["faults"], reply)
            assert reply["told"] or reply["is_edited"], f"silence: {reply}"

    def _blockers_count_once(self) -> None:
        """One row each time that somebody became stuck, with how often they said so again."""
        told = rows(self.url, "SELECT person, team, restated FROM blockers")
        equal(Counter(told), Counter(self._blockers()), "blockers")

    def _blockers(self) -> list[tuple[str, str, int]]:
        ended: list[tuple[str, str, int]] = []
        restated: dict[tuple[str, str], int] = {}
        for part in sorted(self.parts.values(), key=lambda p: str(self.rounds[p.round][2])):
            key = (part.who, str(CHECKINS[self.rounds[part.round][1]].team))
            for _, does in part.habit.acts:
                if does == STUCK:
                    restated[key] = restated.get(key, -1) + 1
                elif does not in {SKIP, PUT_OFF} and key in restated:
                    ended.append((*key, restated.pop(key)))
        return ended + [(*key, count) for key, count in restated.items()]

    # -- timers, letters, messages --------------------------------------------------------

    def _timers_are_done(self) -> None:
        """All that was due, and the next prompt is promised once in each place."""
        pending = rows(self.url, "SELECT key FROM timers WHERE done_at IS NULL")
        places = [("checkins.prompt", c.id, p) for c in CHECKINS.values() for p in places_of(c)]
        promised = Counter(tuple(key.split(":")[:3]) for (key,) in pending)
        equal(promised, Counter(places), "promised prompts")
        ends = rows(self.url, "SELECT outcome, attempts FROM timers WHERE done_at IS NOT NULL")
        none({outcome for outcome, _ in ends} - FINE_ENDS, "timers that ended otherwise")
        equal({attempts for _, attempts in ends}, {0}, "attempts")

    def _letters_are_done(self) -> None:
        none([row for row in self.letters.values() if row[3] is None], "letters that wait")
        outcomes = {row[2] for row in self.letters.values()}
        none(outcomes - {"sent", "no longer true"}, "letters that ended otherwise")
        # Who died after the last letter left a row whose lease has ended.
        now = int(self.course.now.timestamp()) * 1_000_000
        held = f"SELECT * FROM destinations WHERE lease_until > {now} OR hold_until > {now}"
        none(rows(self.url, held), "destinations that are held")

    def _each_arrived_once(self) -> None:
        """Or as often as a far side without nonces could not know better."""
        arrived = Counter(_plain_key(self.letters[m.letter][1]) for m in self.arrived)
        due = Counter(self._keys_due())
        none(due - arrived, "lost")
        self.doubled = arrived - due
        under_way = Counter(
            _plain_key(self.letters[m.letter][1]) for m in self.arrived if m.id in self.orphans
        )
        none(self.doubled - under_way, "doubled, and was not under way at a death")
        for message in self.arrived:
            key = self.letters[message.letter][1].split(":")
            equal(message.reader, key[2] if len(key) > 2 else None, message)
            equal(message.parent is not None, key[0] == "checkins.details", message)

    def _keys_due(self) -> Iterable[str]:
        for part in self.parts.values():
            about = f"{part.round}:{part.who}"
            yield f"checkins.prompt:{about}"
            if part.habit.prompts == 2:
                yield f"checkins.prompt:{about}:again"
            if part.habit.reminders:
                yield f"checkins.reminder:{about}"
        for round_, row in self.rounds.items():
            if CHECKINS[row[1]].team == "lab":
                yield f"checkins.summary:{round_}"
                if self._answers_in(round_):
                    yield f"checkins.details:{round_}"
            else:
                yield from (f"checkins.summary:{round_}:{n}" for n in members_of(row[1]))

    def _answers_in(self, round_: str) -> int:
        parts: Iterable[Part] = self.parts.values()
        return sum(p.round == round_ and p.habit.progress is Progress.ANSWERED for p in parts)

    def _ids_are_stored(self) -> None:
        """Every message is known by its id, but for those that nobody needed any more when
        their letter came up again, and for doubles."""
        arrived = {m.id: m for m in self.arrived}
        for number, key in self.sent.items():
            equal(self.letters[arrived[number].letter][1], key, arrived[number])
        known = set(self.sent.values())
        for message in self.arrived:
            _, key, outcome, _ = self.letters[message.letter]
            is_known = message.id in self.sent or key in known
            assert is_known or outcome == "no longer true", f"its id is lost: {message}"

    def _messages_tell_the_truth(self) -> None:
        """Those that we can edit read as things stand."""
        for message in self.arrived:
            if message.id not in self.sent:
                continue
            kind, round_, *_ = self.sent[message.id].split(":")
            if kind == "checkins.prompt":
                habit: Habit = self.parts[message.reader or "", round_].habit
                assert READS[habit.progress] in message.text, f"{habit}: {message}"
            elif kind == "checkins.summary":
                members = len(members_of(self.rounds[round_][1]))
                said = f"{self._answers_in(round_)} of {members} checked in."
                assert said in message.text, f"not {said} {message}"


def _plain_key(key: str) -> str:
    """The key of a message, without the instant of a prompt that was put off."""
    parts = key.split(":")
    return ":".join([*parts[:3], "again"]) if len(parts) > 3 else key


def balance_after(course: Course, deaths: int) -> Books:
    """Live until so many have died, and to the end of that day; the books balance."""
    days: list[date] = []
    while len(course.deaths) < deaths:
        assert len(days) < MOST_DAYS, course.deaths
        days.append(course.live_day())
    course.leave()
    books = Books(course, days)
    books.balance()
    return books
