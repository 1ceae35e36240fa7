"""From an Intent to its Reply. Never raises, and never answers with silence."""

import difflib
import logging
from contextlib import suppress
from dataclasses import replace
from typing import assert_never

from bot.domain.drafts import Draft, Repeat
from bot.domain.errors import Refusal
from bot.domain.ids import DraftId
from bot.domain.letters import Letter, Sent
from bot.engine import actors, choices, faults
from bot.engine.intents import (
    Command,
    Found,
    Intent,
    Notice,
    Opened,
    Press,
    Reply,
    Resume,
    Search,
    Submit,
)
from bot.engine.manifest import FormKind, Words
from bot.engine.registry import Registry
from bot.engine.transactions import TRIES, Transactions
from bot.engine.work import Work
from bot.messages.forms import Form, standing
from bot.messages.parts import Message
from bot.messages.plain import plain
from bot.messages.refs import Ref
from bot.ports.clock import Clock, Random
from bot.ports.dates import Dates
from bot.ports.holidays import Holidays
from bot.ports.places import Places
from bot.ports.store import Conflict, Store, StoreUnavailable

log = logging.getLogger(__name__)


class Dispatcher:
    """Runs Intents and Queries against the registry."""

    def __init__(
        self,
        registry: Registry,
        store: Store,
        clock: Clock,
        random: Random,
        places: Places,
        holidays: Holidays,
        dates: Dates,
    ) -> None:
        self._registry = registry
        self._store = store
        self._clock = clock
        self._transactions = Transactions(
            registry, store, clock, random, places, holidays, dates, self._form
        )

    async def handle(self, intent: Intent) -> Reply:
        """What the one who acted is shown, once all that they did is kept."""
        try:
            match intent:
                case Submit():
                    reply = await self._submit(intent)
                case Press():
                    reply = await self._press(intent)
                case Command():
                    reply = await self._command(intent)
                case Resume():
                    reply = await self._resume(intent)
                case Opened():
                    reply = await self._transactions.run(intent, self._transactions.present)
                case _:
                    assert_never(intent)
            if reply.form is None:
                return reply
            unit = self._store.unit(intent.origin.workspace)
            form = await choices.with_outer_ids(unit, intent.origin.platform, reply.form)
            return replace(reply, form=form)
        except Refusal as refusal:
            return _refused(refusal)
        except Conflict:
            return _apology(intent, faults.busy())
        except StoreUnavailable as trouble:
            log.error("store unavailable", extra={"why": str(trouble)})
            return _apology(intent, faults.unsaved(str(trouble)))
        except Exception:
            incident = self._transactions.new_id()
            log.exception("intent failed", extra={"incident": incident})
            return _apology(intent, faults.broken(incident))

    async def notice(self, notice: Notice) -> None:
        """Keep what the platform says has happened. Raises Conflict or StoreUnavailable: then
        the platform is to say it again."""
        await self._transactions.take(notice)

    async def search(self, query: Search) -> Found:
        """What may complete the words; nothing when the source is not known."""
        complete = self._registry.completers.get(query.source)
        if complete is None:
            return ()
        try:
            unit = self._store.unit(query.origin.workspace)
            work = await self._transactions.begin(Opened(query.origin), unit)
            return await complete(work, query.words)
        except Refusal:
            return ()
        except StoreUnavailable as trouble:
            log.error("store unavailable", extra={"why": str(trouble)})
            return ()
        except Exception:
            log.exception("search failed", extra={"source": query.source})
            return ()

    async def _command(self, command: Command) -> Reply:
        async def act(work: Work) -> Reply:
            if not command.verb:
                return await self._registry.home.run(work, Words(""))
            verb = self._registry.verbs.get(command.verb)
            if verb is None:
                near = difflib.get_close_matches(command.verb, self._registry.verbs, 1)
                nearest = near[0] if near else None
                raise faults.UnknownVerb(command.verb, nearest, command.origin.platform)
            people = await actors.people_met(work, command.people)
            words = Words(command.words.strip(), tuple(people.values()), command.quoted)
            return await verb.run(work, words)

        return await self._transactions.run(command, act)

    # -- presses --------------------------------------------------------------------------

    async def _press(self, press: Press) -> Reply:
        async def act(work: Work) -> Reply:
            action = self._registry.actions.get(press.does.name)
            does = press.does
            if action is None or (action.version, action.takes) != (does.version, len(does.ids)):
                raise faults.UnknownButton
            reply = await action.run(work, *does.ids)
            if reply == Reply() and not work.pressed:
                return await self._transactions.present(work)
            return reply

        try:
            reply = await self._transactions.run(press, act)
        except Refusal as refusal:
            reply = _refused(refusal)
        if reply.form is not None:
            # Nothing has changed yet, and the message rewritten now might arrive after what comes
            # of the form, and undo it.
            return reply
        try:
            edit, piece = await self._rewritten(press)
            reply = replace(reply, edit=edit, piece=piece)
        except Exception:
            # The press is kept: its answer must not be lost, nor say otherwise.
            log.exception("rewriting failed", extra={"action": press.does.name})
        return reply if reply != Reply() else Reply(tell=faults.noted())

    async def _rewritten(self, press: Press) -> tuple[Message | None, int]:
        """The message on which the button stood, written anew from what is kept now, and which
        of its pieces carried the button."""
        if not press.outer_id:
            return None, 0
        unit = self._store.unit(press.origin.workspace)
        found = await unit.find(Sent, place=press.place, outer_id=press.outer_id)
        kind = self._registry.letters.get(found[0].kind) if found else None
        if kind is None:
            return None, 0
        sent = found[0]
        letter = Letter(
            sent.workspace, sent.destination, sent.kind, sent.key, sent.about, sent.facts
        )
        written = await kind.write(unit, letter, self._clock.now())
        return written if isinstance(written, Message) else None, sent.piece

    # -- forms ----------------------------------------------------------------------------

    async def _submit(self, submit: Submit) -> Reply:
        """Keeps what was typed as a draft before anything else looks at it."""
        draft = await self._keep_draft(submit)
        if not submit.is_whole:
            return await self._keep_page(submit)
        form: Form | None = None

        async def act(work: Work) -> Reply:
            nonlocal form
            kind = self._form_kind(submit.does)
            built = await kind.build(work, *submit.does.ids)
            given = draft.values if draft is not None else submit.values
            # By their accounts: somebody met just now has no other id yet, if this is refused.
            form = built.filled(given)
            chosen = await choices.with_our_ids(work, form, replace(submit, values=given))
            # A page may be sent again when the others are kept already, and are no draft any more.
            kept = {f.name: standing(f) for f in built.fields if f.name not in given}
            values = {**chosen, **kept}
            wrong = form.faults(values)
            if wrong:
                raise faults.FieldFaults(wrong)
            reply = await kind.submit(work, *submit.does.ids, values)
            await _forget(work, draft)
            return reply

        async def again(work: Work) -> Reply:
            """What this copy of the input kept is not unsent: the first one was."""
            await _forget(work, draft)
            # Else a third copy has forgotten it, or somebody has typed anew.
            with suppress(Conflict):
                await work.unit.commit()
            return await self._transactions.present(work)

        try:
            return await self._transactions.run(submit, act, again)
        except faults.FieldFaults as wrong:
            return Reply(form=form, faults=wrong.faults)
        except Refusal as refusal:
            if form is None:
                raise
            log.info("refused", extra={"refusal": refusal.kind})
            return Reply(form=form, faults={form.fields[0].name: refusal.sentence})

    async def _keep_page(self, page: Submit) -> Reply:
        """The form with all that was typed so far. Of pages to come nothing can be wrong yet."""

        async def act(work: Work) -> Reply:
            form = await self._typed(work, page.does)
            try:
                wrong = form.faults(await choices.with_our_ids(work, form, page))
            except faults.FieldFaults as unwanted:
                wrong = unwanted.faults
            return Reply(form=form, faults={n: wrong[n] for n in wrong if n in page.values})

        # Its draft was kept with the id of the input.
        return await self._transactions.run(page, act, act)

    async def _resume(self, resume: Resume) -> Reply:
        async def act(work: Work) -> Reply:
            return Reply(form=await self._typed(work, resume.does))

        return await self._transactions.run(resume, act)

    async def _typed(self, work: Work, does: Ref) -> Form:
        """A form as of now, with what its writer typed and did not send."""
        form = await self._form(work, does)
        known = await work.unit.find(Draft, person=work.me, form=does.encode())
        return form.filled(known[0].values) if known else form

    async def _keep_draft(self, submit: Submit) -> Draft | None:
        """What was typed, with what was kept of the form's other pages; None for a repeat, which
        was kept, and sent, the first time."""
        for attempt in range(1, TRIES + 1):
            unit = self._store.unit(submit.origin.workspace)
            if await unit.get(Repeat, submit.origin.event):
                return None
            work = await self._transactions.begin(submit, unit)
            values = {name: tuple(given) for name, given in submit.values.items()}
            form = submit.does.encode()
            known = await unit.find(Draft, person=work.me, form=form)
            if known:
                draft = replace(known[0], values=known[0].values | values, saved_at=work.now)
                unit.save(draft)
            else:
                draft = Draft(
                    work.workspace, DraftId(work.new_id()), work.me, form, values, work.now
                )
                unit.add(draft)
            await choices.meet(work, submit)
            await self._transactions.hear(work)
            if not submit.is_whole:
                unit.add(Repeat(work.workspace, submit.origin.event, work.now))
            try:
                await unit.commit()
            except Conflict:
                if attempt == TRIES:
                    raise
            else:
                return draft
        raise AssertionError("unreachable")

    def _form_kind(self, does: Ref) -> FormKind:
        kind = self._registry.forms.get(does.name)
        if kind is None or (kind.version, kind.takes) != (does.version, len(does.ids)):
            raise faults.UnknownButton
        return kind

    async def _form(self, work: Work, does: Ref) -> Form:
        return await self._form_kind(does).build(work, *does.ids)


async def _forget(work: Work, draft: Draft | None) -> None:
    for kept in await work.unit.find(Draft, id=draft.id) if draft else ():
        work.unit.remove(kept)


def _refused(refusal: Refusal) -> Reply:
    log.info("refused", extra={"refusal": refusal.kind})
    return Reply(tell=faults.refused(refusal))


def _apology(intent: Intent, why: Message) -> Reply:
    """Trouble of ours, said so that a dialog stays open with what was typed in it."""
    if isinstance(intent, Submit) and intent.values:
        return Reply(faults={next(iter(intent.values)): plain(why)})
    return Reply(tell=why)
