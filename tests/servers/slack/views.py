"""Modals and the Home: kept as Slack keeps them, a stack of at most three for each person."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

from tests.servers.slack.blocks import (
    complete_texts,
    completed,
    initial_values,
    values_after_update,
)
from tests.servers.slack.refusals import Refused
from tests.servers.slack.state import Json, User, Workspace

STACK_DEPTH = 3
"""Source: views.push, push_limit_reached."""
MOST_BYTES = 250_000
"""Source: views.open, view_too_large."""
TROUBLE = "We had some trouble connecting. Try again?"
"""What a person reads in a modal whose submission was not acknowledged."""


@dataclass(eq=False)
class View:
    """A view that is open, with what stands in its fields."""

    id: str
    user: User
    source: Json
    hash: str
    values: Json
    root_view_id: str
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    found: dict[str, list[Json]] = field(default_factory=dict)
    """By block_id: the options that searches brought."""

    @property
    def blocks(self) -> list[Json]:
        return list(self.source["blocks"])

    @property
    def notify_on_close(self) -> bool:
        return bool(self.source.get("notify_on_close"))


@dataclass
class Views:
    """All views, by person."""

    workspace: Workspace
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    _hashes: Iterator[int] = field(default_factory=lambda: count(1))

    def stack(self, user: User) -> list[View]:
        return self.stacks.setdefault(user.id, [])

    def top(self, user: User) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def open(self, user: User, source: Json) -> View:
        """A new stack with this view; what was open is gone."""
        self._refuse(source)
        view = self._new(user, source)
        self.stacks[user.id] = [view]
        return view

    def push(self, user: User, source: Json) -> View:
        self._refuse(source)
        stack = self.stack(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK_DEPTH:
            raise Refused("push_limit_reached")
        view = self._new(user, source)
        view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def update(self, view: View, source: Json, hash: str = "") -> View:
        self._refuse(source, view)
        if hash and hash != view.hash:
            raise Refused("hash_conflict")
        view.source = self._kept(source)
        view.values = values_after_update(view.values, view.blocks)
        view.hash = self._hash()
        view.errors = {}
        return view

    def publish(self, user: User, source: Json, hash: str = "") -> View:
        home = self.homes.get(user.id)
        if home is not None:
            return self.update(home, source, hash)
        self._refuse(source)
        self.homes[user.id] = self._new(user, source)
        return self.homes[user.id]

    def find(self, view_id: str = "", external_id: str = "") -> View:
        for view in self._all():
            if view_id == view.id or (external_id and external_id == view.source["external_id"]):
                return view
        raise Refused("not_found")

    def close(self, view: View) -> None:
        """Close one view of its stack; the one below is shown again, if it does not clear all."""
        stack = self.stack(view.user)
        if view not in stack:
            return
        if view.source.get("clear_on_close"):
            stack.clear()
        else:
            stack.remove(view)

    def as_json(self, view: View) -> Json:
        """The keys of a recorded view_submission's view."""
        shown: Json = {
            "id": view.id,
            "team_id": self.workspace.team_id,
            "type": view.source["type"],
            "blocks": view.blocks,
            "private_metadata": view.source.get("private_metadata", ""),
            "callback_id": view.source.get("callback_id", ""),
            "state": {"values": view.values},
            "hash": view.hash,
            "title": view.source.get("title"),
            "clear_on_close": bool(view.source.get("clear_on_close")),
            "notify_on_close": view.notify_on_close,
            "close": view.source.get("close"),
            "submit": view.source.get("submit"),
            "previous_view_id": view.previous_view_id,
            "root_view_id": view.root_view_id,
            "app_id": self.workspace.app_id,
            "external_id": view.source.get("external_id", ""),
            "app_installed_team_id": self.workspace.team_id,
            "bot_id": self.workspace.bot_id,
        }
        if shown["type"] == "home":
            del shown["title"]
        return shown

    def _new(self, user: User, source: Json) -> View:
        kept = self._kept(source)
        id = self.workspace.new_id("V")
        return View(id, user, kept, self._hash(), initial_values(kept["blocks"]), id)

    def _kept(self, source: Json) -> Json:
        kept = {"external_id": "", **deepcopy(source)}
        complete_texts(kept)
        return kept | {"blocks": completed(kept["blocks"])}

    def _hash(self) -> str:
        return f"{int(self.workspace.now().timestamp())}.{next(self._hashes):08x}"

    def _all(self) -> Iterator[View]:
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()

    def _refuse(self, source: Json, view: View | None = None) -> None:
        if len(json.dumps(source).encode()) > MOST_BYTES:
            raise Refused("view_too_large")
        external_id = source.get("external_id")
        for other in self._all():
            if other is not view and external_id and other.source["external_id"] == external_id:
                raise Refused("duplicate_external_id")
