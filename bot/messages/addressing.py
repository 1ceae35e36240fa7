"""Whom each piece of a message may ping."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.ids import PersonId
from bot.messages.parts import Fields, Mention, Message, Paragraph


def addressed(pieces: Sequence[Message]) -> tuple[Message, ...]:
    """The pieces, in which the first has all the addresses: each with those of whom it mentions
    before any other does."""
    mentioned_in: dict[PersonId, int] = {}
    for number, piece in enumerate(pieces):
        for person in _mentioned(piece):
            mentioned_in.setdefault(person, number)
    addresses = pieces[0].addresses if pieces else ()
    return tuple(
        replace(piece, addresses=tuple(a for a in addresses if mentioned_in.get(a, 0) == number))
        for number, piece in enumerate(pieces)
    )


def _mentioned(message: Message) -> Iterator[PersonId]:
    for part in message.parts:
        match part:
            case Paragraph(spans):
                lines = [spans]
            case Fields(fields):
                lines = [value for _, value in fields]
            case _:
                lines = []
        yield from (span.person for line in lines for span in line if isinstance(span, Mention))
