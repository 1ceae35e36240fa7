"""A feature for tests of the machinery: it writes down what happened to it, and breaks on demand.

What it writes is the name of the team "t": one row, so that a conflict is a conflict.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import Refusal
from bot.domain.facts import MemberJoined
from bot.domain.ids import TeamId
from bot.domain.letters import Destination, Letter
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.domain.workspaces import Channel
from bot.engine.choices import open_groups, people_in
from bot.engine.intents import Found, Reply
from bot.engine.manifest import (
    Action,
    FormKind,
    LetterKind,
    Manifest,
    TimerKind,
    Verb,
    Wait,
    Words,
    Written,
)
from bot.engine.work import Batch, Change, Work
from bot.messages.forms import (
    ChannelField,
    Form,
    GroupField,
    PeopleField,
    TextField,
    Values,
    text_of,
)
from bot.messages.parts import Button, Buttons, Part, message, say
from bot.messages.refs import Ref
from bot.ports.store import Reader, UnitOfWork
from tests.offices import Office

T = TeamId("t")


class Closed(Refusal):
    kind = "closed"


async def written(office: Office) -> str:
    """What the trial's use cases, timers and hearers have kept."""
    team = await office.store.unit(office.workspace).get(Team, T)
    assert team is not None
    return team.name


async def _append(unit: UnitOfWork, text: str) -> None:
    team = (await unit.find(Team, id=T))[0]
    unit.save(replace(team, name=team.name + text))


# -- verbs and buttons ------------------------------------------------------------------------


async def _write(work: Work, words: Words) -> Reply:
    await _append(work.unit, words.text)
    return Reply(tell=message(say(f"Written: {words.text}")))


async def _break(work: Work, words: Words) -> Reply:
    await _append(work.unit, "half of it")
    raise RuntimeError("a bug of ours")


async def _refuse(work: Work, _: Words) -> Reply:
    await _append(work.unit, "half of it")
    raise Closed("That is closed.", hint="Come back tomorrow.")


async def _tell(work: Work, words: Words) -> Reply:
    await _append(work.unit, words.text)
    work.note(MemberJoined(T, work.me))
    return Reply(tell=message(say("Told.")))


async def _press(work: Work, text: str) -> Reply:
    if text == "break":
        return await _break(work, Words(""))
    if text == "refuse":
        return await _refuse(work, Words(""))
    if text == "open":
        return await _open(work, Words(""))
    await _append(work.unit, text)
    return Reply()


async def _quote(work: Work, words: Words) -> Reply:
    if words.quoted is None:
        return Reply(tell=message(say("Nothing is quoted.")))
    await _append(work.unit, words.quoted.text)
    return Reply(tell=message(say(f"Quoted from {words.quoted.link}")))


# -- a form -----------------------------------------------------------------------------------


async def _form(work: Work, _: str) -> Form:
    if "closed" in (await work.unit.find(Team, id=T))[0].name:
        raise Closed("That is closed.")
    people = PeopleField("people", "With whom?", is_required=False)
    return Form(Ref("trial.note", ("1",)), "Note", "Send", (TextField("text", "What?"), people))


async def _submit(work: Work, _: str, values: Values) -> Reply:
    text = text_of(values, "text")
    if text == "break":
        await _break(work, Words(""))
    if text == "refuse":
        await _refuse(work, Words(""))
    await _append(work.unit, text)
    return Reply(tell=message(say("Noted.")))


async def _open(work: Work, _: Words) -> Reply:
    return Reply(form=await _form(work, "1"))


async def _choice(_: Work) -> Form:
    people = PeopleField("people", "Who?", is_required=False)
    place = ChannelField("place", "Where?", nothing="Nowhere")
    everybody = GroupField("everybody", "And?", nothing="Nobody")
    return Form(Ref("trial.choose"), "Choose", "Send", (people, place, everybody))


async def _choose(work: Work, values: Values) -> Reply:
    """Says who, where, and who more, by their names."""
    who = await work.unit.find(Person, id=people_in(values["people"]))
    where = await work.unit.find(Channel, id=list(values["place"]))
    members = await work.unit.find(Person, id=people_in(values["everybody"]))
    opened = [
        f"@{group.name}({group.outer_id}{'' if group.is_notified else ', silent'})"
        for group in open_groups(values["everybody"])
    ]
    names = [[p.name for p in who], [c.name for c in where], [p.name for p in members], opened]
    return Reply(tell=message(say(" | ".join(",".join(some) for some in names))))


# -- what others hear and offer ---------------------------------------------------------------


