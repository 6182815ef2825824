"""The verification against the truth: every combination of facts is tried with the language itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decisions.drawing import Input, Output, Table, table_model
from webapp.decisions import DecisionError, Finding, Model
from webapp.decisions.verification.coverage import (
    SegmentColumn,
    find_meeting,
    find_shared_box,
    find_uncovered,
    mask_of,
    merge_boxes,
)
from webapp.feel import Value, compile_expression, compile_unary_tests

WORDS = ["a", "b", "c"]


@dataclass(frozen=True)
class Column:
    """An input, the cells it may have, and facts that tell all of those cells apart."""

    source: Input
    cells: st.SearchStrategy[str]
    facts: Sequence[Value]


def _numbers() -> st.SearchStrategy[str]:
    ends = st.integers(0, 4)
    comparison = st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), ends)
    span = st.builds(
        lambda opening, low, width, closing: f"{opening}{low}..{low + width}{closing}",
        st.sampled_from("[]("), ends, st.integers(0, 3), st.sampled_from("[])"),
    )  # fmt: skip
    one = comparison | span | ends.map(str)
    many = st.lists(one, min_size=1, max_size=2).map(",".join)
    condition = st.builds(
        "? {} {} {} ? {} {}".format,
        st.sampled_from(["<", ">="]),
        ends,
        st.sampled_from(["and", "or"]),
        st.sampled_from([">", "<="]),
        ends,
    )
    return st.just("-") | many | many.map("not({})".format) | st.just("null") | condition


def _words() -> st.SearchStrategy[str]:
    some = st.lists(
        st.sampled_from([f'"{word}"' for word in WORDS]), min_size=1, max_size=2, unique=True
    ).map(",".join)
    return st.just("-") | some | some.map("not({})".format)


HALVES: list[Value] = [Decimal(n) / 2 for n in range(-2, 16)]
DATES = [f"2026-01-0{n}" for n in range(1, 6)]

COLUMNS = {
    "listed": lambda name: Column(Input(name, allowed='"a","b","c"'), _words(), list(WORDS)),
    "listed or unknown": lambda name: Column(Input(name, allowed='"a","b","c",null'), _words() | st.just("null"), [*WORDS, None]),
    "unlisted": lambda name: Column(Input(name), _words() | st.just("null"), [*WORDS, "other", None]),
    "number": lambda name: Column(Input(name, "number"), _numbers(), [*HALVES, None]),
    "bounded number": lambda name: Column(Input(name, "number", allowed="[0..4]"), _numbers(), [n for n in HALVES if isinstance(n, Decimal) and 0 <= n <= 4]),
    "boolean": lambda name: Column(Input(name, "boolean"), st.sampled_from(["-", "true", "false", "null", "not(true)"]), [True, False, None]),
    "date": lambda name: Column(
        Input(name, "date"),
        st.just("-") | st.builds('{} @"{}"'.format, st.sampled_from(["<", ">=", ""]), st.sampled_from(DATES[1:4])),
        [None, *(compile_expression(f'@"{day}"').evaluate({}) for day in DATES)],
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A random table with its columns."""

    columns: Sequence[Column]
    table: Table

    def model(self) -> Model:
        return table_model(self.table)

    def fitting(self) -> Iterable[tuple[dict[str, Value], list[int]]]:
        """Every combination of facts with the rules (from 1) that fit it, by the language itself."""
        width = len(self.columns)
        tests = [[compile_unary_tests(cell) for cell in row[:width]] for row in self.table.rows]
        for facts in itertools.product(*(column.facts for column in self.columns)):
            named = {column.source.expression: fact for column, fact in zip(self.columns, facts, strict=True)}
            yield (
                named,
                [
                    number
                    for number, row in enumerate(tests, 1)
                    if all(cell.matches(fact, {}) is True for cell, fact in zip(row, facts, strict=True))
                ],
            )


