"""The far side keeps what it took, whatever becomes of us."""

import asyncio
import sqlite3
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from adapters.playground.transcript import Draft, Transcript, TranscriptError

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
HELLO = Draft("direct:joseph", "unstuck", '{"parts": []}', "n1")

KEEPS_ADDING = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from adapters.playground.transcript import Draft, Transcript

async def main():
    transcript = Transcript(Path(sys.argv[1]))
    for number in range(1_000_000):
        draft = Draft("direct:joseph", "unstuck", "{}", f"n{number}")
        entry = await transcript.add(draft, datetime.now(UTC))
        print(entry.id, flush=True)

asyncio.run(main())
"""


async def test_the_same_nonce_is_the_first_message(transcript: Transcript) -> None:
    first = await transcript.add(HELLO, NOW)
    again = await transcript.add(Draft("channel:research", "unstuck", "{}", "n1"), NOW)
    assert again == first
    assert await transcript.since(0, 10) == [first]


async def test_it_holds_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "reopened.db"
    before = Transcript(path)
    first = await before.add(HELLO, NOW)
    await before.keep("token", "kept")
    await before.close()
    after = Transcript(path)
    assert await after.get(first.id) == first
    assert await after.add(HELLO, NOW) == first
    assert (after.birth, after.kept("token")) == (before.birth, "kept")
    await after.close()


async def test_an_edit_replaces_once(transcript: Transcript) -> None:
    first = await transcript.add(HELLO, NOW)
    edited = await transcript.edit(first.id, '{"parts": [1]}', NOW)
    assert edited is not None
    assert (edited.body, edited.edited_at) == ('{"parts": [1]}', NOW.isoformat())
    assert edited.revision > first.revision
    assert await transcript.edit(first.id, '{"parts": [1]}', NOW) == edited


async def test_the_deleted_is_empty_and_stays_so(transcript: Transcript) -> None:
    first = await transcript.add(HELLO, NOW)
    await transcript.delete([first.id, 999], NOW)
    await transcript.delete([first.id], NOW)
    gone = await transcript.get(first.id)
    assert gone is not None
    assert (gone.body, gone.deleted_at) == ("", NOW.isoformat())
    assert await transcript.edit(first.id, "{}", NOW) is None
    assert await transcript.edit(999, "{}", NOW) is None


async def test_since_tells_the_last_change_of_each_message(transcript: Transcript) -> None:
    first = await transcript.add(HELLO, NOW)
    second = await transcript.add(Draft("direct:jay", "unstuck", "{}", "n2"), NOW)
    seen = await transcript.revision()
    await transcript.edit(first.id, '{"parts": [1]}', NOW)
    await transcript.delete([second.id], NOW)
    changes = await transcript.since(seen, 10)
    assert [entry.id for entry in changes] == [first.id, second.id]
    assert await transcript.since(changes[-1].revision, 10) == []


async def test_a_newer_ones_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(TranscriptError, match=r"a newer Unstuck wrote it \(layout 99"):
        Transcript(path)


async def test_a_path_that_leads_nowhere_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="Cannot open the transcript"):
        Transcript(tmp_path / "no such folder" / "t.db")


async def test_it_waits_for_another_that_opens_it_too(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    other = sqlite3.connect(path)

    class Opening(sqlite3.Connection):
        """The other lets go once it was in the way."""

        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            try:
                return super().execute(sql, *given)
            except sqlite3.OperationalError:
                other.close()
                raise

    other.execute("BEGIN IMMEDIATE")
    with patch.object(sqlite3, "connect", partial(sqlite3.connect, factory=Opening)):
        transcript = Transcript(path)
    assert (await transcript.add(HELLO, NOW)).id == 1
    await transcript.close()


async def test_what_was_answered_survives_sigkill(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KEEPS_ADDING, str(path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    answered = [int(await process.stdout.readline()) for _ in range(50)]
    process.kill()
    rest = (await process.stdout.read()).decode()
    answered += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    await process.wait()
    transcript = Transcript(path)
    kept = {entry.id for entry in await transcript.since(0, 1_000_000)}
    assert set(answered) <= kept
    assert len(kept) <= len(answered) + 1
    await transcript.close()
