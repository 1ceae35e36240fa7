"""`/unstuck` alone: what is open for me, oldest first, with its buttons.

For everybody. It gathers the open items that every feature declares, and is the answer to
small talk and to a repeated input. Speaks only when spoken to.
"""

from bot.engine.manifest import Action, Manifest, Verb
from bot.features.inbox import use_cases

MANIFEST = Manifest(
    name="inbox",
    verbs=(
        Verb(
            "inbox",
            "What is open for you",
            "inbox",
            "Shows what waits for you, oldest first, with its buttons. “/unstuck” alone does "
            "the same.",
            use_cases.show,
            is_home=True,
            shortcut="What is open for me",
        ),
    ),
    actions={
        "inbox.resume": Action(1, use_cases.resume),
        "inbox.discard": Action(1, use_cases.discard),
    },
)
