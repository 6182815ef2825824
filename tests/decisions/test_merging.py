"""Rows that one row could say are suggested, never called a fault, and the merged row concludes the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decisions.drawing import Input, Output, Table, table_model
from webapp.decisions import DecisionError, Finding

KIND = Input("kind", allowed='"a","b","c","d"', label="类别")
LOSS = Input("loss", "number", label="损失")
OUT = [Output("o", "string")]


def suggested(
    rows: list[list[str]], policy: str | None = None, inputs: list[Input] | None = None
) -> list[Finding]:
    return table_model(Table(inputs or [KIND, LOSS], rows, OUT, policy=policy)).suggest()


def test_rows_that_differ_in_one_column_are_one_suggestion_with_the_cell_to_write() -> None:
    [found] = suggested([['"a"', "> 5", '"x"'], ['"c"', "> 5", '"x"'], ['"b"', "> 5", '"y"']])
    assert found.code == "DM-323"
    assert found.severity == "suggestion"
    assert found.rules == (1, 2)
    assert '"a", "c"' in found.zh
    assert "类别" in found.zh
    assert '"a", "c"' in found.en


def test_a_column_that_is_covered_whole_becomes_a_dash() -> None:
    [found] = suggested([['"a"', "<= 5", '"x"'], ['"a"', "> 5", '"x"'], ['"a"', "null", '"x"']])
    assert found.rules == (1, 2, 3)
    assert "该列写 -" in found.zh


def test_a_column_that_is_covered_but_for_null_says_so_in_feel() -> None:
    [found] = suggested([['"a"', "<= 5", '"x"'], ['"a"', "> 5", '"x"']])
    assert "not(null)" in found.zh


def test_neighbouring_ranges_become_one() -> None:
    [found] = suggested([['"a"', "[1..5]", '"x"'], ['"a"', "]5..9]", '"x"']])
    assert "[1..9]" in found.en


def test_rows_with_other_outputs_or_two_differences_stay_apart() -> None:
    assert suggested([['"a"', "> 5", '"x"'], ['"b"', "> 5", '"y"'], ['"c"', "< 5", '"x"']]) == []


@pytest.mark.parametrize("policy", ["FIRST", "RULE ORDER"])
def test_where_order_has_a_meaning_only_neighbours_are_named(policy: str) -> None:
    rows = [['"a"', "-", '"x"'], ['"b"', "-", '"y"'], ['"c"', "-", '"x"'], ['"d"', "-", '"x"']]
    assert [found.rules for found in suggested(rows, policy)] == [(3, 4)]


def test_tables_with_cells_that_compute_get_no_suggestion() -> None:
    assert suggested([['"a"', "> limit", '"x"'], ['"b"', "> limit", '"x"']]) == []


def test_computed_outputs_are_not_compared() -> None:
    assert suggested([['"a"', "-", "loss + 1"], ['"b"', "-", "loss + 1"]]) == []


def test_suggestions_are_no_findings_of_the_verification() -> None:
    one = table_model(Table([KIND], [['"a"', '"x"'], ['not("a")', '"x"']], OUT))
    assert one.verify() == []
    assert len(one.suggest()) == 1


def test_many_suggestions_are_cut_short() -> None:
    inputs = [Input("n", "number"), KIND]
    rows = [[str(number), kind, f'"{number}"'] for number in range(40) for kind in ('"a"', '"b"')]
    assert len(suggested(rows, inputs=inputs)) == 12


CELL = st.sampled_from(['"a"', '"b"', '"a","b"', '"c"', '"d"', "-"])
RANGE = st.sampled_from(["< 3", "[3..7]", "> 7", "-"])


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(CELL, RANGE, st.sampled_from(['"x"', '"y"'])), min_size=2, max_size=5))
def test_the_merged_row_concludes_as_the_rows_did(rows: list[tuple[str, str, str]]) -> None:
    """Hit policy FIRST, so that any set of rows has a conclusion to compare."""
    before = [list(row) for row in rows]
    found = suggested(before, "FIRST")
    if not found:
        return
    first, column = found[0], int("损失" in found[0].zh)
    cell = first.en.split("one rule with ")[1].split(" in that column")[0]
    merged = list(before[first.rules[0] - 1])
    merged[column] = cell
    after = [row for number, row in enumerate(before, start=1) if number not in first.rules[1:]]
    after[first.rules[0] - 1] = merged
    one, other = (table_model(Table([KIND, LOSS], held, OUT, policy="FIRST")) for held in (before, after))
    for kind in "abcd":
        for loss in (0, 3, 5, 7, 9):
            facts = {"kind": kind, "loss": loss}
            try:
                expected: object = one.decide("it", facts)
            except DecisionError as error:
                expected = error.code
            try:
                got: object = other.decide("it", facts)
            except DecisionError as error:
                got = error.code
            assert got == expected
