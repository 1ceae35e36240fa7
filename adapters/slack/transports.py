"""What the two ways have in common in which Slack's payloads reach us: both end in bolt's one
dispatch, over a socket of ours (`socket_mode.py`) or a request of Slack's (`http_requests.py`)."""

from typing import Protocol


class Transport(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None:
        """Take nothing new, finish what is begun."""
        ...
