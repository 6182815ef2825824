"""A condition is written as a choice, as several, or in FEEL."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.procedures import Pack
from webapp.procedures.item_sheets.conditions import ConditionRefused, read_condition, show_condition
from webapp.procedures.item_sheets.layout import read_layout


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("街道", '"street"'),
        ("street", '"street"'),
        ("Sub-district", '"street"'),
        ("街道，社区", '"street","community"'),
        ("街道、street", '"street"'),
        ('"street", "community"', '"street","community"'),
        ("", "-"),
        ("-", "-"),
        ("任意", "-"),
        ('not("street")', 'not("street")'),
        ("? = situation.body", "? = situation.body"),
    ],
)
def test_a_condition_is_a_choice_several_or_feel(pack: Pack, text: str, cell: str) -> None:
    column = read_layout(pack).condition_columns[1].condition
    assert column is not None
    assert read_condition(column, text) == cell
    assert read_condition(column, show_condition(column, cell)) == cell


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_no_condition_breaks_the_reader(pack: Pack, text: str) -> None:
    column = read_layout(pack).condition_columns[1].condition
    assert column is not None
    try:
        cell = read_condition(column, text)
    except ConditionRefused:
        return
    assert read_condition(column, show_condition(column, cell)) == cell
