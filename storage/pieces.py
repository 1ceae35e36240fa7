"""Long lists made in pieces, so that a batch of thousands does not stall the event loop."""

import asyncio
from collections.abc import Callable, Collection
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")

_PIECE = 250
"""Rows between two turns of the loop: 2 ms."""


async def in_pieces(make: Callable[[T], U], items: Collection[T]) -> list[U]:
    """`make` of each, in their order; the event loop turns in between."""
    if len(items) <= _PIECE:
        return list(map(make, items))
    made: list[U] = []
    rest = iter(items)
    while piece := list(map(make, islice(rest, _PIECE))):
        made += piece
        await asyncio.sleep(0)
    return made
