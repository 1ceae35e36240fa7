"""What we ask people to type is as their platform has it: on Slack `/unstuck team`, not `team`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from adapters.cli.compose import FEATURES
from bot.domain.workspaces import Platform
from bot.engine.registry import Registry
from bot.features.help.messages import one_verb
from bot.messages.plain import plain

VERBS = Registry(FEATURES).verbs
BARE = re.compile(rf"“({'|'.join(VERBS)})( [^”]*)?”")
CODE = sorted(Path(bot.__file__).parent.rglob("*.py"))


def texts_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_sentence_quotes_a_bare_command() -> None:
    assert BARE.search("Type “setup” to start one.")
    assert BARE.search("“me brisbane” sets your zone.")
    found = {text for file in CODE for text in texts_in(file) if BARE.search(text)}
    assert found == set()


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("platform", Platform)
def test_every_explanation_can_be_typed(platform: Platform, name: str) -> None:
    said = plain(one_verb(VERBS[name], platform))
    assert said.startswith(platform.typed(VERBS[name].usage))
    assert not set("{}") & set(said)
    for quoted in set(re.findall(r"“([^”]+)”", said)) - {"/unstuck"}:
        assert quoted.startswith(platform.typed(""))
        assert quoted.removeprefix(platform.typed("")).split(" ")[0] in VERBS
