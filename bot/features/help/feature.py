"""`help`: for everybody. Explains every verb from the table that the adapters serve.

Speaks only when spoken to.
"""

from bot.engine.manifest import Manifest, Verb
from bot.features.help import use_cases

MANIFEST = Manifest(
    name="help",
    verbs=(
        Verb(
            "help",
            "What I can do, or what one command does",
            "help [command]",
            "Lists every command, or explains one of them: {help team}.",
            use_cases.explain,
        ),
    ),
)
