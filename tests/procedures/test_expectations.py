"""Comparing: what counts as equal, as part of something, and as the last day of a time limit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.calendar import load_calendar
from webapp.feel import from_python
from webapp.procedures.expectations import as_plain, contains, due_day

FACTS = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(FACTS)
def test_a_value_of_the_file_and_the_same_value_of_the_run_are_equal(value: Any) -> None:
    assert contains(as_plain(from_python(value)), as_plain(value))


@given(st.dictionaries(st.text(max_size=3), FACTS, max_size=4), st.text(min_size=4, max_size=6), FACTS)
def test_a_table_may_hold_more_than_is_expected_of_it_but_not_less(
    value: dict[str, Any], key: str, more: Any
) -> None:
    fuller = as_plain({**value, key: more})
    assert contains(fuller, as_plain(value))
    assert not contains(as_plain(value), fuller)


@given(st.lists(FACTS, max_size=4), FACTS)
def test_a_list_must_be_of_the_same_length(value: list[Any], more: Any) -> None:
    assert not contains(as_plain([*value, more]), as_plain(value))


@pytest.mark.parametrize(
    ("found", "expected", "is_so"),
    [
        (Decimal("1.0"), 1, True),
        (Decimal("0.1"), 0.1, True),
        (True, 1, False),
        (1, True, False),
        (None, "", False),
        (date(2026, 3, 2), "2026-03-02", True),
        ("2026-03-02", date(2026, 3, 2), True),
        (date(2026, 3, 2), "2026-03-03", False),
        ({"a": [1, {"b": 2, "c": 3}]}, {"a": [1, {"b": 2}]}, True),
        ({"a": 1}, {"b": None}, False),
        ([], None, False),
    ],
)
def test_equality_is_that_of_facts_not_of_python(found: Any, expected: Any, is_so: bool) -> None:
    assert contains(as_plain(found), as_plain(expected)) is is_so


def test_midnight_belongs_to_the_day_that_ends_with_it() -> None:
    assert due_day(datetime(2026, 3, 9, 16, 0, tzinfo=UTC)) == "2026-03-09"
    assert due_day(datetime(2026, 3, 9, 16, 0, 1, tzinfo=UTC)) == "2026-03-10"
    assert due_day(datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)) == "2026-03-09"


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_the_due_day_of_the_end_of_a_day_is_that_day(day: date) -> None:
    assert due_day(load_calendar().end_of_day(day)) == day.isoformat()
