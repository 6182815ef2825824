"""Why a decision came out as it did.

`Explanation.as_json` is stored with cases for years. Its shape, format 1:

    {"format": 1,
     "decision": "outcome", "name": "认定建议",
     "status": "concluded" | "incomplete" | "failed",
     "value": JSON value,                       null unless concluded
     "missing": ["assessment.f_motive", ...],   required facts that are not known
     "error": null | {"code": "DM-204", "zh": "…", "en": "…"},
     "steps": [                                 requirements first, the asked decision last
       {"decision": "level", "name": "容错等级", "part": "",
        "kind": "table" | "expression",
        "file": "shared/level.dmn", "version": sha256 of that file in hex,
        "hit_policy": "UNIQUE" | … | "COLLECT SUM" | null, "rule_count": 12,
        "inputs": [{"label": "程序", "expression": "assessment.f_procedure", "value": JSON value}],
        "output_labels": {"level": "等级"},
        "rules": [                              the rules that made the value, in the order they did
          {"number": 1, "id": "rule_1",
           "cells": [{"label": "程序", "text": "\"collective\"", "fact": JSON value, "matched": true}],
           "outputs": {"level": JSON value},
           "annotations": {"source": "§3"}}],
        "is_default": false,                    no rule fitted and the default output was taken
        "value": JSON value,
        "notes": [{"zh": "…", "en": "…"}]}]}

``part`` names the table inside a decision where there are several ("" for the decision itself). A table with one
unnamed output has the output key "". JSON values are those of `webapp.feel.to_json`. Keys may be added in later
formats; none is renamed or removed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from webapp.feel import NotAValue, Value, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.decisions.errors import DecisionError

FORMAT: Final = 1

Status = Literal["concluded", "incomplete", "failed"]


class InputValue(NamedTuple):
    """What a table's column was asked and what came."""

    label: str
    expression: str
    value: Value


class FiredCell(NamedTuple):
    """A cell of a fired rule and the fact that met it."""

    label: str
    text: str
    fact: Value
    matched: bool


class FiredRule(NamedTuple):
    """A rule that made the value. ``number`` counts from 1."""

    number: int
    rule_id: str | None
    cells: tuple[FiredCell, ...]
    outputs: Mapping[str, Value]
    annotations: Mapping[str, str]


class StepNote(NamedTuple):
    """Why something became null, or was taken differently, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One decision on the way, or one table inside it (``part``). ``version`` is the sha256 of its file, in hex."""

    decision_id: str
    name: str
    file: str
    version: str
    kind: Literal["table", "expression"]
    value: Value = None
    part: str = ""
    hit_policy: str | None = None
    rule_count: int = 0
    inputs: tuple[InputValue, ...] = ()
    output_labels: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[FiredRule, ...] = ()
    is_default: bool = False
    notes: tuple[StepNote, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The step as JSON-ready data, in the shape of the module's description."""
        return {
            "decision": self.decision_id,
            "name": self.name,
            "part": self.part,
            "kind": self.kind,
            "file": self.file,
            "version": self.version,
            "hit_policy": self.hit_policy,
            "rule_count": self.rule_count,
            "inputs": [
                {"label": item.label, "expression": item.expression, "value": json_of(item.value)}
                for item in self.inputs
            ],
            "output_labels": dict(self.output_labels),
            "rules": [_rule_json(rule) for rule in self.rules],
            "is_default": self.is_default,
            "value": json_of(self.value),
            "notes": [{"zh": note.zh, "en": note.en} for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision's value with everything that led to it."""

    decision_id: str
    name: str
    status: Status
    value: Value
    missing: tuple[str, ...]
    steps: tuple[DecisionStep, ...]
    error: DecisionError | None = None

    def as_json(self) -> dict[str, Any]:
        """JSON-ready data, in the shape of the module's description."""
        error = self.error
        return {
            "format": FORMAT,
            "decision": self.decision_id,
            "name": self.name,
            "status": self.status,
            "value": json_of(self.value),
            "missing": list(self.missing),
            "error": None
            if error is None
            else {"code": error.code, "zh": error.text("zh"), "en": error.text("en")},
            "steps": [step.as_json() for step in self.steps],
        }


def json_of(value: Value) -> Any:
    """The value as JSON-ready data; one that has no such form (a function) as its text."""
    try:
        return to_json(value)
    except NotAValue:
        return to_text(value)


def _rule_json(rule: FiredRule) -> dict[str, Any]:
    return {
        "number": rule.number,
        "id": rule.rule_id,
        "cells": [
            {"label": cell.label, "text": cell.text, "fact": json_of(cell.fact), "matched": cell.matched}
            for cell in rule.cells
        ],
        "outputs": {name: json_of(value) for name, value in rule.outputs.items()},
        "annotations": dict(rule.annotations),
    }
