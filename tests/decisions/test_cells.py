"""The cells that the browser's table editor writes, each as a one-row table: which facts they let through."""

from __future__ import annotations

import pytest

from tests.decisions.drawing import Input, Table, decision, input_data, model, table_model
from webapp.feel import compile_expression

BATTERY = [
    # type, cell, facts that fit, facts that do not
    ("string", "-", ['"A"', "null"], []),
    ("string", "", ['"A"', "null"], []),
    ("string", '"A"', ['"A"'], ['"a"', '"AB"', "null"]),
    ("string", '"A","B"', ['"A"', '"B"'], ['"C"', "null"]),
    ("string", 'not("A")', ['"B"', "null"], ['"A"']),
    ("string", 'not("A","B")', ['"C"'], ['"A"', '"B"']),
    ("string", '"行政执法","征地拆迁"', ['"行政执法"'], ['"行政"', '"城市更新"']),
    ("string", 'not("重大政治风险")', ['"一般"'], ['"重大政治风险"']),
    ("string", '"含 \\"引号\\""', ['"含 \\"引号\\""'], ['"含引号"']),
    ("string", '> "a"', ['"b"'], ['"a"', "null"]),
    ("string", "null", ["null"], ['""', '"null"']),
    ("string", 'null, "A"', ["null", '"A"'], ['"B"']),
    ("string", 'starts with(?, "GG-")', ['"GG-1"'], ['"XZ-1"', "null"]),
    ("string", "string length(?) > 2", ['"abc"'], ['"ab"']),
    ("number", "5", ["5", "5.0"], ["6", "null"]),
    ("number", "-5", ["-5"], ["5"]),
    ("number", "< 5", ["4.99", "-1"], ["5", "null"]),
    ("number", "<= 5", ["5"], ["5.01"]),
    ("number", "> 5", ["6"], ["5"]),
    ("number", ">= 5", ["5"], ["4"]),
    ("number", "[1..10]", ["1", "10", "5.5"], ["0.99", "11", "null"]),
    ("number", "]1..10[", ["1.01", "9"], ["1", "10"]),
    ("number", "(1..10)", ["2"], ["1", "10"]),
    ("number", "[1..10[", ["1"], ["10"]),
    ("number", "]1..10]", ["10"], ["1"]),
    ("number", "< 1, > 10", ["0", "11"], ["5"]),
    ("number", "not(< 5)", ["5", "9"], ["4", "null"]),
    ("number", "not([1..3], 9)", ["4"], ["1", "9"]),
    ("number", "? > 5 and ? < 10", ["6"], ["5", "10", "null"]),
    ("number", "? < 5 or ? > 10", ["4", "11"], ["7"]),
    ("number", "[limit..10]", ["3", "10"], ["2.9"]),
    ("number", "> limit", ["3.5"], ["3"]),
    ("number", "limit", ["3"], ["4"]),
    ("number", "modulo(?, 2) = 0", ["4"], ["3"]),
    ("boolean", "true", ["true"], ["false", "null"]),
    ("boolean", "false", ["false"], ["true", "null"]),
    ("boolean", "not(true)", ["false"], ["true"]),
    ("boolean", "true, false", ["true", "false"], ["null"]),
    ("date", 'date("2026-01-01")', ['date("2026-01-01")'], ['date("2026-01-02")', "null"]),
    ("date", '@"2026-01-01"', ['date("2026-01-01")'], ['date("2025-12-31")']),
    ("date", '> date("2026-01-01")', ['date("2026-01-02")'], ['date("2026-01-01")']),
    ("date", '[date("2026-01-01")..date("2026-03-31")]', ['date("2026-02-28")'], ['date("2026-04-01")']),
    ("date", '< @"2026-01-01"', ['@"2025-12-31"'], ['@"2026-01-01"', "null"]),
    ("time", '>= time("09:00:00")', ['time("09:00:00")'], ['time("08:59:59")']),
    ("dateTime", '< date and time("2026-01-01T00:00:00")', ['@"2025-12-31T23:59:59"'], ['@"2026-01-01T00:00:00"']),
    ("yearMonthDuration", '> duration("P3M")', ['duration("P4M")', '@"P1Y"'], ['duration("P3M")', "null"]),
    ("yearMonthDuration", '[duration("P1M")..duration("P3M")]', ['@"P2M"'], ['@"P4M"']),
    ("dayTimeDuration", '<= duration("P5D")', ['@"P4DT23H"'], ['@"P5DT1S"']),
    (None, '1, "1", true', ["1", '"1"', "true"], ["2", '"2"']),
    (None, 'list contains(?, "x")', ['["x","y"]'], ['["y"]', "null"]),
    (None, 'every item in ? satisfies item in ("a","b")', ['["a"]', "[]"], ['["c"]']),
    (None, "count(?) > 1", ['["a","b"]'], ['["a"]', "[]"]),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "cell", "fitting", "others"), BATTERY)
