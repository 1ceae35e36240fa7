"""What the core answers to the one who acted, put where they acted."""

from datetime import datetime

from adapters.playground.chat import RESEARCH, direct
from adapters.playground.inbound import Act
from adapters.playground.render import Json, body_of, entry_json, form_json
from adapters.playground.transcript import BOT, Draft, Entry, Transcript
from bot.engine.intents import Reply
from bot.messages.parts import Message


def conversation_of(act: Act) -> str:
    return direct(act.who.id) if act.is_direct else RESEARCH


def can_see(entry: Entry, person: str) -> bool:
    """Whether an entry is on that person's page."""
    is_theirs = entry.conversation in (direct(person), RESEARCH)
    return is_theirs and entry.only_for in ("", person)


async def show(
    transcript: Transcript,
    reply: Reply,
    act: Act,
    at: datetime,
    *,
    stood_on: Entry | None = None,
    is_press: bool = False,
) -> Json:
    """Keep what is to be seen, and say the rest to the page. The same act again changes what
    its first answer said.

    `stood_on` is the message on which the button stood, or from which the form was opened.
    """
    told = edited = None
    if reply.tell is not None:
        is_private = stood_on is not None and stood_on.only_for != ""
        replaced = stood_on.id if stood_on and is_press and is_private else None
        told = await _tell(transcript, reply.tell, act, at, stood_on, replaced)
    if reply.edit is not None and stood_on is not None:
        edited = await transcript.edit(stood_on.id, body_of(reply.edit), at)
    return {
        "told": entry_json(told) if told else None,
        "form": form_json(reply.form) if reply.form else None,
        "faults": dict(reply.faults),
        "edited": entry_json(edited) if edited else None,
    }


async def _tell(
    transcript: Transcript,
    message: Message,
    act: Act,
    at: datetime,
    stood_on: Entry | None,
    replaced: int | None,
) -> Entry:
    body = body_of(message)
    if replaced is not None:
        entry = await transcript.edit(replaced, body, at)
        if entry is not None:
            return entry
    draft = Draft(
        conversation=conversation_of(act),
        author=BOT,
        body=body,
        nonce=f"told:{act.who.id}:{act.event}",
        parent=stood_on.parent if stood_on else None,
        only_for=act.who.id,
    )
    entry = await transcript.add(draft, at)
    return await transcript.edit(entry.id, body, at) or entry
