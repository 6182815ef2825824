"""What the manual shows as an example works as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.help.conftest import LANGUAGES, ROOT, Manual
from webapp.command_line import build_parser
from webapp.errors import Language, Problem
from webapp.feel import compile_expression, compile_unary_tests
from webapp.procedures import read_pack
from webapp.procedures.forms import read_form
from webapp.procedures.jurisdiction_layers import read_layer
from webapp.procedures.scenario_files import read_scenario
from webapp.procedures.texts import read_texts
from webapp.views.help.topics import TOPICS

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def without_remarks(sample: str) -> list[str]:
    """The lines of a sample without the remarks that stand behind several spaces."""
    lines = [re.split(r"\s{2,}", line.strip())[0] for line in sample.splitlines()]
    return [line for line in lines if line]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_command_shown_can_be_typed(manual: Manual, topic: str, language: Language) -> None:
    for sample in manual.samples(topic, language):
        for line in without_remarks(sample):
            if line.startswith("rongcuo ") and "[-h]" not in line:
                build_parser().parse_args(shlex.split(line)[1:])


@pytest.mark.parametrize("topic", TOPICS)
def test_every_make_command_shown_exists(manual: Manual, topic: str, language: Language) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = re.findall(r"\bmake ([a-z]+)\b", "\n".join(manual.samples(topic, language)))
    assert set(shown) <= targets


def test_the_expressions_can_be_read(manual: Manual, language: Language) -> None:
    shown = manual.samples("expressions", language)[:2]
    for line in [line for sample in shown for line in without_remarks(sample)]:
        compile_expression(line, functions={}, names=("add working days", "working days between", "today"))


def test_the_cells_of_tables_can_be_read(manual: Manual, language: Language) -> None:
    (cells,) = manual.samples("tables", language)
    for line in without_remarks(cells):
        compile_unary_tests(line)


def test_the_form_can_be_read(manual: Manual, language: Language) -> None:
    schema = read_form(manual.samples("forms", language)[0].encode(), "forms/liwan/check_application.form")
    assert schema.field_keys == {"acceptance.result", "acceptance.supplement_list"}


def test_the_scenario_can_be_read(manual: Manual, language: Language) -> None:
    scenario, problems = read_scenario(manual.samples("scenarios", language)[0].encode(), "withdrawn.toml")
    assert not problems
    assert scenario is not None
    assert [step.task or step.message or "clock" for step in scenario.steps] == [
        "check_application",
        "clock",
        "withdraw",
    ]


def test_the_file_of_a_place_can_be_read(manual: Manual, language: Language) -> None:
    problems: list[Problem] = []
    *parts, _texts, _words = manual.samples("places", language)
    layer = read_layer("\n".join(parts).encode(), "bpmn/liwan/jurisdiction.toml", problems)
    assert not problems
    assert layer.extends == "guangzhou"
    assert layer.need_to_know["petition"].entities == frozenset({"petition", "petition_check"})
    assert layer.roles["consulted"].reads == frozenset({"application", "consultation"})
    assert [*layer.roles, *layer.parameters, *layer.messages, *layer.sources, *layer.terms] == [
        "intake",
        "consulted",
        "accept_working_days",
        "withdraw",
        "001",
        "block",
    ]


def test_the_translations_can_be_read(manual: Manual, language: Language) -> None:
    problems: list[Problem] = []
    texts = read_texts(
        [("bpmn/liwan/texts.en.toml", manual.samples("places", language)[-2].encode())], problems
    )
    assert not problems
    assert texts["dmn/liwan/outcome.dmn"]["outcome.动机态度"] == "Motive"
    message = compile_expression(texts["bpmn/liwan/handle.bpmn"]["tell_returned.text"])
    assert message.evaluate({"case": {"no": "LW-0001"}}) == "The matter was returned: LW-0001"


def test_the_words_of_a_place_are_those_that_shengsi_has(manual: Manual, language: Language) -> None:
    problems: list[Problem] = []
    told = read_texts(
        [("bpmn/town/texts.zh.toml", manual.samples("places", language)[-1].encode())], problems
    )
    assert not problems
    held = read_pack("shengsi", Path()).texts("zh").by_file
    assert all(held[section][key] == text for section, texts in told.items() for key, text in texts.items())
