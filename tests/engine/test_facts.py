"""What one feature says happened, others hear in the same transaction, and may add an offer."""

import logging

import pytest

from bot.engine.intents import Command
from bot.messages.plain import plain
from tests.engine.trial import written
from tests.offices import Office


async def says(office: Office, words: str) -> str:
    verb, _, rest = words.partition(" ")
    reply = await office.handle(Command(office.origin("ann"), verb, rest))
    assert reply.tell is not None
    return plain(reply.tell)


async def test_what_is_heard_is_kept_with_what_was_told(office: Office) -> None:
    await says(office, "tell something")
    assert await written(office) == "something+heard"


async def test_a_hearer_that_fails_undoes_all_of_it(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    assert "Something went wrong" in await says(office, "tell deaf")
    assert await written(office) == ""


async def test_an_offer_stands_below_the_answer(office: Office) -> None:
    said = (await says(office, "tell something")).splitlines()
    assert (said[0], said[-1]) == ("Told.", "May I help?")


async def test_an_offer_that_fails_never_loses_the_answer(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    said = (await says(office, "tell break")).splitlines()
    assert said[0] == "Told."
    assert "May I help?" not in said
    assert await written(office) == "break+heard"
    assert "offer failed" in caplog.text
