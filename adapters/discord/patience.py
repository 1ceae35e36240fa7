"""How long we wait for Discord, and between two tries. All in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """No operator has a reason to change these; a Discord of one's own answers sooner."""

    call: float = 8.0
    """Below the outbox's 10 s for a send, so that a call ends by itself and is not cut off."""
    answer: float = 2.0
    """Discord waits 3 for the first answer to an interaction: after this we ask for more time."""
    reply: float = 30.0
    """For an answer with all that belongs to it; whoever acted has gone by then."""
    lookup: float = 1.5
    """A person waits for the answer, and Discord for ours: 3 s in all."""

    identify: float = 5.0
    """Between two new sessions of the gateway: Discord takes no more (docs events/gateway)."""

    guilds: float = 2.0
    """After the last server that the gateway tells of when a session begins."""
    heartbeat: float = 60.0
    """Without a word from the gateway, before we connect again."""

    first_ask: float = 2.0
    longest_ask: float = 60.0
    """Between two tries to reach Discord when we start; they double."""

    between_looks: float = 2.0
    """Of the roll call: nobody waits for us."""
    last_words: float = 3.0
    """How long answers may take when we stop: 10 s are all we have."""

    goodbye: float = 2.0
    """For the gateway to hear that we leave."""


PATIENCE = Patience()
