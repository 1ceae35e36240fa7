"""Everything typed into a form is kept first, so that nothing typed is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import DraftId, PersonId, WorkspaceId

DRAFTS_LIVE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's unsent values of one form; `form` is the form's encoded reference."""

    workspace: WorkspaceId
    id: DraftId
    person: PersonId
    form: str
    values: dict[str, tuple[str, ...]]
    saved_at: datetime
    version: int = 0


@dataclass(frozen=True, slots=True)
class Repeat:
    """An input that was handled: the platform's own id of it, kept 24 h (design.md)."""

    workspace: WorkspaceId
    key: str
    handled_at: datetime