async def _hear(change: Change, fact: MemberJoined) -> None:
    if "deaf" in (await change.unit.find(Team, id=T))[0].name:
        raise RuntimeError("a hearer with a bug")
    await _append(change.unit, "+heard")


async def _offer(work: Work, fact: MemberJoined) -> Sequence[Part]:
    if "break" in (await work.unit.find(Team, id=T))[0].name:
        raise RuntimeError("an offer with a bug")
    return [say("May I help?")]


async def _complete(work: Work, words: str) -> Found:
    if words == "break":
        raise RuntimeError("a completer with a bug")
    return [(words, words.upper())]


# -- timers -----------------------------------------------------------------------------------


async def _count(batch: Batch) -> None:
    """Writes the keys of its timers; one called "poison" breaks the batch."""
    if any(timer.key.startswith("poison") for timer in batch.timers):
        raise RuntimeError("a timer with a bug")
    await _append(batch.unit, "".join(f"<{timer.key}>" for timer in batch.timers))
    for timer in batch.timers:
        batch.finish(timer)


async def _missed(batch: Batch) -> None:
    for timer in batch.timers:
        batch.schedule(timer, "trial.hasty", f"{timer.key}+", timer.due_at + timedelta(days=1))


async def _bit_by_bit(batch: Batch) -> None:
    """Three steps, the cursor kept between them."""
    for timer in batch.timers:
        await _append(batch.unit, f"({timer.cursor})")
        if timer.cursor == "ii":
            batch.finish(timer)
        else:
            batch.go_on(timer, timer.cursor + "i")


# -- letters ----------------------------------------------------------------------------------


async def _say(reader: Reader, letter: Letter, now: datetime) -> Written:
    """Says its fact "text", from its fact "after" on and before its fact "until", or nothing
    without a text; with "written", what was written so far."""
    after, until = letter.facts.get("after"), letter.facts.get("until")
    if until and now >= datetime.fromisoformat(until):
        return None
    if after and now < datetime.fromisoformat(after):
        return Wait(datetime.fromisoformat(after))
    text = letter.facts.get("text", "")
    team = await reader.get(Team, T)
    if text == "written" and team:
        text = f"written: {team.name}"
    if text == "break" or (text == "brittle" and team and team.name):
        raise RuntimeError("a letter with a bug")
    if not text:
        return None
    button = Button("Press", Ref("trial.press", ("pressed",)))
    return message(say(text), Buttons((button,)))


async def _undelivered(unit: UnitOfWork, letter: Letter, why: str, now: datetime) -> None:
    if letter.kind == "trial.say":
        await _append(unit, f"[{letter.facts.get('text', '')}: {why}]")
    if letter.facts.get("text") == "unspeakable":
        raise RuntimeError("a bug in telling of it")


async def _shut_out(unit: UnitOfWork, letter: Letter, _: str, __: datetime) -> None:
    await _append(unit, f"[shut out: {letter.facts['text']}]")


def saying(office: Office, to: str, text: str, key: str = "", **more: str) -> Letter:
    """A letter that says `text`; with a key of its own it can be edited."""
    facts, key = {"text": text, **more}, key or f"{to}:{text}"
    return Letter(office.workspace, Destination(to), "trial.say", key, (), facts)


TRIAL = Manifest(
    name="trial",
    verbs=(
        Verb("write", "Writes", "write words", "Writes the words.", _write),
        Verb("break", "Breaks", "break", "Breaks.", _break),
        Verb("refuse", "Refuses", "refuse", "Refuses.", _refuse),
        Verb("tell", "Tells", "tell words", "Tells others.", _tell),
        Verb("quote", "Quotes", "quote", "Quotes.", _quote, on_message="Quote it"),
        Verb("open", "Opens", "open", "Opens a form.", _open),
    ),
    actions={"trial.press": Action(1, _press)},
    forms={
        "trial.note": FormKind(1, _form, _submit),
        "trial.choose": FormKind(0, _choice, _choose),
    },
    letters={"trial.say": LetterKind(_say)},
    timers={
        "trial.count": TimerKind(_count, "counts"),
        "trial.few": TimerKind(_count, "counts", at_once=2),
        "trial.steps": TimerKind(_bit_by_bit, "counts bit by bit"),
        "trial.hasty": TimerKind(_count, "counts", late_after=timedelta(hours=2), missed=_missed),
    },
    hears=((MemberJoined, _hear),),
    offers=((MemberJoined, _offer),),
    undelivered=_undelivered,
    shut_out=_shut_out,
    completers={"trial.words": _complete},
)
