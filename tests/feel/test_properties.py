"""What holds for all values and all texts."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.feel.evaluating import evaluate
from webapp.feel import (
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelError,
    FeelTime,
    MonthsDuration,
    Range,
    Value,
    compile_expression,
    compile_unary_tests,
    equal,
    from_json,
    kind_of,
    to_json,
    to_text,
)
from webapp.feel.chronology import MAX_YEAR, civil_day, day_number
from webapp.feel.numeric import CONTEXT

numbers = (
    st.decimals(allow_nan=False, allow_infinity=False, places=None)
    .map(CONTEXT.plus)
    .filter(Decimal.is_finite)
)
small_numbers = st.integers(-(10**6), 10**6).map(Decimal)
dates = st.integers(day_number(-MAX_YEAR, 1, 1), day_number(MAX_YEAR, 12, 31)).map(FeelDate.of_number)
offsets = st.one_of(st.none(), st.integers(-18 * 60, 18 * 60).map(lambda minutes: minutes * 60))
times = st.one_of(
    st.builds(FeelTime, st.integers(0, 86_400 * 10**9 - 1), offsets),
    st.builds(
        FeelTime,
        st.integers(0, 86_400 * 10**9 - 1),
        st.none(),
        st.sampled_from(["Asia/Shanghai", "Europe/Paris"]),
    ),
)
date_times = st.builds(FeelDateTime, dates, times)
days = st.builds(DaysDuration, st.integers(-(10**20), 10**20))
months = st.builds(MonthsDuration, st.integers(-(10**9), 10**9))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain = st.one_of(st.none(), st.booleans(), numbers, texts, dates, times, date_times, days, months)
ranges = st.one_of(
    st.tuples(small_numbers, small_numbers).map(lambda ends: Range(min(ends), max(ends))),
    st.tuples(dates, dates).map(lambda ends: Range(min(ends), max(ends), False, True)),
    st.builds(Range.of_comparison, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), small_numbers),
)
values: st.SearchStrategy[Value] = st.recursive(
    st.one_of(plain, ranges),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(texts.filter(bool), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(values)
def test_a_value_written_as_text_evaluates_to_itself(value: Value) -> None:
    text = to_text(value)
    again = compile_expression(text).evaluate({})
    assert to_text(again) == text
    assert equal(again, value) is True


@given(values)
def test_a_value_comes_back_from_json(value: Value) -> None:
    again = from_json(to_json(value))
    assert to_text(again) == to_text(value)
    assert equal(again, value) is True


@given(values, values)
def test_equality_is_symmetric_and_null_only_between_kinds(left: Value, right: Value) -> None:
    assert equal(left, right) is equal(right, left)
    assert equal(left, left) is True
    if equal(left, right) is None:
        assert kind_of(left) != kind_of(right)


@given(plain, plain)
def test_exactly_one_of_less_equal_greater_holds_or_all_but_equality_are_null(
    left: Value, right: Value
) -> None:
    facts: dict[str, Value] = {"l": left, "r": right}
    less, more = (compile_expression(text, ["l", "r"]).evaluate(facts) for text in ("l < r", "l > r"))
    if less is None:
        assert more is None
    else:
        assert [less, equal(left, right), more].count(True) == 1


@given(small_numbers, small_numbers, small_numbers)
def test_arithmetic_obeys_its_laws(a: Decimal, b: Decimal, c: Decimal) -> None:
    facts: dict[str, Value] = {"a": a, "b": b, "c": c}
    for law in (
        "a + b = b + a",
        "a * (b + c) = a * b + a * c",
        "a - b = -(b - a)",
        "if b = 0 then true else a / b * b - a < 1e-20",
    ):
        assert compile_expression(law, facts).evaluate(facts) is True, law


@given(small_numbers, small_numbers.filter(bool))
def test_modulo_has_the_sign_of_the_divisor_and_completes_the_floor(a: Decimal, b: Decimal) -> None:
    facts: dict[str, Value] = {"a": a, "b": b}
    assert compile_expression("modulo(a, b) = a - b * floor(a / b)", facts).evaluate(facts) is True


@given(dates)
def test_a_day_number_leads_back_to_its_day(day: FeelDate) -> None:
    assert civil_day(day.number) == (day.year, day.month, day.day)
    assert 1 <= day.week_of_year <= 53
    assert 1 <= day.day_of_year <= 366


@given(dates, st.integers(-(10**6), 10**6))
def test_adding_days_and_taking_them_off_again_leads_back(day: FeelDate, count: int) -> None:
    facts: dict[str, Value] = {"d": day, "n": DaysDuration.of_days(count)}
    later = compile_expression("d + n", facts).evaluate(facts)
    if later is not None:
        assert compile_expression("(d + n) - n = d and (d + n) - d = n", facts).evaluate(facts) is True


@given(dates, st.integers(0, 5000))
def test_adding_months_keeps_the_day_or_takes_the_months_last(day: FeelDate, count: int) -> None:
    facts: dict[str, Value] = {"d": day, "n": MonthsDuration(count)}
    later = compile_expression("d + n", facts).evaluate(facts)
    if isinstance(later, FeelDate):
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
        assert later.day == day.day or (later.day < day.day and later.plus_days(1).day == 1)


@given(date_times, days)
def test_adding_a_span_to_an_instant_and_taking_it_off_again_leads_back(
    moment: FeelDateTime, span: DaysDuration
) -> None:
    facts: dict[str, Value] = {"m": moment, "s": span}
    later = compile_expression("m + s", facts).evaluate(facts)
    if isinstance(later, FeelDateTime):
        assert later.nanoseconds - moment.nanoseconds == span.nanoseconds
        assert compile_expression("(m + s) - m = s", facts).evaluate(facts) is True


_TRUTHS = st.sampled_from(["true", "false", "null"])


@given(_TRUTHS, _TRUTHS)
def test_de_morgan_holds_with_three_values(a: str, b: str) -> None:
    assert evaluate(f"not({a} and {b})") is evaluate(f"not({a}) or not({b})")
    assert evaluate(f"not({a} or {b})") is evaluate(f"not({a}) and not({b})")


_WORDS = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "+",
        "-",
        "*",
        "/",
        "**",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "@",
        "?",
        "and",
        "or",
        "not",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "true",
        "false",
        "null",
        "a",
        "b",
        "年龄",
        "item",
        "partial",
        "list<",
        ">",
        "->",
        "1",
        "2.5",
        "1e9",
        '"文"',
        '""',
        '@"2026-01-01"',
        '@"P1D"',
        "count",
        "sum",
        "date",
        "string",
        "split",
        "range",
        "sort",
        "//",
        "/*",
        "*/",
        "，",
        "“",
    ]
)


@given(st.lists(_WORDS, max_size=25).map(" ".join))
def test_any_run_of_words_gives_a_value_or_an_error_of_ours(text: str) -> None:
    assert _is_sound(text, cell=False)
    assert _is_sound(text, cell=True)


@given(st.text(max_size=40))
def test_any_text_gives_a_value_or_an_error_of_ours(text: str) -> None:
    assert _is_sound(text, cell=False)
    assert _is_sound(text, cell=True)


def _is_sound(text: str, *, cell: bool) -> bool:
    """Whether the text gives a value of ours or an error with words; any other exception fails the test."""
    facts: dict[str, Value] = {
        "a": Decimal(1),
        "b": [Decimal(1), None, {"a": "x"}],
        "年龄": FeelDate(2026, 1, 1),
    }
    try:
        if cell:
            return compile_unary_tests(text, facts).matches("x", facts) in (True, False, None)
        value, notes = compile_expression(text, facts).evaluate_with_notes(facts)
    except FeelError as error:
        return bool(error.text("zh") and error.text("en"))
    return kind_of(value) != "unknown" and all(note.text("zh") and note.text("en") for note in notes)
