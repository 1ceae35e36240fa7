"""Discord's errors, as it answers them. Source: docs topics/opcodes-and-status-codes."""

from collections.abc import Sequence

from tests.servers.discord.state import Json


class Refused(Exception):
    """An answer of 4xx with Discord's own code."""

    def __init__(
        self, status: int, code: int, message: str = "", sentences: Sequence[str] = ()
    ) -> None:
        super().__init__(message or MESSAGES.get(code, ""))
        self.status = status
        self.code = code
        self.message = message or MESSAGES.get(code, f"{status}")
        self.sentences = list(sentences)

    def as_json(self) -> Json:
        answer: Json = {"message": self.message, "code": self.code}
        if self.sentences:
            answer["errors"] = self._errors()
        return answer

    def _errors(self) -> Json:
        """By the place that a sentence begins with. Source: docs reference, error messages."""
        errors: Json = {}
        for sentence in self.sentences:
            place, colon, words = sentence.partition(": ")
            listed = errors.setdefault(place if colon else "it", {"_errors": []})
            listed["_errors"].append({"code": "INVALID", "message": words or sentence})
        return errors


MESSAGES = {
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10011: "Unknown Role",
    10013: "Unknown User",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    20012: "You are not authorized to perform this action on this application",
    40003: "You are opening direct messages too fast",
    40005: "Request entity too large",
    40060: "Interaction has already been acknowledged.",
    50001: "Missing Access",
    50003: "Cannot execute action on a DM channel",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50013: "Missing Permissions",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50033: "Invalid Recipient(s)",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    50109: "The request body contains invalid JSON.",
    50278: "Cannot send messages to this user due to having no mutual guilds",
    160004: "A thread has already been created for this message",
}
