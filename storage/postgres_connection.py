"""How PostgreSQL is connected to, and what may be wrong with it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import asyncpg
from asyncpg import exceptions as faults

from bot.ports.store import Conflict, StoreUnavailable
from storage.errors import BadAddress

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

CONNECT_SECONDS = 10.0
COMMAND_SECONDS = 60.0
SETTINGS = {
    "application_name": "unstuck",
    # Our statements are many and short: compiling them costs more than running them.
    "jit": "off",
    # Each goes by an index. Of a table that was empty an hour ago PostgreSQL still believes that
    # to read all of it is cheaper.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}

_SENTENCES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (faults.InvalidAuthorizationSpecificationError,),
        "PostgreSQL refuses the user or the password in DATABASE_URL.",
    ),
    (
        (faults.InvalidCatalogNameError,),
        "PostgreSQL has no database of the name in DATABASE_URL. Create it with createdb.",
    ),
    (
        (faults.InsufficientPrivilegeError,),
        "The user in DATABASE_URL may not make or use the tables. Let it own the database.",
    ),
    (
        (faults.DiskFullError, faults.OutOfMemoryError),
        "PostgreSQL has no room left. Free some space on its machine; Unstuck goes on then.",
    ),
    (
        (faults.ReadOnlySQLTransactionError,),
        "PostgreSQL takes no writes: DATABASE_URL names a standby, or it was set to read-only.",
    ),
    (
        (faults.TooManyConnectionsError,),
        "PostgreSQL has no connection left for Unstuck. Raise its max_connections.",
    ),
    (
        (
            OSError,
            TimeoutError,
            faults.PostgresConnectionError,
            faults.OperatorInterventionError,
            faults.InternalClientError,
        ),
        "PostgreSQL cannot be reached. See that it runs, and that DATABASE_URL names its host.",
    ),
)


async def open_connection(url: str) -> "Connection":
    """One connection of our own, outside the pool. Raises StoreUnavailable."""
    with telling():
        return await asyncpg.connect(
            url,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            server_settings=SETTINGS,
        )


@contextmanager
def telling() -> Iterator[None]:
    """Turns what PostgreSQL and the network say into Conflict and StoreUnavailable."""
    try:
        yield
    except (
        faults.UniqueViolationError,
        faults.SerializationError,
        faults.DeadlockDetectedError,
    ) as error:
        raise Conflict from error
    except faults.ClientConfigurationError as error:
        raise BadAddress from error
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise StoreUnavailable(sentence) from error


def _sentence(error: Exception) -> str | None:
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return sentence
    # asyncpg has no class for a connection, or a pool, that was closed before it was asked.
    if isinstance(error, faults.InterfaceError) and re.search("clos|released", str(error)):
        return _SENTENCES[-1][1]
    return None
