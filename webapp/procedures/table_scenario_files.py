"""Table scenarios as files: facts and what one decision must say to them, beside the scenarios of whole matters.

A file ``tests/scenarios/<jurisdiction>/*.toml`` with ``decision = "outcome"`` at its top holds any number of cases::

    name = "认定参考意见"
    decision = "outcome"

    [[case]]
    name = "轻微瑕疵、积极挽回"
    facts = { "assessment.f_remedy" = "active" }
    expect = { value = { outcome = "educate" }, rules = [5] }
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from webapp.decisions.examples import Example
from webapp.errors import Language, Problem
from webapp.feel import FeelDate, FeelError, Value, compile_expression, from_python, to_text, with_value_at
from webapp.procedures.toml_tables import TomlTable, read_toml

#: A table with this one key holds a value that TOML cannot write, as FEEL: ``{ feel = "null" }``.
FEEL_KEY = "feel"

#: Stands for a value that a case does not look at; null is a value like any other.
ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class TableCase:
    """One set of facts and what must hold. None, and `ABSENT` for the value, mean: not looked at."""

    number: int
    line: int | None
    name: str
    facts: Mapping[str, Value]
    value: Value
    rules: tuple[int, ...] | None
    missing: tuple[str, ...] | None
    error: str | None


@dataclass(frozen=True, slots=True)
class TableScenario:
    """The cases of one decision."""

    file: str
    name: str
    name_en: str
    decision: str
    line: int | None
    cases: tuple[TableCase, ...]

    def title(self, language: Language = "zh") -> str:
        return self.name_en if language == "en" and self.name_en else self.name


def is_table_scenario(top: TomlTable) -> bool:
    """Whether a scenario file, read to its top table, is about one decision."""
    return top.has("decision")


def read_table_scenario(content: bytes, file: str) -> tuple[TableScenario | None, list[Problem]]:
    """Read a file: the scenario, or None when the file has errors, and what is wrong with it."""
    problems: list[Problem] = []
    top = read_toml(content, file, problems)
    return (None if top is None else table_scenario_of(top)), problems


def table_scenario_of(top: TomlTable) -> TableScenario | None:
    """The scenario that a file's top table describes; None when it has errors, which are then reported."""
    scenario = TableScenario(
        file=top.file,
        name=top.text("name"),
        name_en=top.text("name_en", required=False),
        decision=top.text("decision"),
        line=top.line("decision"),
        cases=tuple(_read_case(number, table) for number, table in enumerate(top.array("case"), start=1)),
    )
    top.close()
    return None if top.has_errors else scenario


def _read_case(number: int, table: TomlTable) -> TableCase:
    facts: dict[str, Value] = {}
    given = table.table("facts")
    for key in given.keys:
        facts = with_value_at(facts, key, _read_value(given, key))
    expected = table.table("expect", required=True)
    rules = expected.values("rules")
    case = TableCase(
        number=number,
        line=table.line(),
        name=table.text("name", required=False),
        facts=facts,
        value=_read_value(expected, "value") if expected.has("value") else ABSENT,
        rules=None if rules is None else tuple(rule for rule in rules if isinstance(rule, int)),
        missing=expected.text_list("missing") if expected.has("missing") else None,
        error=expected.text("error", required=False) or None,
    )
    if case.value is ABSENT and case.rules is None and case.missing is None and case.error is None:
        table.report("PK-252", "expect")
    expected.close()
    table.close()
    return case


def _read_value(table: TomlTable, key: str) -> Value:
    try:
        return _value_of(table.anything(key))
    except FeelError as error:
        table.report("PK-253", key, reason=error.text("zh"), reason_en=error.text("en"))
        return None


def _value_of(given: Any) -> Value:
    """What TOML holds as a FEEL value. Raises `FeelError`."""
    if isinstance(given, dict):
        if given.keys() == {FEEL_KEY}:
            return compile_expression(str(given[FEEL_KEY])).evaluate({})
        return {name: _value_of(item) for name, item in given.items()}
    if isinstance(given, list):
        return [_value_of(item) for item in given]
    return from_python(given)


def write_table_scenario(name: str, name_en: str, decision: str, examples: Iterable[Example]) -> str:
    """The file that holds these examples, each with what the decision says today."""
    lines = [f"name = {_quoted(name)}", f"name_en = {_quoted(name_en)}", f"decision = {_quoted(decision)}"]
    for example in examples:
        lines += ["", "[[case]]", "[case.facts]"]
        lines += [f"{_quoted(key)} = {_written(value)}" for key, value in flatten_facts(example.facts)]
        lines += ["[case.expect]"]
        if example.error_code is None:
            lines.append(f"value = {_written(example.value)}")
        elif example.missing:
            lines.append(f"missing = [{', '.join(map(_quoted, example.missing))}]")
        else:
            lines.append(f"error = {_quoted(example.error_code)}")
        if example.rules:
            lines.append(f"rules = [{', '.join(map(str, example.rules))}]")
    return "\n".join(lines) + "\n"


def flatten_facts(facts: Mapping[str, Value], before: str = "") -> Iterable[tuple[str, Value]]:
    """``{"assessment": {"loss": 3}}`` as ``assessment.loss`` and 3."""
    for name, value in facts.items():
        if isinstance(value, dict) and value:
            yield from flatten_facts(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _written(value: Value) -> str:
    """A value as TOML; as FEEL where TOML has no word for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < _TOML_WHOLE:
        return str(int(value))
    if isinstance(value, FeelDate) and 1 <= value.year <= _TOML_YEARS:
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(name)} = {_written(item)}" for name, item in value.items()) + " }"
    return f"{{ {FEEL_KEY} = {_quoted(to_text(value))} }}"


#: Whole numbers that every reader of TOML takes, and the years that its dates can write.
_TOML_WHOLE = 2**53
_TOML_YEARS = 9999

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(text: str) -> str:
    """A TOML string."""
    return (
        '"'
        + "".join(
            _ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign)
            for sign in text
        )
        + '"'
    )
