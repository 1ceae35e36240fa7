"""`help`: for everybody. Explains every verb from the table that the adapters serve.

Speaks only when spoken to.
"""

from bot.engine.manifest import Manifest, Verb, VerbOption
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
            (VerbOption("command", "What to explain", completes="help.verb"),),
        ),
    ),
    completers={"help.verb": use_cases.complete_verb},
)
