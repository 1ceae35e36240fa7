"""Trigger ids: three seconds, one use."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from tests.servers.slack.refusals import Refused
from tests.servers.slack.state import User, Workspace

LIFE = timedelta(seconds=3)
"""Source: docs.slack.dev, interactivity/handling-user-interaction; api docs of views.open."""


@dataclass(eq=False)
class Trigger:
    """What a person did, for which a modal may be shown."""

    user: User
    issued_at: datetime
    kind: str
    """The type of the payload that carried it."""
    view_id: str = ""
    is_used: bool = False


@dataclass
class Triggers:
    """All trigger ids that were given out."""

    workspace: Workspace
    _issued: dict[str, Trigger] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def issue(self, user: User, kind: str, view_id: str = "") -> str:
        id = f"{int(self.workspace.now().timestamp())}.{next(self._numbers)}.{len(self._issued):x}"
        self._issued[id] = Trigger(user, self.workspace.now(), kind, view_id)
        return id

    def exchange(self, id: object) -> Trigger:
        """Use it up; refused when it is unknown, used or too old."""
        trigger = self._issued.get(str(id))
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if self.workspace.now() - trigger.issued_at > LIFE:
            raise Refused("expired_trigger_id")
        trigger.is_used = True
        return trigger
