"""Expressions grown from the grammar: each evaluates to a value of ours, with or without notes, or passes a limit."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from webapp.feel import (
    FeelDate,
    FeelError,
    Limits,
    Value,
    compile_expression,
    compile_unary_tests,
    kind_of,
    open_scope,
    to_text,
)
from webapp.feel.builtins import BUILTINS

_ATOMS = st.sampled_from(
    [
        *(
            "0",
            "1",
            "-1",
            "2.5",
            "1e6144",
            "1e-6143",
            "99999999999",
            "true",
            "false",
            "null",
            '""',
            '"abc"',
            '"甲乙"',
        ),
        *(
            '"[a-c]+"',
            '"$1"',
            '"2026-01-31"',
            '"PT1H"',
            '"[1..3]"',
            "[]",
            "{}",
            "a",
            "b",
            "年龄",
            "missing",
            "item",
            "?",
        ),
        *('@"2026-01-31"', '@"-999999999-01-01"', '@"999999999-12-31"', '@"10:00:00"', '@"10:00:00+08:00"'),
        *('@"2026-01-31T10:00:00"', '@"2026-01-31T10:00:00Z"', '@"999999999-12-31T23:59:59@Europe/Paris"'),
        *(
            '@"P1M"',
            '@"-P3D"',
            '@"P999999999Y"',
            '@"PT0.000000001S"',
            "(< 5)",
            "(!= 5)",
            "[1..3]",
            "(1..3]",
            "count",
        ),
        *("function(x) x", "function(x, y) x < y", "function(item: number, n) item > n"),
    ]
)
_OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"])
_FUNCTIONS = st.sampled_from(sorted(BUILTINS))
_MEMBERS = st.sampled_from(
    ["year", "hour", "days", "months", "time offset", "timezone", "start", "end included", "k"]
)
_TYPES = st.sampled_from(
    ["number", "list<Any>", "context<k: string>", "function<Any> -> Any", "range<date>", "date and time"]
)


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, _OPERATORS, inner).map(lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"),
        st.tuples(_FUNCTIONS, st.lists(inner, max_size=4)).map(
            lambda parts: f"{parts[0]}({', '.join(parts[1])})"
        ),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        st.tuples(inner, _MEMBERS).map(lambda parts: f"({parts[0]}).{parts[1]}"),
        st.tuples(inner, _TYPES).map(lambda parts: f"({parts[0]}) instance of {parts[1]}"),
        st.tuples(inner, inner).map(lambda parts: f"[({parts[0]})..({parts[1]})]"),
        st.tuples(inner, inner, inner).map(lambda parts: f"if {parts[0]} then {parts[1]} else {parts[2]}"),
        st.tuples(inner, inner, inner).map(
            lambda parts: f"({parts[0]}) between ({parts[1]}) and ({parts[2]})"
        ),
        st.tuples(inner, inner).map(lambda parts: f"for a in {parts[0]} return {parts[1]}"),
        st.tuples(inner, inner, inner).map(
            lambda parts: f"for a in ({parts[0]})..({parts[1]}) return {parts[2]}"
        ),
        st.tuples(inner, inner).map(lambda parts: f"some a in {parts[0]} satisfies {parts[1]}"),
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.tuples(inner, inner).map(lambda parts: f"{{k: {parts[0]}, j: {parts[1]}}}"),
        st.tuples(inner, inner).map(lambda parts: f"(function(a) {parts[0]})({parts[1]})"),
        inner.map(lambda part: f"-({part})"),
    )


expressions = st.recursive(_ATOMS, _grow, max_leaves=12)
_FACTS: dict[str, Value] = {
    "a": Decimal(1),
    "b": [Decimal(1), None, {"k": "x"}],
    "年龄": FeelDate(2026, 1, 1),
    "?": "abc",
}
#: Small, so that a test of a hundred texts stays short.
_LIMITS = Limits(steps=20_000, list_items=2_000, text_characters=20_000, pattern_steps=20_000)


@given(expressions)
def test_a_generated_expression_evaluates_the_same_with_and_without_notes(text: str) -> None:
    expression = compile_expression(text, _FACTS, limits=_LIMITS)
    try:
        value, notes = expression.evaluate_with_notes(_FACTS)
    except FeelError as error:
        assert error.code.startswith("FEEL-L")  # noqa: PT017 - either outcome is right; this looks at the rarer one.
        return
    assert kind_of(value) != "unknown"
    assert all(note.text("zh") and note.text("en") for note in notes)
    if "now()" not in text and "today()" not in text:
        assert to_text(expression.evaluate(_FACTS)) == to_text(value)


@given(expressions, expressions)
def test_a_generated_cell_passes_fails_or_does_not_compare(text: str, other: str) -> None:
    cell = compile_unary_tests(f"{text}, {other}", _FACTS, limits=_LIMITS)
    scope = open_scope(_FACTS, limits=_LIMITS)
    try:
        results = [cell.matches(value, scope) for value in _FACTS.values()]
    except FeelError as error:
        assert error.code.startswith("FEEL-L")  # noqa: PT017 - as above.
        return
    assert all(result in (True, False, None) for result in results)
