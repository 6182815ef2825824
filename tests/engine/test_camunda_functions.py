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
        ("duplicate values([1, 2, 1, 1, null, null])", [1, None]),
        ('duplicate values("aa")', None),
        ('extract("a1 and b22", "[0-9]+")', ["1", "22"]),
        ('extract("abc", "[")', None),
        ('extract(1, "a")', None),
        ('to base64("FEEL")', "RkVFTA=="),
        ("to base64(1)", None),
        ('from json("[1, {\\"a\\": 0.5}, null]").a', [None, {"feel": "number", "value": "0.5"}, None]),
        ('from json("{")', None),
        ("from json(1)", None),
        (
            'to json({a: [1, 0.5, true, null], "天": date("2026-03-02")})',
            '{"a":[1,0.5,true,null],"天":"2026-03-02"}',
        ),
        ('cycle(duration("P1D"))', "R/P1D"),
        ('cycle(null, duration("P1D"))', "R/P1D"),
        ('cycle(3, duration("P1M"))', "R3/P1M"),
    ],
)
def test_camundas_additions_to_feel(text: str, value: object) -> None:
    with hosted_by(RecordingHost()):
        assert to_json(compile_formula(f"={text}").evaluate({})) == value