def tables(policy: str, outputs: Sequence[str], allowed: str | None = None) -> st.SearchStrategy[Drawn]:
    def of_kinds(kinds: list[str]) -> st.SearchStrategy[Drawn]:
        columns = [COLUMNS[kind](f"x{number}") for number, kind in enumerate(kinds)]
        row = st.tuples(*(column.cells for column in columns), st.sampled_from(outputs))
        return st.lists(row, min_size=1, max_size=5).map(
            lambda rows: Drawn(
                columns,
                Table([item.source for item in columns], rows, [Output("o", allowed=allowed)], policy=policy),
            )
        )

    return st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=2).flatmap(of_kinds)


def by_code(found: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = {}
    for finding in found:
        grouped.setdefault(finding.code, []).append(finding)
    return grouped


LIGHT = settings(max_examples=60, deadline=None)


@LIGHT
@given(tables("UNIQUE", ["1", "2"]))
def test_gaps_and_overlaps_of_a_unique_table_are_those_that_exist(drawn: Drawn) -> None:
    found = by_code(drawn.model().verify())
    pairs: set[tuple[int, ...]] = set()
    has_gap = False
    for _, rules in drawn.fitting():
        has_gap = has_gap or not rules
        pairs.update(itertools.combinations(rules, 2))
    assert ("DM-301" in found) == has_gap
    assert {finding.rules for finding in found.get("DM-304", [])} == pairs
    assert not {"DM-302", "DM-305", "DM-317"} & found.keys()


@LIGHT
@given(tables("UNIQUE", ["1", "2"]))
def test_every_example_shows_what_its_finding_says(drawn: Drawn) -> None:
    one = drawn.model()
    for finding in one.verify():
        if finding.example is None:
            continue
        with pytest.raises(DecisionError) as raised:
            one.decide("it", finding.example)
        assert raised.value.code == {"DM-301": "DM-204", "DM-304": "DM-205"}[finding.code]


@LIGHT
@given(tables("FIRST", ["1", "2"]))
def test_dead_rules_of_a_first_table_are_those_that_are_never_first(drawn: Drawn) -> None:
    found = by_code(drawn.model().verify())
    reached = {rules[0] for _, rules in drawn.fitting() if rules}
    dead = {finding.rules[0] for finding in found.get("DM-309", [])}
    dead |= {rule for finding in found.get("DM-308", []) for rule in finding.rules}
    assert dead == set(range(1, len(drawn.table.rows) + 1)) - reached


@LIGHT
@given(tables("ANY", ["1", "2"]))
def test_disagreements_of_an_any_table_are_those_that_exist(drawn: Drawn) -> None:
    found = by_code(drawn.model().verify())
    outputs = [row[-1] for row in drawn.table.rows]
    pairs = {
        pair
        for _, rules in drawn.fitting()
        for pair in itertools.combinations(rules, 2)
        if outputs[pair[0] - 1] != outputs[pair[1] - 1]
    }
    assert {finding.rules for finding in found.get("DM-306", [])} == pairs


@LIGHT
@given(tables("PRIORITY", ["1", "2", "3"], allowed="3, 1, 2"))
def test_masked_rules_of_a_priority_table_are_those_that_never_win(drawn: Drawn) -> None:
    found = by_code(drawn.model().verify())
    ranks = ["312".index(row[-1]) for row in drawn.table.rows]
    winners = {min(rules, key=lambda rule: (ranks[rule - 1], rule)) for _, rules in drawn.fitting() if rules}
    dead = {finding.rules[0] for code in ("DM-310", "DM-311") for finding in found.get(code, [])}
    dead |= {rule for finding in found.get("DM-308", []) for rule in finding.rules}
    assert dead == set(range(1, len(drawn.table.rows) + 1)) - winners


@LIGHT
@given(tables("COLLECT", ["1", "2"]))
def test_the_remembered_answers_of_a_table_are_those_of_the_language(drawn: Drawn) -> None:
    one = drawn.model()
    outputs = [Decimal(row[-1]) for row in drawn.table.rows]
    for facts, rules in itertools.islice(drawn.fitting(), 200):
        expected = [outputs[rule - 1] for rule in rules]
        assert one.decide("it", facts) == expected
        assert one.decide("it", facts) == expected


@LIGHT
@given(tables("RULE ORDER", ["1", "2"]), st.sampled_from(["RULE ORDER", "OUTPUT ORDER", "COLLECT"]))
def test_a_table_that_may_give_any_number_of_rows_has_neither_gaps_nor_overlaps(
    drawn: Drawn, policy: str
) -> None:
    drawn.table.policy = policy
    drawn.table.outputs = [Output("o", allowed="2, 1")]
    found = by_code(drawn.model().verify())
    fitted = {rule for _, rules in drawn.fitting() for rule in rules}
    never = {rule for finding in found.get("DM-308", []) for rule in finding.rules}
    assert not {"DM-301", "DM-304", "DM-306", "DM-309", "DM-310"} & found.keys()
    # A row that fits nothing through a single cell is told; every row told fits nothing.
    assert never.isdisjoint(fitted)


@LIGHT
@given(tables("COLLECT", ["1", "2"]), st.sampled_from(["SUM", "MIN", "MAX", "COUNT"]))
def test_an_aggregation_has_a_gap_where_there_is_nothing_to_aggregate(drawn: Drawn, aggregation: str) -> None:
    drawn.table.aggregation = aggregation
    has_gap = any(not rules for _, rules in drawn.fitting())
    found = by_code(drawn.model().verify())
    assert ("DM-301" in found) == (has_gap and aggregation != "COUNT")


COMPUTED: dict[str, Sequence[Any]] = {
    "n + 1": [Decimal(n) for n in range(-2, 6)],
    'if flag then "a" else "b"': [True, False, None],
    "count(items)": [[], [1], [1, 2], [1, 2, 3], None],
}


@LIGHT
@given(
    st.lists(st.tuples(_numbers(), _words(), _numbers()), min_size=1, max_size=4),
    st.sampled_from(["UNIQUE", "FIRST"]),
)
def test_no_gap_or_overlap_of_a_table_that_computes_its_inputs_is_overlooked(
    rows: list[tuple[str, str, str]], policy: str
) -> None:
    """What an expression can give is not known to the verification: it may warn of more, never of less."""
    kinds = ["number", "string", "number"]
    inputs = [Input(text, kind) for text, kind in zip(COMPUTED, kinds, strict=True)]
    one = table_model(Table(inputs, [[*row, "1"] for row in rows], [Output("o")], policy=policy))
    found = one.verify()
    told_pairs = {finding.rules for finding in found if finding.code == "DM-304"}
    told_gap = any(finding.code == "DM-301" for finding in found)
    for n, flag, items in itertools.product(*COMPUTED.values()):
        error = one.explain("it", {"n": n, "flag": flag, "items": items}).error
        if error is None:
            continue
        fitting = tuple(int(rule) for rule in error.facts.get("rules", "").split(", ") if rule)
        assert {"DM-204": told_gap, "DM-205": True}[error.code]
        assert set(itertools.combinations(fitting, 2)) <= told_pairs


MASKS = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, (1 << width) - 1), min_size=4, max_size=4).map(
            lambda masks: SegmentColumn(width, masks)
        ),
        min_size=1,
        max_size=3,
    )
)


@given(MASKS, st.integers(0, 15))
def test_uncovered_boxes_hold_exactly_the_points_that_no_rule_covers(
    columns: list[SegmentColumn], rules: int
) -> None:
    chosen = [rule for rule in range(4) if rules >> rule & 1]
    points = set(itertools.product(*(range(column.segment_count) for column in columns)))
    covered = {
        point
        for point in points
        if any(
            all(column.accepts[rule] >> at & 1 for column, at in zip(columns, point, strict=True))
            for rule in chosen
        )
    }
    boxes = merge_boxes(find_uncovered(columns, mask_of(chosen), limit=10_000))
    inside = [
        point
        for box in boxes
        for point in points
        if all(mask >> at & 1 for mask, at in zip(box, point, strict=True))
    ]
    assert set(inside) == points - covered
    assert len(inside) == len(set(inside))


@given(MASKS)
def test_rules_meet_where_they_share_a_box(columns: list[SegmentColumn]) -> None:
    meeting = find_meeting(columns, 4)
    for one, other in itertools.permutations(range(4), 2):
        assert bool(meeting[one] >> other & 1) == all(find_shared_box(columns, (one, other)))
