"""What the protocol server refuses in commands: of each rule what keeps it, what breaks it."""

import pytest

from tests.adapters.discord.server_bodies import (
    Json,
    choices,
    command,
    parameter,
    subcommand,
    told,
)
from tests.servers.discord.documents import faults_of_request
from tests.servers.discord.rules import check_commands

ROUTE = "/applications/{application_id}/commands"


def menu(name: str = "Ask about it", kind: int = 3, **more: object) -> Json:
    return {"type": kind, "name": name, **more}


def group(name: str = "round", *options: Json) -> Json:
    return {"type": 2, "name": name, "description": "x", "options": list(options)}


def number(**more: object) -> Json:
    return parameter() | {"type": 4, **more}


def many(count: int, **more: object) -> list[Json]:
    return [parameter(f"p{index}", **more) for index in range(count)]


def long_choices(count: int) -> list[Json]:
    return [{"name": f"{index:0100}", "value": f"{index:0100}"} for index in range(count)]


def long(description: int) -> Json:
    """A command of 7,908 characters, and its description."""
    given = [
        parameter("a", choices=long_choices(25)),
        parameter("b", choices=long_choices(14)),
        parameter("c", description="x" * 100),
    ]
    return command("ask", *given, description="x" * description)


# Each rule: what is well, what is not, and words of the fault.
COMMANDS: dict[str, tuple[list[Json], list[Json], str]] = {
    "number": (
        [command(f"c{index}") for index in range(100)],
        [command(f"c{index}") for index in range(101)],
        "101 commands of type 1",
    ),
    "menus": (
        [menu(f"M {index}") for index in range(15)],
        [menu(f"M {index}", 2) for index in range(16)],
        "16 commands of type 2",
    ),
    "name twice": (
        [command("ask"), menu("ask"), menu("ask", 2)],
        [command("ask"), command("ask", type=1)],
        "'ask (1)' is there twice",
    ),
    "upper case": ([command("größe-1_x")], [command("Ask")], "'Ask' is no name in lower case"),
    "spaces": ([menu("Ask about it")], [command("ask it")], "'ask it' is no name"),
    "script": ([command("नमस्ते"), command("ชื่อ")], [command("a.b")], "'a.b' is no name"),
    "length of a name": ([command("x" * 32)], [command("x" * 33)], "is no name"),
    "length of a menu's name": ([menu("X" * 32)], [menu("X" * 33)], "33 characters"),
    "description": (
        [command(description="x" * 100)],
        [command(description="x" * 101)],
        "a description of 101 characters",
    ),
    "no description": ([command()], [command(description=None)], "a description of 0"),
    "menu's description": ([menu(description="")], [menu(description="x")], "only slash commands"),
    "menu's options": ([menu()], [menu(options=[parameter()])], "options, which only"),
    "translated name": (
        [command(name_localizations={"de": "frage"})],
        [command(name_localizations={"de": "Frage"})],
        "'Frage' is no name",
    ),
    "translated description": (
        [command(description_localizations={"de": "Eine Frage"})],
        [command(description_localizations={"de": " "})],
        "a description of 1 characters",
    ),
    "options": ([command("ask", *many(25))], [command("ask", *many(26))], "26 options"),
    "option twice": (
        [command("ask", *many(2))],
        [command("ask", parameter(), parameter())],
        "option 'what' is there twice",
    ),
    "option's name": ([command("ask", parameter())], [command("ask", parameter("What"))], "'What'"),
    "option's description": (
        [command("ask", parameter())],
        [command("ask", parameter(description=""))],
        "a description of 0",
    ),
    "required first": (
        [command("ask", parameter("a", required=True), parameter("b"))],
        [command("ask", parameter("a"), parameter("b", required=True))],
        "/ask b: required, after one that is not",
    ),
    "beside subcommands": (
        [command("round", subcommand("start"), subcommand("stop"))],
        [command("round", subcommand("start"), parameter())],
        "an option beside subcommands",
    ),
    "subcommand twice": (
        [command("round", subcommand("start"), subcommand("stop"))],
        [command("round", subcommand("start"), subcommand("start"))],
        "option 'start' is there twice",
    ),
    "required in a subcommand": (
        [command("round", subcommand("start", parameter(required=True)))],
        [command("round", subcommand("start", parameter("a"), parameter("b", required=True)))],
        "/round start b: required",
    ),
    "nesting": (
        [command("bot", group("round", subcommand("start")), subcommand("ask"))],
        [command("bot", group("round", group("deep", subcommand("start"))))],
        "a group in a group",
    ),
    "subcommand in a subcommand": (
        [command("bot", group("round", subcommand("start", parameter())))],
        [command("bot", subcommand("start", subcommand("now")))],
        "a subcommand in a subcommand",
    ),
    "empty group": (
        [command("bot", group("round", subcommand("start")))],
        [command("bot", group("round"))],
        "a group without subcommands",
    ),
    "an option in a group": (
        [command("bot", group("round", subcommand("start")))],
        [command("bot", group("round", parameter()))],
        "an option beside subcommands",
    ),
    "autocomplete": (
        [command("ask", parameter(autocomplete=True))],
        [command("ask", parameter(autocomplete=True, choices=choices(1)))],
        "autocomplete beside choices",
    ),
    "choices": (
        [command("ask", parameter(choices=choices(25)))],
        [command("ask", parameter(choices=choices(26)))],
        "26 choices",
    ),
    "choice twice": (
        [command("ask", parameter(choices=choices(2)))],
        [command("ask", parameter(choices=choices(1) * 2))],
        "choice 'n0' is there twice",
    ),
    "choice's name": (
        [command("ask", parameter(choices=[{"name": "x" * 100, "value": "v"}]))],
        [command("ask", parameter(choices=[{"name": "x" * 101, "value": "v"}]))],
        "name of 101 characters",
    ),
    "choice's value": (
        [command("ask", parameter(choices=[{"name": "x", "value": "v" * 100}]))],
        [command("ask", parameter(choices=[{"name": "x", "value": "v" * 101}]))],
        "value of 101 characters",
    ),
    "length": (
        [command("ask", parameter(min_length=2, max_length=2))],
        [command("ask", parameter(min_length=3, max_length=2))],
        "min_length 3 is over max_length 2",
    ),
    "value": (
        [command("ask", number(min_value=2, max_value=2))],
        [command("ask", number(min_value=3, max_value=2))],
        "min_value 3 is over max_value 2",
    ),
    "characters": ([long(92)], [long(93)], "8001 characters in all, at most 8000"),
}

