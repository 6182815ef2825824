"""The functions that Camunda 8 adds to FEEL."""

from __future__ import annotations

import pytest

from tests.engine.places import RecordingHost
from webapp.engine.expressions import compile_formula
from webapp.engine.host import hosted_by
from webapp.feel import to_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("is defined(null)", False),
        ("is defined(0)", True),
        ('get or else(null, "x")', "x"),
        ("get or else(1, 2)", 1),
        ("is empty([])", True),
        ("is empty([null])", False),
        ('is empty("")', None),
        ('is blank("  ")', True),
        ("is blank(1)", None),
        ('trim("  a b ")', "a b"),
        ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
        ("partition([1], 0)", None),
        ("partition([1], 1.5)", None),
        ('partition("ab", 1)', None),
        ('string(last day of month(date("2024-02-01")))', "2024-02-29"),
        ('string(last day of month(date and time("2025-12-05T10:00:00")))', "2025-12-31"),
        ("last day of month(1)", None),
    ],
)
def test_camundas_additions_to_feel(text: str, value: object) -> None:
    with hosted_by(RecordingHost()):
        assert to_json(compile_formula(f"={text}").evaluate({})) == value
