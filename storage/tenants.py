"""Which workspaces of a platform there are, and in which of them somebody is known: read across
them, for the adapter of that platform and for nobody in the core."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select

from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import Platform
from storage.database import Database
from storage.statements import Question
from storage.tables import accounts, installations, people, workspaces

_NAMED = (installations.c.workspace, installations.c.outer_id, workspaces.c.name)
_IN_USE = and_(
    installations.c.platform == bindparam("platform"), installations.c.removed_at.is_(None)
)
_OF_WORKSPACE = workspaces.c.workspace == installations.c.workspace

INSTALLED = Question(
    lambda kind: (
        select(*_NAMED)
        .join_from(installations, workspaces, _OF_WORKSPACE)
        .where(_IN_USE)
        .order_by(installations.c.outer_id)
    )
)
OF_ACCOUNT = Question(
    lambda kind: (
        select(*_NAMED)
        .join_from(accounts, installations, installations.c.workspace == accounts.c.workspace)
        .join(workspaces, _OF_WORKSPACE)
        .join(
            people,
            and_(people.c.workspace == accounts.c.workspace, people.c.id == accounts.c.person),
        )
        .where(
            _IN_USE,
            accounts.c.platform == bindparam("platform"),
            accounts.c.outer_id == bindparam("outer_id"),
            people.c.gone_at.is_(None),
        )
        .order_by(workspaces.c.name, installations.c.outer_id)
    )
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """A workspace that has the bot now, as the platform calls it."""

    workspace: WorkspaceId
    outer_id: str
    name: str


async def installed(database: Database, platform: Platform) -> Sequence[Tenant]:
    """Those of the platform, in the order of its ids."""
    rows = await database.read(INSTALLED, {"platform": platform.value})
    return [Tenant(WorkspaceId(workspace), *rest) for workspace, *rest in rows]


async def of_account(database: Database, platform: Platform, outer_id: str) -> Sequence[Tenant]:
    """Those in which this account is known and has not left, by name."""
    given = {"platform": platform.value, "outer_id": outer_id}
    rows = await database.read(OF_ACCOUNT, given)
    return [Tenant(WorkspaceId(workspace), *rest) for workspace, *rest in rows]
