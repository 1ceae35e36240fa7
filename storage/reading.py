"""Reading nouns, with what the unit of work has not yet kept laid over the rows."""

from collections.abc import Collection, Iterable
from enum import Enum, auto
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, literal, select
from sqlalchemy.sql.base import Executable

from bot.domain.ids import WorkspaceId
from storage.database import Session
from storage.mapper import Mapper, mapper_of
from storage.pieces import in_pieces
from storage.statements import Given, Kind, Question, Statement, is_member, members
from storage.writes import columns_of

Noun = TypeVar("Noun")
Key = tuple[str, ...]

_WORKSPACE = "_workspace"
"""The parameter for the workspaces of the unit."""


@cache
def finding(
    mapper: Mapper[Any],
    shape: tuple[tuple[str, str], ...],
    is_newest: bool,
    is_page: bool = False,
) -> Question:
    """Rows whose columns are as `shape` says, in the order of their keys or the reverse; of a
    page those above an id."""
    table = mapper.table

    def build(kind: Kind) -> Executable:
        is_meant: list[ColumnElement[bool]] = []
        for name, how in shape:
            column = table.c.workspace if name == _WORKSPACE else table.c[name]
            match how:
                case "empty":
                    is_meant.append(column.is_(None))
                case "member":
                    is_meant.append(is_member(kind, column, name))
                case _:
                    is_meant.append(column == bindparam(name))
        if kind == "sqlite":
            # Without statistics it takes a workspace for a few rows, and would read all of it
            # in the order of the key instead of the few that are meant by their index.
            odds = [0.99, *(0.001 for _ in is_meant[1:])]
            is_meant = [
                func.likelihood(one, literal(odd)) for one, odd in zip(is_meant, odds, strict=True)
            ]
        rows = select(*(table.c[name] for name in mapper.fields)).where(*is_meant)
        key = [table.c[name] for name in mapper.key]
        most: ColumnElement[int] = bindparam("_most", type_=BigInteger())
        if is_page:
            return rows.where(key[-1] > bindparam("_after")).order_by(*key).limit(most)
        if is_newest:
            return rows.order_by(*(column.desc() for column in key)).limit(most)
        return rows.order_by(*key)

    return Question(build)


@cache
def _getting(mapper: Mapper[Any]) -> Statement:
    """The rows of the given keys."""
    table = mapper.table

    def build(given: Given) -> Executable:
        rows = select(*(table.c[name] for name in mapper.fields))
        return rows.where(*(table.c[name] == given[name] for name in mapper.key))

    return Statement(build, columns_of(table, *mapper.key), returns=True)


class Write(Enum):
    """What happens to a row when its unit is committed."""

    ADD = auto()
    SAVE = auto()
    REMOVE = auto()


class Change(NamedTuple):
    """A row as this unit will leave it; `version` is the one first read."""

    write: Write
    noun: Any
    version: int


def _is_collection(value: object) -> bool:
    # Strings first: most values are, and a Collection is asked for its methods.
    return not isinstance(value, (str, bytes)) and isinstance(value, Collection)


def _matches(noun: object, where: dict[str, Any]) -> bool:
    """What the database would say of the row."""
    for name, wanted in where.items():
        value = getattr(noun, name)
        if value not in wanted if _is_collection(wanted) else value != wanted:
            return False
    return True


class Reading:
    """Keeps the promises of `bot.ports.store.Reader`, for one workspace or several."""

    def __init__(self, session: Session, workspaces: Collection[WorkspaceId]) -> None:
        self._session = session
        self._workspaces = frozenset(workspaces)
        self._changes: dict[type[Any], dict[Key, Change]] = {}

    def _check(self, workspace: WorkspaceId) -> None:
        if workspace not in self._workspaces:
            raise ValueError(f"this unit is not of workspace {workspace}")

    async def get(self, noun: type[Noun], *key: str) -> Noun | None:
        mapper = mapper_of(noun)
        workspaces = self._workspaces
        if len(key) == len(mapper.key):
            workspaces, key = workspaces & {WorkspaceId(key[0])}, key[1:]
        changes = self._changes.get(noun, {})
        for workspace in workspaces if changes else ():
            if change := changes.get((workspace, *key)):
                return None if change.write is Write.REMOVE else cast(Noun, change.noun)
        wanted = [dict(zip(mapper.key, (one, *key), strict=True)) for one in workspaces]
        rows = await self._session.read_each(_getting(mapper), wanted) if wanted else ()
        return mapper.decode(rows[0]) if rows else None

    async def get_each(self, noun: type[Noun], keys: Iterable[Key]) -> list[Noun]:
        mapper = mapper_of(noun)
        changes = self._changes.get(noun, {})
        found: list[Noun] = []
        wanted: list[dict[str, Any]] = []
        for key in dict.fromkeys(keys):
            self._check(WorkspaceId(key[0]))
            if change := changes.get(key):
                if change.write is not Write.REMOVE:
                    found.append(change.noun)
            else:
                wanted.append(dict(zip(mapper.key, key, strict=True)))
        if wanted:
            rows = await self._session.read_each(_getting(mapper), wanted)
            found += await in_pieces(mapper.decode, rows)
        return found

    async def find(self, noun: type[Noun], **where: object) -> list[Noun]:
        return await self._find(noun, where)

    async def newest(self, noun: type[Noun], most: int, **where: object) -> list[Noun]:
        # Each change of this unit may take one of the rows away.
        limit = most + len(self._changes.get(noun, ()))
        return (await self._find(noun, where, limit))[:most]

    async def page(self, noun: type[Noun], after: str, most: int, **where: object) -> list[Noun]:
        return await self._read(mapper_of(noun), where, self._workspaces, most, after)

    async def _find(
        self, noun: type[Noun], where: dict[str, Any], newest: int | None = None
    ) -> list[Noun]:
        """In the order of the keys; with `newest` in the reverse one, and so many at most."""
        mapper = mapper_of(noun)
        if any(_is_collection(wanted) and not wanted for wanted in where.values()):
            return []
        found = await self._read(mapper, where, self._workspaces, newest)
        if changes := self._changes.get(noun):
            found = [one for one in found if mapper.key_of(one) not in changes]
            found += [
                change.noun
                for change in changes.values()
                if change.write is not Write.REMOVE and _matches(change.noun, where)
            ]
            found.sort(key=mapper.key_of, reverse=newest is not None)
        return found

    async def _read(
        self,
        mapper: Mapper[Noun],
        where: dict[str, Any],
        workspaces: Collection[str],
        most: int | None = None,
        after: str | None = None,
    ) -> list[Noun]:
        if not workspaces:
            return []
        kind = self._session.compiler.kind
        shape: list[tuple[str, str]] = []
        parameters: dict[str, Any] = {"_most": most, "_after": after}
        wanted_of: dict[str, Any] = {_WORKSPACE: workspaces, **where}
        for name, wanted in wanted_of.items():
            column = mapper.key[0] if name == _WORKSPACE else name
            if wanted is None:
                shape.append((name, "empty"))
                continue
            if not _is_collection(wanted):
                wanted = (wanted,)
            values = [mapper.encode_value(column, one) for one in wanted]
            is_one = len(values) == 1
            shape.append((name, "equal" if is_one else "member"))
            parameters[name] = values[0] if is_one else members(kind, values)
        question = finding(mapper, tuple(shape), most is not None, is_page=after is not None)
        return await in_pieces(mapper.decode, await self._session.read(question, parameters))
