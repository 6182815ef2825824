"""Facts that try a table: one set for each row, each side of each boundary, each gap."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decisions.drawing import Input, Output, Table, decision, definitions, feel, table_model
from webapp.decisions import Model, load
from webapp.decisions.examples import Example, list_examples

OUT = [Output("o", "string")]
KIND = Input("facts.kind", allowed='"a","b","c"', label="类别")
LOSS = Input("facts.loss", "number", label="损失")


def examples(rows: list[list[str]], inputs: list[Input], policy: str | None = None) -> tuple[Example, ...]:
    return list_examples(table_model(Table(inputs, rows, OUT, policy=policy)), "it")


def test_every_row_has_facts_that_fire_it_alone() -> None:
    told = examples([['"a"', "-", '"x"'], ['"b"', "< 5", '"y"'], ['"b"', ">= 5", '"z"']], [KIND, LOSS])
    assert [one.rules for one in told if one.kind == "row"] == [(1,), (2,), (3,)]
    assert [one.value for one in told if one.kind == "row"] == ["x", "y", "z"]


def test_a_boundary_is_tried_on_both_sides() -> None:
    told = examples([["< 100", '"A"'], [">= 100", '"B"']], [LOSS])
    tried = {one.facts["facts"]["loss"]: one.value for one in told if one.error_code is None}  # type: ignore[index,call-overload]
    assert tried == {Decimal(99): "A", Decimal(100): "B", Decimal(101): "B"}
    assert {one.column for one in told if one.kind == "boundary"} == {"损失"}


def test_a_gap_is_shown_with_the_error_it_leads_to() -> None:
    told = examples([['"a"', '"x"'], ['"b"', '"y"']], [KIND])
    [gap] = [one for one in told if one.kind == "gap"]
    assert gap.facts == {"facts": {"kind": "c"}}
    assert gap.error_code == "DM-204"
    assert gap.rules == ()


def test_a_required_fact_that_is_unknown_is_no_example() -> None:
    told = examples([['"a"', '"x"'], ['not("a")', '"y"']], [KIND])
    assert all(one.facts["facts"]["kind"] is not None for one in told)  # type: ignore[index,call-overload]


def test_with_the_policy_first_a_row_is_tried_where_no_earlier_one_wins() -> None:
    told = examples([['"a"', "-", '"x"'], ["-", "> 5", '"y"'], ["-", "-", '"z"']], [KIND, LOSS], "FIRST")
    assert [one.rules for one in told if one.kind == "row"] == [(1,), (2,), (3,)]


def test_a_row_that_never_wins_is_shown_with_the_row_that_does() -> None:
    told = examples([["-", "-", '"x"'], ['"a"', "> 5", '"y"']], [KIND, LOSS], "FIRST")
    assert {one.rules for one in told} == {(1,)}


def test_no_set_of_facts_is_told_twice() -> None:
    told = examples([["< 5", '"x"'], ["[5..9]", '"y"'], ["> 9", '"z"']], [LOSS])
    assert len({str(one.facts) for one in told}) == len(told)


def test_a_decision_that_is_no_table_has_no_examples() -> None:
    model = load({"one.dmn": definitions(decision("sum", feel("1 + 1"))).encode()})
    assert list_examples(model, "sum") == ()


def chained() -> Model:
    level = decision("level", Table([LOSS], [["< 5", '"A"'], [">= 5", '"D"']], [Output("level", "string")]))
    outcome = decision(
        "outcome",
        Table(
            [Input("level", allowed='"A","D"'), Input("facts.loss * 2", "number"), KIND],
            [['"A"', "-", "-", '"x"'], ['"D"', "-", '"a"', '"y"'], ['"D"', "-", 'not("a")', '"z"']],
            OUT,
        ),
        needs=["level"],
    )
    return load({"one.dmn": definitions(level, outcome).encode()})


def test_rows_over_other_conclusions_are_reached_through_the_facts_behind_them() -> None:
    told = list_examples(chained(), "outcome")
    assert {one.rules for one in told} == {(1,), (2,), (3,)}
    assert all(one.facts["facts"]["loss"] is not None for one in told)  # type: ignore[index,call-overload]


def test_conclusions_that_a_procedure_feeds_in_are_reached_too() -> None:
    level = decision("level", Table([LOSS], [["< 5", '"A"'], [">= 5", '"D"']], [Output("level", "string")]))
    outcome = decision(
        "outcome", Table([Input("grade", allowed='"A","D"')], [['"A"', '"x"'], ['"D"', '"y"']], OUT)
    )
    model = load({"one.dmn": definitions(level, outcome).encode()})
    told = list_examples(model, "outcome", feeds={"grade": "level"})
    assert sorted((one.rules, one.value) for one in told) == [((1,), "x"), ((2,), "y")]
    assert all("grade" not in one.facts for one in told)


ROW = st.tuples(
    st.sampled_from(["-", '"a"', '"b","c"', 'not("a")']),
    st.sampled_from(["-", "< 3", "[3..7]", "> 7", "5"]),
    st.sampled_from(['"x"', '"y"']),
)


@settings(max_examples=60)
@given(rows=st.lists(ROW, min_size=1, max_size=5), policy=st.sampled_from(["UNIQUE", "FIRST", "COLLECT"]))
def test_each_example_says_what_the_table_says(rows: list[tuple[str, str, str]], policy: str) -> None:
    model = table_model(Table([KIND, LOSS], [list(row) for row in rows], OUT, policy=policy))
    for one in list_examples(model, "it"):
        told = model.explain("it", one.facts)
        assert (told.value, told.error and told.error.code) == (one.value, one.error_code)


def test_of_a_table_of_a_thousand_rows_and_ten_conditions_some_are_told_and_the_search_ends() -> None:
    inputs = [Input(f"facts.f{number}", "number", label=f"事实{number}") for number in range(10)]
    starts = [[(row * 7919 + column * 104729) % 1000 for column in range(10)] for row in range(1000)]
    rows = [[*(f"[{start}..{start + 50}]" for start in each), f'"{row}"'] for row, each in enumerate(starts)]
    told = examples(rows, inputs, "COLLECT")
    assert told
    assert len(told) < len(rows), "there would be forty thousand boundaries"
    assert all(one.rules for one in told)
