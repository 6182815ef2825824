"""What the seven hit policies and the four aggregations make of the rules that fit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.decisions.drawing import Input, Output, Table, table_model
from webapp.decisions import (
    AggregationImpossible,
    NoRuleMatched,
    OutputNotAllowed,
    OutputOfWrongType,
    RulesDisagree,
    SeveralRulesMatched,
)
from webapp.feel import Value

SCORES = [["> 0", "1"], ["> 10", "2"], ["> 100", "4"]]


def decide(table: Table, **facts: object) -> Value:
    return table_model(table).decide("it", facts)


def score(
    policy: str | None, n: int, aggregation: str | None = None, rows: list[list[str]] = SCORES
) -> Value:
    return decide(Table([Input("n", "number")], rows, policy=policy, aggregation=aggregation), n=n)


def test_unique_gives_the_output_of_the_one_rule() -> None:
    assert score("UNIQUE", 5) == 1


def test_unique_is_the_policy_when_none_is_named() -> None:
    with pytest.raises(SeveralRulesMatched):
        score(None, 50)


def test_unique_refuses_several_rules_and_names_rows_and_facts() -> None:
    with pytest.raises(SeveralRulesMatched) as raised:
        score("UNIQUE", 50)
    assert raised.value.code == "DM-205"
    assert "1, 2" in raised.value.text("zh")
    assert "n = 50" in raised.value.text("en")


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "PRIORITY", "FIRST"])
def test_a_single_hit_table_without_default_refuses_facts_that_no_rule_fits(policy: str) -> None:
    outputs = [Output(allowed="1, 2, 4")]
    with pytest.raises(NoRuleMatched) as raised:
        decide(Table([Input("n", "number", label="数目")], SCORES, outputs, policy=policy), n=-1)
    assert "数目 = -1" in raised.value.text("zh")


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "PRIORITY", "FIRST"])
def test_a_default_output_is_taken_when_no_rule_fits(policy: str) -> None:
    outputs = [Output(allowed="1, 2, 4, 9", default="9")]
    assert decide(Table([Input("n", "number")], SCORES, outputs, policy=policy), n=-1) == 9


def test_any_gives_the_output_that_all_fitting_rules_share() -> None:
    assert score("ANY", 50, rows=[["> 0", '"x"'], ["> 10", '"x"']]) == "x"


def test_any_refuses_fitting_rules_with_different_outputs() -> None:
    with pytest.raises(RulesDisagree) as raised:
        score("ANY", 50)
    assert raised.value.code == "DM-206"
    assert "1, 2" in raised.value.text("en")


def test_first_gives_the_rule_that_stands_first() -> None:
    assert score("FIRST", 500) == 1


def test_priority_gives_the_output_listed_first_whatever_the_order_of_the_rows() -> None:
    rows = [["> 0", '"low"'], ["> 10", '"high"'], ["> 100", '"middle"']]
    table = Table(
        [Input("n", "number")], rows, [Output(allowed='"high", "middle", "low"')], policy="PRIORITY"
    )
    assert decide(table, n=500) == "high"
    assert decide(table, n=5) == "low"


def test_priority_compares_outputs_from_left_to_right() -> None:
    rows = [["-", '"a"', '"y"'], ["-", '"a"', '"x"'], ["-", '"b"', '"x"']]
    outputs = [Output("one", allowed='"a", "b"'), Output("two", allowed='"x", "y"')]
    table = Table([Input("n", "number")], rows, outputs, policy="PRIORITY")
    assert decide(table, n=1) == {"one": "a", "two": "x"}


def test_priority_understands_ranges_among_the_allowed_values() -> None:
    rows = [["-", "3"], ["-", "15"]]
    table = Table([Input("n", "number")], rows, [Output(allowed="[10..20], [0..9]")], policy="PRIORITY")
    assert decide(table, n=1) == 15


def test_output_order_lists_outputs_by_priority_and_keeps_row_order_among_equals() -> None:
    rows = [["> 0", '"low"'], ["> 10", '"high"'], ["> 0", '"low"']]
    table = Table([Input("n", "number")], rows, [Output(allowed='"high", "low"')], policy="OUTPUT ORDER")
    assert decide(table, n=50) == ["high", "low", "low"]


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER"])
def test_collect_and_rule_order_list_the_outputs_in_the_order_of_the_rows(policy: str) -> None:
    assert score(policy, 500) == [1, 2, 4]


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER"])
def test_a_list_of_hits_is_empty_when_no_rule_fits(policy: str) -> None:
    assert score(policy, -1) == []


def test_a_default_of_a_list_of_hits_is_a_list_of_the_default() -> None:
    assert decide(Table([Input("n", "number")], SCORES, [Output(default="9")], policy="COLLECT"), n=-1) == [9]


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 7), ("MIN", 1), ("MAX", 4), ("COUNT", 3)])
def test_collect_aggregates(aggregation: str, expected: int) -> None:
    assert score("COLLECT", 500, aggregation) == expected


def test_sum_keeps_every_decimal_digit() -> None:
    assert score("COLLECT", 1, "SUM", [["-", "0.1"], ["-", "0.2"]]) == Decimal("0.3")


def test_minimum_and_maximum_compare_dates_too() -> None:
    rows = [["-", 'date("2026-03-01")'], ["-", 'date("2026-02-01")']]
    assert score("COLLECT", 1, "MIN", rows) == table_model(Table([], [['date("2026-02-01")']])).decide(
        "it", {}
    )


def test_count_of_nothing_is_zero() -> None:
    assert score("COLLECT", -1, "COUNT") == 0


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
def test_other_aggregations_of_nothing_are_an_error_not_a_null(aggregation: str) -> None:
    with pytest.raises(NoRuleMatched):
        score("COLLECT", -1, aggregation)


@pytest.mark.parametrize("aggregation", ["SUM", "MIN"])
def test_outputs_that_cannot_be_combined_are_an_error(aggregation: str) -> None:
    with pytest.raises(AggregationImpossible) as raised:
        score("COLLECT", 1, aggregation, [["-", "1"], ["-", '"x"']])
    assert aggregation in raised.value.text("zh")


def test_several_outputs_make_a_context() -> None:
    outputs = [Output("outcome"), Output("reason")]
    table = Table([Input("n", "number")], [["> 0", '"exempt"', '"§3"']], outputs)
    assert decide(table, n=1) == {"outcome": "exempt", "reason": "§3"}


def test_several_outputs_have_one_default_each() -> None:
    outputs = [Output("outcome", default='"deny"'), Output("reason", default='"none"')]
    assert decide(Table([Input("n", "number")], [["> 0", "1", "2"]], outputs), n=-1) == {
        "outcome": "deny",
        "reason": "none",
    }


def test_one_output_gives_its_bare_value_even_when_it_has_a_name() -> None:
    assert decide(Table([], [['"A"']], [Output("level")])) == "A"


def test_an_output_may_compute_with_the_facts() -> None:
    assert decide(Table([Input("n", "number")], [["> 0", "n * 2"]]), n=21) == 42


def test_an_output_outside_its_allowed_values_is_an_error() -> None:
    table = Table([Input("n", "number")], [["> 0", '"level " + string(n)']], [Output(allowed='"level 1"')])
    assert decide(table, n=1) == "level 1"
    with pytest.raises(OutputNotAllowed):
        decide(table, n=2)


def test_an_output_of_another_type_is_an_error() -> None:
    with pytest.raises(OutputOfWrongType) as raised:
        decide(Table([], [["1 + 1"]], [Output("n", "string")]))
    assert "文本" in raised.value.text("zh")


def test_a_table_without_inputs_fits_always() -> None:
    assert decide(Table([], [['"always"']])) == "always"


def test_hit_policies_are_read_in_any_case() -> None:
    assert score("rule order", 50) == [1, 2]
