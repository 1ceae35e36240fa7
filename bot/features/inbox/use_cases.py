"""Looking at what is open, and going on with what was typed and not sent."""

from contextlib import suppress

from bot.access import own_draft
from bot.domain.drafts import DRAFTS_LIVE, Draft
from bot.domain.errors import Refusal
from bot.domain.ids import DraftId
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.work import OpenItem, Work
from bot.features.inbox import messages
from bot.messages.forms import Form, TextField, Values, text_of
from bot.messages.refs import Ref


async def show(work: Work, _: Words) -> Reply:
    """What is open for the actor, oldest first, and what can be typed."""
    items = [*await work.open_items(), *await _unsent(work)]
    items.sort(key=lambda item: item.since)
    return Reply(tell=messages.inbox(items, work.verbs.values(), work.origin.platform))


async def resume(work: Work, draft: str) -> Reply:
    """Opens the form again with everything that was typed."""
    kept = await own_draft(work.unit, work.me, DraftId(draft))
    form = await work.build_form(work, Ref.decode(kept.form))
    return Reply(form=form.filled(kept.values))


async def discard(work: Work, draft: str) -> Reply:
    work.unit.remove(await own_draft(work.unit, work.me, DraftId(draft)))
    return Reply(tell=messages.discarded())


async def _unsent(work: Work) -> list[OpenItem]:
    """What was typed and not sent; of a form that is gone, all that was given."""
    items = []
    for draft in await work.unit.find(Draft, person=work.me):
        given = [value for values in draft.values.values() for value in values if value]
        if work.now - draft.saved_at >= DRAFTS_LIVE or not given:
            continue
        title = ""
        with suppress(Refusal):
            form = await work.build_form(work, Ref.decode(draft.form))
            title, given = form.title, _typed(form, draft.values)
        parts = messages.unsent(draft, title, max(given, key=len, default=""))
        items.append(OpenItem(draft.saved_at, parts))
    return items


def _typed(form: Form, values: Values) -> list[str]:
    """The words in it that are its writer's own: a choice is kept as a code, and what a field
    offered was not typed."""
    given = ((f, text_of(values, f.name)) for f in form.fields if isinstance(f, TextField))
    return [text for field, text in given if text != field.value]
