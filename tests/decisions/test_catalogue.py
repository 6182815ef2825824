"""What a model says of its decisions: for designers, for checks, and for the page that shows a table."""

from __future__ import annotations

from tests.decisions.drawing import Input, Output, Table, decision, feel, input_data, knowledge, model

LEVEL = Table(
    [
        Input("assessment.f_procedure", allowed='"a","b"', label="程序"),
        Input("count(items)", "number", label="件数"),
    ],
    [['"a"', "", '"A"', "", "§3"], ['"b"', "> 1", '"B"', "true", "assumed"]],
    [Output("level", "string", allowed='"A","B"', label="等级"), Output("flag", "boolean")],
    policy="FIRST",
    annotations=["source"],
    extra=' preferredOrientation="Rule-as-Column"',
)
ONE = model(
    input_data("items"),
    knowledge("f", ["n"], feel("n")),
    decision("base", feel("1"), name="基数"),
    decision("level", LEVEL, name="容错等级", needs=["base"], inputs=["items"], knows=["f"]),
    decision("other", feel("base + f(application.n) + x.y.z"), needs=["base"], knows=["f"]),
    decision("empty", ""),
)


def test_a_decision_is_described_by_id() -> None:
    info = ONE.decisions["level"]
    assert (info.id, info.name, info.file, info.kind, info.hit_policy) == (
        "level",
        "容错等级",
        "file.dmn",
        "table",
        "FIRST",
    )
    assert info.line is not None
    assert info.version == ONE.files["file.dmn"]
    assert info.input_expressions == ("assessment.f_procedure", "count(items)")
    assert info.required_decisions == ("base",)
    assert info.input_data == ("items",)
    assert info.annotation_columns == ("source",)


def test_inputs_say_whether_they_are_required() -> None:
    first, second = ONE.decisions["level"].inputs
    assert (first.label, first.type_name, first.allowed, first.is_required) == (
        "程序",
        "string",
        '"a","b"',
        True,
    )
    assert (second.label, second.type_name, second.allowed, second.is_required) == (
        "件数",
        "number",
        None,
        False,
    )


def test_outputs_show_names_labels_and_allowed_values() -> None:
    first, second = ONE.decisions["level"].outputs
    assert (first.name, first.label, first.allowed, first.default) == ("level", "等级", '"A","B"', None)
    assert (second.name, second.label, second.type_name) == ("flag", "flag", "boolean")


def test_the_facts_that_a_decision_reads_leave_out_what_requirements_give() -> None:
    assert ONE.decisions["other"].facts == ("application.n", "x.y.z")
    assert ONE.decisions["level"].facts == ("assessment.f_procedure", "items")


def test_kinds_are_told_apart() -> None:
    assert {id_: info.kind for id_, info in ONE.decisions.items()} == {
        "base": "expression",
        "level": "table",
        "other": "expression",
        "empty": "empty",
    }


def test_the_expression_of_a_decision_is_given_as_written() -> None:
    assert {id_: info.expression for id_, info in ONE.decisions.items()} == {
        "base": "1",
        "level": "",
        "other": "base + f(application.n) + x.y.z",
        "empty": "",
    }


def test_a_table_can_be_drawn_as_it_is_written() -> None:
    view = ONE.decisions["level"].table
    assert view is not None
    assert (view.hit_policy, view.aggregation, view.is_vertical) == ("FIRST", None, True)
    assert view.annotation_columns == ("source",)
    assert [rule.number for rule in view.rules] == [1, 2]
    assert view.rules[0].inputs == ('"a"', "-")
    assert view.rules[1].outputs == ('"B"', "true")
    assert view.rules[1].annotations == ("assumed",)
    assert view.rules[0].rule_id


def test_tables_inside_a_larger_expression_are_listed() -> None:
    table = Table([], [["1"], ["2"]], policy="COLLECT", aggregation="SUM").xml()
    one = model(
        decision("it", f"<context><contextEntry><variable name='points'/>{table}</contextEntry></context>")
    )
    info = one.decisions["it"]
    assert info.table is None
    assert [(view.part, view.aggregation) for view in info.tables] == [("points", "SUM")]
