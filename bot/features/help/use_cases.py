"""Explaining."""

from bot.domain.errors import Refusal
from bot.engine.intents import Found, Reply
from bot.engine.manifest import Words
from bot.engine.work import Work
from bot.features.help import messages


class NoSuchVerb(Refusal):
    """`help` for something that is no command."""

    kind = "no_such_verb"


async def explain(work: Work, words: Words) -> Reply:
    """All verbs, or the one named."""
    name, platform = words.text.casefold().removeprefix("/"), work.origin.platform
    if not name:
        return Reply(tell=messages.all_verbs(work.verbs.values(), platform))
    verb = work.verbs.get(name)
    if verb is None:
        raise NoSuchVerb(messages.unknown(name), hint=messages.lists_all(platform))
    return Reply(tell=messages.one_verb(verb, platform))


async def complete_verb(work: Work, words: str) -> Found:
    typed = words.strip().casefold().removeprefix("/")
    verbs = work.verbs.values()
    begins = [verb for verb in verbs if verb.name.startswith(typed)]
    holds = [verb for verb in verbs if typed in verb.summary.casefold() and verb not in begins]
    return [(verb.name, messages.completion(verb)) for verb in (*begins, *holds)]
