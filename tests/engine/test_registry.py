"""What a feature declares is checked when the table is built, not when somebody types it."""

from dataclasses import replace

import pytest

from adapters.cli.compose import FEATURES
from bot.engine.intents import Reply
from bot.engine.manifest import Manifest, OptionKind, Verb, VerbOption, Words
from bot.engine.registry import Registry
from bot.engine.work import Work

WHO = VerbOption("who", "Who it is", OptionKind.PERSON)
WHAT = VerbOption("what", "What it is")


async def run(_: Work, __: Words) -> Reply:
    return Reply()


def registry(*options: VerbOption) -> Registry:
    verb = Verb("ask", "Asks", "ask @who what", "Asks somebody.", run, options)
    return Registry((*FEATURES, Manifest("asks", verbs=(verb,))))


def test_a_verb_says_what_may_stand_behind_it() -> None:
    options = {name: verb.options for name, verb in registry(WHO, WHAT).verbs.items()}
    assert options["ask"] == (WHO, WHAT)
    assert {name: [o.name for o in given] for name, given in options.items() if given} == {
        "ask": ["who", "what"],
        "away": ["when"],
        "checkin": ["name"],
        "help": ["command"],
        "me": ["city"],
        "pair": ["who"],
        "team": ["name"],
    }


def test_what_usage_shows_can_be_given() -> None:
    """Else a platform that asks for each option by name could not say it."""
    for verb in Registry(FEATURES).verbs.values():
        assert len(verb.usage.split()) - 1 == len(verb.options), verb.name


@pytest.mark.parametrize(
    "options",
    [
        (WHAT, replace(WHAT, name="more")),
        (WHO, replace(WHO, name="whom")),
        (replace(WHAT, name="What"),),
        (replace(WHAT, name="a word"),),
        (replace(WHAT, name="w" * 33),),
        (replace(WHAT, name=""),),
        (replace(WHAT, explained="x" * 101),),
        (replace(WHAT, explained=""),),
        (replace(WHAT, completes="asks.nothing"),),
        (replace(WHO, completes="people.city"),),
        (WHO, replace(WHAT, is_required=True)),
    ],
    ids=range(11),
)
def test_options_that_cannot_be_served_are_refused(options: tuple[VerbOption, ...]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        registry(*options)
