"""Wrong settings: what, where, how to mend; no traceback, no secret."""

from pathlib import Path

import pytest

from adapters.cli.environment import read_settings
from adapters.cli.settings import DEFAULT_PORT, PLAYGROUND_DATABASE, Settings
from adapters.cli.trouble import WrongSettings
from tests.adapters.cli.process import unstuck

pytestmark = pytest.mark.usefixtures("empty_place")


def test_nothing_need_be_set() -> None:
    given = read_settings()
    assert given.settings == Settings()
    assert given.settings.database_url == PLAYGROUND_DATABASE
    assert given.settings.port == DEFAULT_PORT
    assert given.sources["UNSTUCK_PORT"] == "default"


def test_the_environment_goes_before_the_file(
    empty_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_place / ".env").write_text("UNSTUCK_PORT=1111\nUNSTUCK_HOST='::1'\n")
    monkeypatch.setenv("UNSTUCK_PORT", "2222")
    given = read_settings()
    assert (given.settings.host, given.settings.port) == ("::1", 2222)
    assert given.sources["UNSTUCK_PORT"] == "in the environment"
    assert given.sources["UNSTUCK_HOST"] == f"in {empty_place / '.env'}"


def test_an_empty_one_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PORT", "")
    assert read_settings().settings.port == DEFAULT_PORT


def test_names_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("unstuck_port", "9")
    assert read_settings().settings.port == DEFAULT_PORT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UNSTUCK_PORT", "eighty"),
        ("UNSTUCK_PORT", "65536"),
        ("UNSTUCK_PORT", "-1"),
        ("UNSTUCK_HOST", "http://here"),
    ],
)
def test_a_wrong_one_is_named_with_its_place_and_mend(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as raised:
        read_settings()
    (trouble,) = raised.value.troubles
    assert trouble.what.startswith(f"{name}, set in the environment, is no ")
    assert f"“{value}”" in trouble.what
    assert trouble.mend


@pytest.mark.parametrize(
    "url",
    ["mysql://ann:hunter2@db/unstuck", "sqlite:///", "sqlite:///:memory:", "unstuck.db"],
)
def test_a_wrong_database_is_said_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(WrongSettings) as raised:
        read_settings()
    (trouble,) = raised.value.troubles
    assert "hunter2" not in repr(raised.value) + trouble.what + trouble.mend
    assert "postgresql://user:password@host/database" in trouble.mend


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PORT", "x")
    monkeypatch.setenv("UNSTUCK_HOST", "a b")
    with pytest.raises(WrongSettings) as raised:
        read_settings()
    assert len(raised.value.troubles) == 2


def test_the_password_is_in_no_repr() -> None:
    assert "hunter2" not in repr(Settings("postgresql://ann:hunter2@db/unstuck"))


def test_a_slip_in_a_name_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PROT", "80")
    (trouble,) = read_settings().slips
    assert "UNSTUCK_PROT" in trouble.what
    assert "Did you mean UNSTUCK_PORT?" in trouble.mend


@pytest.mark.parametrize("content", [b"\xff\xfe\x00UNSTUCK", None])
def test_an_env_file_that_cannot_be_read(content: bytes | None, empty_place: Path) -> None:
    if content is None:
        (empty_place / ".env").mkdir()
        assert read_settings().settings == Settings()
        return
    (empty_place / ".env").write_bytes(content)
    with pytest.raises(WrongSettings, match=r"\.env cannot be read"):
        read_settings()


@pytest.mark.parametrize("command", ["run", "migrate", "doctor"])
def test_every_command_says_it_and_ends_with_2(command: str, empty_place: Path) -> None:
    ended = unstuck(command, empty_place, UNSTUCK_PORT="eighty")
    assert ended.returncode == (1 if command == "doctor" else 2)
    said = ended.stderr + ended.stdout
    assert "UNSTUCK_PORT" in said
    assert "0 takes a free one" in " ".join(said.split())
    assert "Traceback" not in said
    assert not (empty_place / "data").exists()
