"""The command `rongcuo` explains itself: every command, argument and option."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from webapp.cli import main
from webapp.command_line import build_parser


def commands(parser: argparse.ArgumentParser, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command of the command line, by its words."""
    found: list[tuple[str, ...]] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                deeper = commands(child, (*prefix, name))
                found.extend(deeper or [(*prefix, name)])
    return found


def test_every_command_the_product_promises_is_there() -> None:
    assert {" ".join(words) for words in commands(build_parser())} == {
        "serve",
        "worker",
        "migrate",
        "prepare",
        "practice",
        "clock",
        "decide",
        "feel",
        "tables check",
        "tables examples",
        "tck",
        "pack new",
        "pack sheet",
        "pack check",
        "pack test",
        "pack import",
        "pack export",
        "pack publish",
        "pack diff",
        "calendar import",
        "calendar show",
        "lists export",
        "lists import",
        "audit verify",
        "audit checkpoint",
    }


def explained(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every command, argument and option below a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action._choices_actions
            for child in action.choices.values():
                yield from explained(child)
        else:
            yield action


def test_no_command_argument_or_option_is_left_unexplained() -> None:
    actions = list(explained(build_parser()))
    assert len(actions) > 30
    assert [action.dest for action in actions if not action.help] == []


@pytest.mark.parametrize("words", commands(build_parser()), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert words[-1] in capsys.readouterr().out