DOCUMENTED: dict[str, tuple[Json, Json, str]] = {
    "type": (command(type=1), command(type=9), "9 is not one of"),
    "contexts": (command(contexts=[0, 1]), command(contexts=[0, 0]), "twice"),
    "kind": (command("ask", parameter()), command("ask", parameter(type=99)), "type 99 may not"),
    "autocomplete": (
        command("ask", parameter(autocomplete=True)),
        command("ask", parameter(type=6, autocomplete=True)),
        "'autocomplete' is not in the document",
    ),
    "permissions": (
        command(default_member_permissions=32),
        command(default_member_permissions="MANAGE_GUILD"),
        "not of type integer",
    ),
    "key": (command(nsfw=False), command(colour="red"), "'colour' is not in the document"),
}


@pytest.mark.parametrize("rule", COMMANDS)
def test_rules_of_commands(rule: str) -> None:
    well, wrong, said = COMMANDS[rule]
    assert check_commands(well) == []
    if rule not in {"number", "menus"}:
        assert faults_of_request("PUT", ROUTE, well, {}) == []
    assert said in told(check_commands(wrong))


@pytest.mark.parametrize("rule", DOCUMENTED)
def test_rules_of_the_document(rule: str) -> None:
    well, wrong, said = DOCUMENTED[rule]
    assert check_commands([well]) == []
    assert faults_of_request("PUT", ROUTE, [well], {}) == []
    assert said in told(faults_of_request("PUT", ROUTE, [wrong], {}))


def test_of_translations_the_longest_counts() -> None:
    long = {"de": "x" * 100, "fr": "x" * 99}
    names = {"de": "y" * 32}
    options = [
        parameter(f"p{index}", description_localizations=long, name_localizations=names)
        for index in range(24)
    ]
    group = [subcommand(f"s{index}", *options[:18]) for index in range(3)]
    # 6 for the command's own words, 3 for each subcommand's, 132 for each parameter.
    assert check_commands([command("round", *group)]) == []
    group += [subcommand("s3", *options[:7])]
    assert "characters in all" in told(check_commands([command("round", *group)]))


@pytest.mark.parametrize("junk", [None, 5, "x", [], [None], {"x": 5}])
def test_what_is_no_command_breaks_nothing(junk: object) -> None:
    """The document refuses it."""
    for key in ("type", "name", "description", "options", "name_localizations"):
        check_commands([command() | {key: junk}])
        check_commands([command("ask", parameter() | {key: junk})])
