"""Start and memory of `unstuck run`, as a process of its own: with the playground, with Slack, with
Discord, and with both.

Measured: from its start until it says that it serves, on a database that was used before, with
warm bytecode; then, after two idle seconds, its resident memory. With Slack it is connected, by
Socket Mode, to a Slack of our own (`bench.far_slack`), with Discord to a Discord of our own
(`bench.far_discord`).
Beside it: a process that only imports the third-party modules that `unstuck run` has loaded by
then: until it says so, and its memory.
"""

import asyncio
import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil

from bench import far_discord, far_slack
from bench.far import ROOT, There, far
from bench.figures import Figure, Rival, Sample, at_most, column
from bench.trials import Trial, Trials
from storage.store import migrate

NAME = "start"
RUN = ("-m", "bot", "run")
LISTENS = "Ctrl-C stops"
"""In the line that `run` prints once it serves."""

IMPORTED = "imported"
ONLY_IMPORTS = """
import contextlib, sys
for name in sys.argv[1:]:
    with contextlib.suppress(ImportError):
        __import__(name)
print("imported", flush=True)
sys.stdin.read()
"""


def figures(trials: Trials) -> Iterator[Figure]:
    options = {"idle_seconds": trials.size(2, 0)}
    for database in trials.databases:
        found = trials.run(
            playground=Trial(database, measure, migrate, options=options),
            slack=Trial(database, measure_slack, migrate, options=options),
            discord=Trial(database, measure_discord, migrate, options=options),
            both=Trial(database, measure_both, migrate, options=options),
        )
        yield from _figures(database.name, found["playground"])
        yield from _figures(f"{database.name}, Slack", found["slack"])
        yield from _figures(f"{database.name}, Discord", found["discord"])
        yield from _figures(f"{database.name}, Slack and Discord", found["both"])


def _figures(where: str, found: list[Sample]) -> Iterator[Figure]:
    start, imports = column(found, "start_s"), column(found, "import_s")
    ratios = tuple(ours / bare for ours, bare in zip(start, imports, strict=True))
    rival = Rival("import of its libraries", "s", imports, ratios, "× as long", at_most(1.3))
    yield Figure(f"start to listening, {where}", "s", start, None, rival)
    memory, bare = column(found, "memory_mb"), column(found, "import_mb")
    ratios = tuple(ours / theirs for ours, theirs in zip(memory, bare, strict=True))
    rival = Rival("its libraries", "MB", bare, ratios, "× as much")
    yield Figure(f"memory, idle, {where}", "MB", memory, at_most(120), rival)


async def measure(url: str, idle_seconds: int) -> Sample:
    return await _measured(url, idle_seconds, {})


async def measure_slack(url: str, idle_seconds: int) -> Sample:
    async with _slack() as tokens:
        return await _measured(url, idle_seconds, tokens)


async def measure_discord(url: str, idle_seconds: int) -> Sample:
    async with _discord() as tokens:
        return await _measured(url, idle_seconds, tokens)


async def measure_both(url: str, idle_seconds: int) -> Sample:
    async with _slack() as of_slack, _discord() as of_discord:
        return await _measured(url, idle_seconds, of_slack | of_discord)


@asynccontextmanager
async def _slack() -> AsyncIterator[dict[str, str]]:
    """What is set to be connected to it."""
    async with far(far_slack.KIND, There()) as slack:
        yield {
            "SLACK_BOT_TOKEN": far_slack.BOT_TOKEN,
            "SLACK_APP_TOKEN": far_slack.APP_TOKEN,
            "SLACK_API_URL": slack.api_url,
        }


@asynccontextmanager
async def _discord() -> AsyncIterator[dict[str, str]]:
    async with far(far_discord.KIND, There()) as discord:
        yield {"DISCORD_TOKEN": far_discord.TOKEN, "DISCORD_API_URL": discord.api_url}


async def _measured(url: str, idle_seconds: int, tokens: dict[str, str]) -> Sample:
    others = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "DISCORD_"))
    }
    given = {"PYTHONPATH": str(ROOT), "DATABASE_URL": url, "UNSTUCK_PORT": "0"}
    environment = {**others, **given, **tokens}
    # Where it is set, every start compiles all of it anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        return await asyncio.to_thread(_measure, environment, idle_seconds, Path(folder))


def _measure(environment: dict[str, str], idle_seconds: int, folder: Path) -> Sample:
    # It warms the bytecode and the system's cache of files, too.
    loaded = _modules_of(("-X", "importtime", *RUN), folder, environment)
    ours = _Watched(RUN, LISTENS, folder, environment)
    ours.end(idle_seconds)
    theirs = _Watched(("-c", ONLY_IMPORTS, *loaded), IMPORTED, folder, environment)
    theirs.end(idle_seconds)
    return {
        "start_s": ours.seconds,
        "memory_mb": ours.megabytes,
        "import_s": theirs.seconds,
        "import_mb": theirs.megabytes,
        "modules": len(loaded),
    }


class _Watched:
    """A process, from its start until it says something, and its memory a while later."""

    def __init__(
        self, command: Sequence[str], says: str, folder: Path, environment: dict[str, str]
    ) -> None:
        self._errors = folder / "stderr.txt"
        with self._errors.open("w") as errors:
            begun = time.perf_counter()
            self._process = subprocess.Popen(
                (sys.executable, *command),
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._process.stdout
        while says not in (line := self._process.stdout.readline()):
            if not line:
                raise AssertionError(f"it ended: {self._errors.read_text()}")
        self.seconds = time.perf_counter() - begun
        self.megabytes = 0.0

    def end(self, after_seconds: int = 0) -> str:
        """What it complained of."""
        time.sleep(after_seconds)
        self.megabytes = psutil.Process(self._process.pid).memory_info().rss / 1e6
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate()
        return self._errors.read_text()


def _modules_of(command: Sequence[str], folder: Path, environment: dict[str, str]) -> list[str]:
    """The third-party modules that it has imported, as `-X importtime` tells."""
    told = _Watched(command, LISTENS, folder, environment).end()
    names = [
        line.rpartition("|")[2].strip()
        for line in told.splitlines()
        if line.startswith("import time:")
    ]
    foreign = {top for top in {name.partition(".")[0] for name in names} if _is_foreign(top)}
    return [name for name in dict.fromkeys(names) if name.partition(".")[0] in foreign]


def _is_foreign(top: str) -> bool:
    spec = find_spec(top) if top.isidentifier() else None
    places = [spec.origin or "", *(spec.submodule_search_locations or ())] if spec else []
    installed = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    return any(place.startswith(installed) for place in places)
