"""What an explanation tells, and the shape in which it is stored with cases for years."""

from __future__ import annotations

import hashlib
import json

from tests.decisions.drawing import (
    Input,
    Output,
    Table,
    decision,
    definitions,
    feel,
    input_data,
    knowledge,
    model,
)
from webapp.decisions import Explanation, load

LEVEL = Table(
    [
        Input("assessment.f_procedure", allowed='"collective","bypassed"', label="程序方法"),
        Input("assessment.f_loss", "number", label="损失（万元）"),
    ],
    [
        ['"collective"', "< 10", '"A"', "§3", "依据一"],
        ['"collective"', ">= 10", '"B"', "assumed", ""],
        ['"bypassed"', "-", '"D"', "§4", ""],
    ],
    [Output("level", "string", label="等级")],
    annotations=["source", "note"],
)
OUTCOME = Table(
    [Input("level", label="容错等级"), Input("remedy", allowed='"full","none"', label="挽回")],
    [['"A"', "-", '"exempt"', '"党纪"'], ['"B","D"', "-", '"deny"', '"政纪"']],
    [Output("outcome", label="结论"), Output("track", label="轨道")],
)
SOURCE = definitions(
    decision("level", LEVEL, name="等级表"), decision("outcome", OUTCOME, needs=["level"], name="认定建议")
).encode()
FACTS = {"assessment": {"f_procedure": "collective", "f_loss": 3}, "remedy": "full"}


def explain(facts: dict[str, object] | None = None, id_: str = "outcome") -> Explanation:
    return load({"liwan/outcome.dmn": SOURCE}).explain(id_, FACTS if facts is None else facts)


def test_a_concluded_explanation_holds_the_value_and_every_step_requirements_first() -> None:
    explanation = explain()
    assert explanation.status == "concluded"
    assert explanation.value == {"outcome": "exempt", "track": "党纪"}
    assert [step.decision_id for step in explanation.steps] == ["level", "outcome"]
    assert explanation.missing == ()
    assert explanation.error is None


def test_a_step_shows_columns_facts_fired_rows_cells_outputs_and_annotations() -> None:
    step = explain().steps[0]
    assert (step.name, step.file, step.hit_policy, step.rule_count) == (
        "等级表",
        "liwan/outcome.dmn",
        "UNIQUE",
        3,
    )
    assert step.inputs[0] == ("程序方法", "assessment.f_procedure", "collective")
    (rule,) = step.rules
    assert rule.number == 1
    assert rule.rule_id is not None
    assert rule.cells[0] == ("程序方法", '"collective"', "collective", True)
    assert rule.cells[1] == ("损失（万元）", "< 10", 3, True)
    assert rule.outputs == {"level": "A"}
    assert rule.annotations == {"source": "§3", "note": "依据一"}
    assert step.output_labels == {"level": "等级"}


def test_a_step_names_the_version_of_its_file() -> None:
    assert explain().steps[0].version == hashlib.sha256(SOURCE).hexdigest()


def test_the_stored_shape_is_fixed() -> None:
    stored = explain().as_json()
    assert json.loads(json.dumps(stored, ensure_ascii=False)) == stored
    version = hashlib.sha256(SOURCE).hexdigest()
    rule_ids = [step["rules"][0].pop("id") for step in stored["steps"]]
    assert all(rule_ids)
    assert stored == {
        "format": 1,
        "decision": "outcome",
        "name": "认定建议",
        "status": "concluded",
        "value": {"outcome": "exempt", "track": "党纪"},
        "missing": [],
        "error": None,
        "steps": [
            {
                "decision": "level",
                "name": "等级表",
                "part": "",
                "kind": "table",
                "file": "liwan/outcome.dmn",
                "version": version,
                "hit_policy": "UNIQUE",
                "rule_count": 3,
                "inputs": [
                    {"label": "程序方法", "expression": "assessment.f_procedure", "value": "collective"},
                    {"label": "损失（万元）", "expression": "assessment.f_loss", "value": 3},
                ],
                "output_labels": {"level": "等级"},
                "rules": [
                    {
                        "number": 1,
                        "cells": [
                            {
                                "label": "程序方法",
                                "text": '"collective"',
                                "fact": "collective",
                                "matched": True,
                            },
                            {"label": "损失（万元）", "text": "< 10", "fact": 3, "matched": True},
                        ],
                        "outputs": {"level": "A"},
                        "annotations": {"source": "§3", "note": "依据一"},
                    }
                ],
                "is_default": False,
                "value": "A",
                "notes": [],
            },
            {
                "decision": "outcome",
                "name": "认定建议",
                "part": "",
                "kind": "table",
                "file": "liwan/outcome.dmn",
                "version": version,
                "hit_policy": "UNIQUE",
                "rule_count": 2,
                "inputs": [
                    {"label": "容错等级", "expression": "level", "value": "A"},
                    {"label": "挽回", "expression": "remedy", "value": "full"},
                ],
                "output_labels": {"outcome": "结论", "track": "轨道"},
                "rules": [
                    {
                        "number": 1,
                        "cells": [
                            {"label": "容错等级", "text": '"A"', "fact": "A", "matched": True},
                            {"label": "挽回", "text": "-", "fact": "full", "matched": True},
                        ],
                        "outputs": {"outcome": "exempt", "track": "党纪"},
                        "annotations": {},
                    }
                ],
                "is_default": False,
                "value": {"outcome": "exempt", "track": "党纪"},
                "notes": [],
            },
        ],
    }


