"""From what happened to what the app answered: transport, doubles, retries."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.servers.slack.faults import Faults
from tests.servers.slack.http_events import RETRY_REASONS, HttpEvents
from tests.servers.slack.records import Acknowledged, Delivery, Records
from tests.servers.slack.rules import check_ack
from tests.servers.slack.socket_mode import SocketMode
from tests.servers.slack.state import Json, Workspace


@dataclass
class Deliveries:
    """Sends payloads through Socket Mode, or over HTTP once `http` is set."""

    workspace: Workspace
    records: Records
    faults: Faults
    sockets: SocketMode
    http: HttpEvents | None = None
    retry_pauses: Sequence[float] = (0, 60, 300)
    """Seconds before each retry of an event (docs.slack.dev, apis/events-api#retries)."""
    _retrying: set[asyncio.Task[None]] = field(default_factory=set)

    async def deliver(self, kind: str, payload: Json) -> Acknowledged:
        """Send it; doubled when the faults say so. The answer to the first copy counts."""
        copies = [payload]
        if self.faults.doubled:
            copies.append(payload)
        if self.faults.doubled_as_new_events and kind == "events_api":
            copies.append(self._as_new_event(payload))
        return (await asyncio.gather(*(self._send(kind, copy) for copy in copies)))[0]

    async def again(self, delivery: Delivery, *, as_new_event: bool = False) -> Acknowledged:
        """The same once more, however late: as a retry, or under another event id."""
        if as_new_event:
            return await self._send(delivery.kind, self._as_new_event(delivery.payload))
        return await self._attempt(delivery, len(delivery.attempts))

    async def stop(self) -> None:
        for task in self._retrying:
            task.cancel()
        await asyncio.gather(*self._retrying, return_exceptions=True)

    async def _send(self, kind: str, payload: Json) -> Acknowledged:
        delivery = Delivery(kind, payload)
        self.records.deliveries.append(delivery)
        answer = await self._attempt(delivery, 0)
        if kind == "events_api" and not answer.is_ok and not answer.stops_retries:
            task = asyncio.create_task(self._retry(delivery))
            self._retrying.add(task)
            task.add_done_callback(self._retrying.discard)
        return answer

    async def _retry(self, delivery: Delivery) -> None:
        for attempt, pause in enumerate(self.retry_pauses, 1):
            await asyncio.sleep(pause)
            answer = await self._attempt(delivery, attempt)
            if answer.is_ok or answer.stops_retries:
                return

    async def _attempt(self, delivery: Delivery, attempt: int) -> Acknowledged:
        via = self.http or self.sockets
        before = delivery.attempts[-1] if delivery.attempts else None
        reason = self._reason(before) if attempt and before else ""
        answer = await via.send(delivery.kind, delivery.payload, attempt, reason)
        kind = delivery.payload["type"] if delivery.kind == "interactive" else delivery.kind
        if answer.status == 0 and answer.seconds >= via.ack_seconds:
            self.records.found(f"{kind} not acknowledged within {via.ack_seconds:g} s")
        wrong = check_ack(kind, answer.body) if answer.is_ok else []
        self.records.found(*(f"{kind}: {sentence}" for sentence in wrong))
        delivery.attempts.append(replace(answer, is_refused=bool(wrong)))
        return delivery.attempts[-1]

    def _reason(self, before: Acknowledged) -> str:
        if self.http is None:
            return "timeout"
        if before.status:
            return RETRY_REASONS["status"]
        too_late = before.seconds >= self.http.ack_seconds
        return RETRY_REASONS["timeout" if too_late else "refused"]

    def _as_new_event(self, payload: Json) -> Json:
        return {**payload, "event_id": self.workspace.new_id("Ev")}
