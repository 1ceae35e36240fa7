"""The commands: `unstuck run`, `migrate`, `doctor`, `manifest`.

Each imports what it needs when it is called, so that `--help` answers at once.
"""

import signal
from typing import Annotated

import typer

app = typer.Typer(
    name="unstuck",
    help="An accountability bot that gets people to ask for context early.",
    no_args_is_help=True,
    add_completion=False,
    # Plain help starts in half the time, and tracebacks show no locals: they may be secret.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def run() -> None:
    """Start Unstuck in Slack, in Discord or in both; without tokens, in the playground.

    Settings come from the environment or a .env file; `unstuck doctor` shows them.
    """
    # Until the orderly stop is in place there is nothing to stop in order.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from adapters.cli.running import run_until_stopped

    raise typer.Exit(run_until_stopped())


@app.command()
def migrate() -> None:
    """Bring the database up to this version. Stop Unstuck first.

    On SQLite `unstuck run` does it by itself.
    """
    from adapters.cli.migrating import migrate_database

    raise typer.Exit(migrate_database())


@app.command()
def doctor() -> None:
    """Say what is set, what happens next and what did not, and what needs mending.

    Changes nothing, and may be called while Unstuck runs. Ends with code 1 when something needs
    mending.
    """
    from adapters.cli.doctor import examine

    raise typer.Exit(examine())


manifests = typer.Typer(help="Print what a platform is told of the app.", rich_markup_mode=None)
app.add_typer(manifests, name="manifest", no_args_is_help=True)


@manifests.callback()
def manifest() -> None:
    """Print what a platform is told of the app."""


@manifests.command()
def slack(
    short: Annotated[
        str, typer.Option(help="Commands that get a short form, between commas, as /ask.")
    ] = "",
    url: Annotated[
        str, typer.Option(help="Where Slack calls Unstuck, https://…; without it, Socket Mode.")
    ] = "",
) -> None:
    """Print the app manifest to paste at api.slack.com/apps; docs/slack.md shows where."""
    from adapters.cli.manifesting import print_slack_manifest

    raise typer.Exit(print_slack_manifest(short, url))
