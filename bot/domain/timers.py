"""A promise to act at a time: a row, so that a restart forgets nothing."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import TimerId, WorkspaceId


@dataclass(frozen=True, slots=True)
class Timer:
    """`kind` names the manifest's handler, `about` the ids that it speaks of.

    `key` is unique in the workspace: scheduling the same thing twice, or catching up after a
    stop, does nothing twice. `cursor` is how far a batch has come. `outcome` is why it ended,
    for `unstuck doctor`.
    """

    workspace: WorkspaceId
    id: TimerId
    kind: str
    key: str
    due_at: datetime
    about: tuple[str, ...] = ()
    cursor: str = ""
    attempts: int = 0
    done_at: datetime | None = None
    outcome: str = ""
    version: int = 0