def test_a_cell_lets_through_what_it_says(
    type_: str | None, cell: str, fitting: list[str], others: list[str]
) -> None:
    one = table_model(Table([Input("fact", type_)], [[cell, '"fits"']], policy="COLLECT"))
    assert not one.faults
    for text in (*fitting, *others):
        facts = {"fact": compile_expression(text).evaluate({}), "limit": 3}
        expected = ["fits"] if text in fitting else []
        for _ in range(2):  # The second time the answer is a remembered one.
            assert one.decide("it", facts) == expected, text


@pytest.mark.parametrize(("cell", "value"), [("true", 1), ("1", True), ('"1"', 1), ("1", "1")])
def test_values_of_different_kinds_are_never_taken_for_each_other(cell: str, value: object) -> None:
    one = table_model(Table([Input("fact", None)], [[cell, '"fits"'], ["-", '"no"']], policy="FIRST"))
    same = {"true": True, "1": 1, '"1"': "1"}[cell]
    # Asking the equal-looking value first must not be remembered for the other kind.
    one.decide("it", {"fact": same})
    if not (cell == "true" and not isinstance(value, bool)):
        assert one.decide("it", {"fact": value}) == "no"


def test_a_column_forgets_old_values_rather_than_growing_without_end() -> None:
    one = table_model(
        Table([Input("n", "number")], [[f"[{100 * k}..{100 * k + 100}[", str(k)] for k in range(30)])
    )
    assert [one.decide("it", {"n": n}) for n in range(3000)] == [n // 100 for n in range(3000)]
    assert one.decide("it", {"n": 0}) == 0


def test_names_with_spaces_and_chinese_names_are_read_in_cells_and_columns() -> None:
    table = Table(
        [Input("Applied Sum", "number")], [["> Upper Bound", '"much"'], ["<= Upper Bound", '"little"']]
    )
    declared = model(
        input_data("a", "Applied Sum"),
        input_data("b", "Upper Bound"),
        decision("it", table, inputs=["a", "b"]),
    )
    assert declared.decide("it", {"Applied Sum": 101, "Upper Bound": 100}) == "much"
    table = Table([Input("申请.涉及金额", "number")], [["> 起点", '"重大"'], ["<= 起点", '"一般"']])
    assert table_model(table).decide("it", {"申请": {"涉及金额": 101}, "起点": 100}) == "重大"


def test_input_expressions_may_compute() -> None:
    table = Table(
        [Input("count(situation.items)", "number"), Input('if n > 1 then "many" else "few"')],
        [["> 1", '"few"', "1"]],
    )
    assert table_model(table).decide("it", {"situation": {"items": [1, 2]}, "n": 1}) == 1


def test_a_path_into_a_date_or_a_list_is_read_as_the_language_says() -> None:
    facts = {"asked": {"on": compile_expression('@"2026-03-02"').evaluate({})}, "items": [{"n": 1}, {"n": 2}]}
    assert (
        table_model(Table([Input("asked.on.year", "number")], [["2026", '"now"']])).decide("it", facts)
        == "now"
    )
    assert table_model(Table([Input("items.n", None)], [["[1, 2]", '"both"']])).decide("it", facts) == "both"
