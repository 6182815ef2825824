"""What the code knows stands in the manual: settings, commands, operations, roles, fields, checks, messages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.help.conftest import LANGUAGES, ROOT, Manual
from webapp.audit import DAMAGE_TEXTS, FLAW_TEXTS
from webapp.calendar import errors as calendar_errors
from webapp.cli import RUNS, find_run
from webapp.command_line import CHINESE, build_parser, iterate_commands
from webapp.decisions.syntax import Aggregation, HitPolicy
from webapp.engine.dialect import FLOW_NODES, REFUSED_EVENTS, REFUSED_NODES, ZEEBE_KNOWN
from webapp.engine.expressions import FUNCTIONS, PROVIDED_NAMES
from webapp.errors import Language, RongcuoError
from webapp.feel.builtins import BUILTINS
from webapp.people import POLICIES, ROLE_NAMES
from webapp.people import errors as people_errors
from webapp.procedures.forms.schema import BLOCK_TYPES, CONTAINER_TYPES, FIELD_TYPES
from webapp.procedures.jurisdiction import UNITS
from webapp.procedures.operations import OPERATIONS, STATUSES
from webapp.procedures.registers import REGISTERS
from webapp.settings import SETTINGS
from webapp.views.help.catalogues import ERROR_MODULES, fill_blanks
from webapp.views.help.reference import command_options

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def words_in(manual: Manual, topic: str, language: Language) -> set[str]:
    """The pieces of code of a page."""
    return {piece.text_content() for piece in manual.page(topic, language).xpath("//main//code")}


def test_every_setting_with_its_meaning_and_default(manual: Manual, language: Language) -> None:
    text, words = manual.text("settings", language), words_in(manual, "settings", language)
    for setting in SETTINGS:
        assert setting.variable in words
        meaning = setting.en if language == "en" else setting.zh
        assert meaning[1:] in text
    assert {"127.0.0.1", "8000", "mlps3"} <= words


def test_no_path_of_the_server_itself(manual: Manual, language: Language) -> None:
    assert str(ROOT) not in manual.text("settings", language)


def test_every_command_with_every_option(manual: Manual, language: Language) -> None:
    words = words_in(manual, "commands", language)
    text = manual.text("commands", language)
    for command, parser in iterate_commands(build_parser()):
        assert f"rongcuo {command}" in words
        for name, _meaning in command_options(parser):
            assert name in words
            assert language == "en" or CHINESE[f"{command} {name}"] in text


def test_every_command_is_run_and_explained_in_chinese(language: Language) -> None:
    commands = dict(iterate_commands(build_parser()))
    assert set(RUNS) == set(commands)
    assert all(find_run(command).__doc__ for command in RUNS)
    options = {
        f"{command} {name}"
        for command, parser in commands.items()
        for name, _meaning in command_options(parser)
    }
    assert set(CHINESE) == set(commands) | options


def test_every_operation_with_every_input(manual: Manual, language: Language) -> None:
    words, text = words_in(manual, "operations", language), manual.text("operations", language)
    for operation in OPERATIONS.values():
        assert operation.type in words
        assert operation.name(language) in text
        assert operation.description(language) in text
        assert {item.name for item in operation.inputs} <= words
        assert all(item.label(language) in text for item in operation.inputs)
        assert set(operation.results) <= words


def test_every_state_and_every_register(manual: Manual, language: Language) -> None:
    words, text = words_in(manual, "operations", language), manual.text("operations", language)
    assert STATUSES.keys() | REGISTERS.keys() <= words
    assert all(names[language == "en"] in text for names in STATUSES.values())
    assert all(names[language == "en"] in manual.text("applicants", language) for names in STATUSES.values())
    assert all(item.name(language) in manual.text("officers", language) for item in REGISTERS.values())


def test_every_role_of_the_platform(manual: Manual, language: Language) -> None:
    words, text = words_in(manual, "administrators", language), manual.text("administrators", language)
    for role, names in ROLE_NAMES.items():
        assert role in words
        assert names[language == "en"] in text


def test_every_password_policy(manual: Manual, language: Language) -> None:
    words = words_in(manual, "administrators", language)
    assert POLICIES.keys() <= words


def test_every_damage_that_the_verification_finds(manual: Manual, language: Language) -> None:
    text = manual.text("administrators", language)
    for texts in [*DAMAGE_TEXTS.values(), *FLAW_TEXTS.values()]:
        assert fill_blanks(texts[language == "en"]) in text


def test_every_component_of_forms(manual: Manual, language: Language) -> None:
    words = words_in(manual, "forms", language)
    assert words >= FIELD_TYPES | CONTAINER_TYPES | BLOCK_TYPES


def test_every_element_and_extension_of_diagrams(manual: Manual, language: Language) -> None:
    words = words_in(manual, "diagrams", language)
    assert words >= FLOW_NODES.keys() | REFUSED_NODES.keys() | REFUSED_EVENTS.keys() | ZEEBE_KNOWN
    assert words >= PROVIDED_NAMES


def test_every_hit_policy_and_aggregation(manual: Manual, language: Language) -> None:
    words = words_in(manual, "tables", language)
    assert words >= {policy.value for policy in HitPolicy} | {way.value for way in Aggregation}


def test_every_function(manual: Manual, language: Language) -> None:
    called = {piece.partition("(")[0] for piece in words_in(manual, "expressions", language)}
    assert called >= BUILTINS.keys() | FUNCTIONS.keys()


def test_every_unit_of_parameters(manual: Manual, language: Language) -> None:
    assert words_in(manual, "places", language) >= UNITS.keys()


def test_every_finding_of_the_checks(manual: Manual, language: Language) -> None:
    words = words_in(manual, "findings", language)
    for prefix in ("PK-1", "PK-2", "EN-1", "FM-1", "DM-1", "DM-3"):
        assert any(word.startswith(prefix) for word in words)
    assert not any("{" in word for word in manual.text("findings", language))


def errors_below(base: type[RongcuoError]) -> Iterator[type[RongcuoError]]:
    for error in base.__subclasses__():
        yield error
        yield from errors_below(error)


def test_every_message_that_a_person_may_be_given(manual: Manual, language: Language) -> None:
    words, text = words_in(manual, "messages", language), manual.text("messages", language)
    listed = {module for modules in ERROR_MODULES.values() for module in modules}
    for error in errors_below(RongcuoError):
        states_a_fact = "zh" in vars(error) and error.__module__.startswith("webapp.")
        # The command line's own refusal only passes on what argparse-like checks say.
        if states_a_fact and error.__module__ != "webapp.commands.console":
            assert error.__module__ in listed, error
            assert error.code in words, error
    assert people_errors.GrantToSelf(*()).text(language) in text
    assert calendar_errors.__name__ in listed
    assert "{" not in text
