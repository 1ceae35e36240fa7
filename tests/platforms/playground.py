"""The playground's driver: its real server over HTTP, as the page's own script speaks to it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import aiohttp

from adapters.playground.clock import Ending, Engine, TimeMachine
from tests.people import Dialog, Seen

CHANNEL = "channel:research"


class PlaygroundDriver:
    """Speaks for all three sample people. `address` is what `run` prints."""

    def __init__(
        self, address: str, session: aiohttp.ClientSession, clock: TimeMachine, engine: Engine
    ) -> None:
        self._address = address
        self._base = re.sub(r"/\?.*", "", address)
        self._session = session
        self._clock = clock
        self._engine = engine
        self._events = count(1)
        self._entries_shown: list[dict[str, Any]] | None = None
        """What the page was told last; None once something may have changed."""

    async def enter(self) -> None:
        """Open the address, as a browser does: from then on a cookie tells who we are."""
        async with self._session.get(self._address) as response:
            assert response.status == 200, await response.text()

    async def say(self, who: str, words: str, *, in_channel: bool) -> Dialog | None:
        place = "research" if in_channel else "direct"
        return _dialog(await self._post("say", who, place, words=words))

    async def press(self, who: str, message: Seen, label: str) -> Dialog | None:
        entry = next(e for e in await self._entries(who) if str(e["id"]) == message.id)
        does = dict(_buttons(entry))[label]
        place = "research" if message.is_in_channel else "direct"
        answer = await self._post("press", who, place, does=does, message=entry["id"])
        return _dialog(answer)

    async def submit(
        self, who: str, dialog: Dialog, values: Mapping[str, Sequence[str]]
    ) -> Dialog | None:
        form: Any = dialog.handle
        people = [
            person
            for field in form["fields"]
            if field["kind"] == "people"
            for person in values[field["name"]]
        ]
        given = {name: list(value) for name, value in values.items()}
        answer = await self._post(
            "submit", who, "direct", does=form["does"], values=given, people=people
        )
        if answer["faults"] and not answer["form"]:
            return Dialog(dialog.title, values, dialog.labels, answer["faults"], form)
        return _dialog(answer)

    async def messages(self, who: str) -> list[Seen]:
        return [_seen(entry) for entry in await self._entries(who)]

    async def settle(self) -> None:
        self._entries_shown = None
        await self._engine.settle()

    async def travel(self, to: datetime) -> None:
        self._entries_shown = None
        assert await self._clock.travel(self._engine, to) is Ending.ARRIVED

    def now(self) -> datetime:
        return self._clock.now()

    async def _entries(self, who: str) -> list[dict[str, Any]]:
        if self._entries_shown is None:
            async with self._session.get(f"{self._base}/api/state") as response:
                assert response.status == 200, await response.text()
                pages = (await response.json())["conversations"].values()
            self._entries_shown = [entry for page in pages for entry in page["entries"]]
        return [
            entry
            for entry in self._entries_shown
            if entry["conversation"] in (CHANNEL, f"direct:{who}")
            and entry["only_for"] in ("", who)
            and not entry["deleted"]
        ]

    async def _post(self, path: str, who: str, place: str, **fields: object) -> dict[str, Any]:
        self._entries_shown = None
        body = {"event": f"event-{next(self._events):06}", "person": who, "place": place, **fields}
        headers = {"Origin": self._base}
        url = f"{self._base}/api/{path}"
        async with self._session.post(url, json=body, headers=headers) as response:
            assert response.status == 200, await response.text()
            answer: dict[str, Any] = await response.json()
            return answer


def _dialog(answer: Mapping[str, Any]) -> Dialog | None:
    form = answer["form"]
    if not form:
        return None
    values = {f["name"]: f["chosen"] if "chosen" in f else [f["value"]] for f in form["fields"]}
    labels = {f["name"]: f["label"] for f in form["fields"]}
    return Dialog(form["title"], values, labels, answer["faults"], form)


def _seen(entry: Mapping[str, Any]) -> Seen:
    return Seen(
        id=str(entry["id"]),
        at=datetime.fromisoformat(entry["at"]),
        text="\n".join(text for part in entry["parts"] if (text := _text(part))),
        buttons=tuple(label for label, _ in _buttons(entry)),
        is_in_channel=entry["conversation"] == CHANNEL,
        is_only_for_them=bool(entry["only_for"]),
        is_by_bot=entry["author"] == "unstuck",
        is_in_thread=entry["parent"] is not None,
        is_edited=entry["edited"],
    )


def _text(part: Mapping[str, Any]) -> str:
    match part["kind"]:
        case "heading" | "quote":
            return str(part["text"])
        case "paragraph":
            return _span_text(part["spans"])
        case "fields":
            return "\n".join(f"{row['label']}: {_span_text(row['spans'])}" for row in part["rows"])
        case "image":
            return str(part["alt"])
        case _:
            return ""


def _span_text(spans: Sequence[Mapping[str, Any]]) -> str:
    return "".join(str(s.get("text") or s.get("name") or s.get("at")) for s in spans)


def _buttons(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (button["label"], button["does"])
        for part in entry["parts"]
        if part["kind"] == "buttons"
        for button in part["buttons"]
    ]
