"""What `storage` needs of a database: two of them keep this, `sqlite` and `postgres`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from storage.statements import Batch, Compiler, Question, Statement

Row = Sequence[Any]


class Session(Protocol):
    """Reads what is kept, and writes once."""

    @property
    def compiler(self) -> Compiler: ...

    async def read(self, question: Question, parameters: Mapping[str, Any]) -> Sequence[Row]: ...

    async def read_each(
        self, statement: Statement, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Row]:
        """What the statement gives for all the rows together, in any order."""
        ...

    async def write(
        self, batches: Sequence[Batch], wake_at: int | None = None
    ) -> list[Sequence[Row]]:
        """Do all of it in one transaction, or nothing; the rows of each that `returns`.

        `wake_at` is the earliest instant at which something may be due because of it: other
        processes on the same database hear of it.
        """
        ...


class Database(Session, Protocol):
    """One database. Each `read` and `write` is a transaction of its own."""

    def claiming(self) -> AbstractAsyncContextManager[Session]:
        """A session in which rows can be claimed: they are free again when it is left.

        Its `write` ends it.
        """
        ...

    async def listen(self, hear: Callable[[int], None]) -> None:
        """From now on call `hear` with the `wake_at` of what other processes write.

        After a lost connection it is called with 0: something may have been missed.
        """
        ...

    async def close(self) -> None: ...