def test_an_incomplete_explanation_names_what_is_missing_and_keeps_the_facts_that_are_known() -> None:
    stored = explain({"assessment": {"f_loss": 3}}).as_json()
    assert (stored["status"], stored["value"]) == ("incomplete", None)
    assert stored["missing"] == ["assessment.f_procedure", "remedy"]
    assert stored["steps"][0]["inputs"][1]["value"] == 3
    assert stored["steps"][0]["rules"] == []


def test_a_failed_explanation_tells_the_error_in_both_languages_and_the_facts_that_led_to_it() -> None:
    explanation = explain({"assessment": {"f_procedure": "collective"}, "remedy": "full"})
    stored = explanation.as_json()
    assert stored["status"] == "failed"
    assert stored["error"]["code"] == "DM-204"
    assert "等级表" in stored["error"]["zh"]
    assert "等级表" in stored["error"]["en"]
    assert stored["steps"][0]["inputs"][0]["value"] == "collective"
    assert explanation.value is None


def test_a_violated_policy_shows_the_rows_that_fitted_together() -> None:
    one = model(decision("it", Table([Input("n", "number")], [["> 1", "1"], ["> 2", "2"]])))
    step = one.explain("it", {"n": 3}).steps[-1]
    assert [rule.number for rule in step.rules] == [1, 2]


def test_a_value_outside_the_allowed_ones_shows_which_fact_it_was() -> None:
    step = explain({"assessment": {"f_procedure": "?", "f_loss": 1}, "remedy": "full"}).steps[-1]
    assert step.inputs[-1].value == "?"


def test_collected_rows_stand_in_the_order_of_the_result() -> None:
    rows = [["-", '"low"'], ["-", '"high"']]
    table = Table([Input("n")], rows, [Output("o", allowed='"high","low"')], policy="OUTPUT ORDER")
    assert [rule.number for rule in model(decision("it", table)).explain("it", {}).steps[0].rules] == [2, 1]


def test_a_default_output_is_marked_as_such() -> None:
    one = model(decision("it", Table([Input("n", "number")], [["> 1", "1"]], [Output(default="0")])))
    step = one.explain("it", {"n": 0}).steps[0]
    assert (step.is_default, step.rules, step.value) == (True, (), 0)
    assert not one.explain("it", {"n": 5}).steps[0].is_default


def test_an_aggregation_is_named_with_the_policy() -> None:
    one = model(decision("it", Table([], [["1"], ["2"]], policy="COLLECT", aggregation="SUM")))
    step = one.explain("it", {}).steps[0]
    assert (step.hit_policy, step.value, len(step.rules)) == ("COLLECT SUM", 3, 2)


def test_a_literal_expression_is_a_step_with_its_notes() -> None:
    explanation = model(decision("it", feel("amount + 1"))).explain("it", {})
    (step,) = explanation.steps
    assert (step.kind, step.value) == ("expression", None)
    assert any("amount" in note.zh for note in step.notes)


def test_a_table_inside_a_function_or_a_context_is_a_step_of_its_own() -> None:
    table = Table([Input("n", "number")], [["> 1", '"many"'], ["<= 1", '"few"']])
    context = f"<context><contextEntry><variable name='size'/>{table.xml()}</contextEntry></context>"
    one = model(
        knowledge("sized", ["n"], table),
        decision("called", feel("sized(5)"), knows=["sized"]),
        decision("inside", context),
    )
    called = one.explain("called", {}).steps
    assert [(step.decision_id, step.kind) for step in called] == [
        ("sized", "table"),
        ("called", "expression"),
    ]
    assert called[0].rules[0].cells[0].fact == 5
    assert one.explain("inside", {"n": 1}).steps[0].part == "size"


def test_the_annotation_that_the_browsers_editor_writes_is_the_rules_description() -> None:
    xml = Table([Input("n")], [["-", "1"], ["-", "2"]], policy="COLLECT").xml()
    xml = xml.replace("<inputEntry>", "<description>依据：第三条</description><inputEntry>", 1)
    one = model(decision("it", xml))
    rules = one.explain("it", {}).steps[0].rules
    assert [rule.annotations for rule in rules] == [{"description": "依据：第三条"}, {"description": ""}]
    assert one.decisions["it"].annotation_columns == ("description",)


def test_explaining_and_deciding_agree() -> None:
    one = load({"a.dmn": SOURCE})
    assert one.explain("outcome", FACTS).value == one.decide("outcome", FACTS)


def test_dates_and_functions_in_an_explanation_are_json_ready() -> None:
    one = model(input_data("d"), decision("it", feel('{on: @"2026-01-01", f: function(x) x}')))
    assert json.dumps(one.explain("it", {}).as_json())
