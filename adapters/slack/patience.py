"""How long we wait for Slack, and between two tries. All in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """No operator has a reason to change these; a Slack of one's own answers sooner."""

    call: float = 8.0
    """Below the outbox's 10 s for a send, so that a call ends by itself and is not cut off."""
    post: float = 9.0
    """With its pictures: the outbox breaks off after 10, and would post it again."""

    lookup: float = 1.5
    """A person waits for the answer, and Slack for ours: 3 s in all."""
    members: float = 2.0
    """A dialog was sent and waits: Slack gives us 3."""
    between_pages: float = 1.0
    """After a page that did not come, if Slack does not say how long."""
    between_looks: float = 3.0
    """Of a census: users.list takes about 20 a minute, and nobody waits for us."""

    first_ask: float = 2.0
    longest_ask: float = 60.0
    """Between two tries to reach Slack when we start; they double."""

    connect: float = 10.0
    """For one try to connect, until Slack's hello."""
    first_pause: float = 1.0
    longest_pause: float = 30.0
    """Between two tries to connect; they double."""
    ping: float = 5.0
    """Between looks at the connection; one that says nothing for half of it then is lost."""
    steady: float = 10.0
    """A connection that lasted so long is followed by the next at once."""
    goodbye: float = 15.0
    """Slack warns about 10 s before it closes a connection, and uses it until then."""
    close: float = 1.0
    """For Slack to confirm that a connection is closed."""

    drain: float = 3.0
    """How long payloads under way may take when we stop: Slack waits as long for each."""
    last_words: float = 3.0
    """How long answers may take when we stop, after what is under way: 10 s are all we have."""


PATIENCE = Patience()
