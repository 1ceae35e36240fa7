"""How Slack says no."""

from collections.abc import Sequence

from tests.servers.slack.state import Json


class Refused(Exception):
    """A call that Slack answers with `ok: false`."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.more = more

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in self.messages]}
        return answer
