"""Looking at what is open, and going on with what was typed and not sent."""

from collections.abc import Sequence
from datetime import datetime

from bot.access import own_draft
from bot.domain.drafts import DRAFTS_LIVE, Draft
from bot.domain.ids import DraftId
from bot.domain.people import Person
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.work import OpenItem, Work
from bot.features.inbox import messages
from bot.messages.refs import Ref
from bot.ports.store import Reader


async def show(work: Work, _: Words) -> Reply:
    """What is open for the actor, oldest first, and what can be typed."""
    items = await work.open_items()
    return Reply(tell=messages.inbox(items, work.verbs.values(), work.origin.platform))


async def resume(work: Work, draft: str) -> Reply:
    """Opens the form again with everything that was typed."""
    kept = await own_draft(work.unit, work.me, DraftId(draft))
    form = await work.build_form(work, Ref.decode(kept.form))
    return Reply(form=form.filled(kept.values))


async def discard(work: Work, draft: str) -> Reply:
    work.unit.remove(await own_draft(work.unit, work.me, DraftId(draft)))
    return Reply(tell=messages.discarded())


async def unsent_drafts(reader: Reader, person: Person, now: datetime) -> Sequence[OpenItem]:
    drafts = await reader.find(Draft, person=person.id)
    return [
        OpenItem(draft.saved_at, messages.unsent(draft))
        for draft in drafts
        if now - draft.saved_at < DRAFTS_LIVE and any(any(v) for v in draft.values.values())
    ]
