"""Hostile or careless texts: a clear error, soon, and never a crash."""

from __future__ import annotations

import time

import pytest

from tests.feel.evaluating import evaluate, refusal, shown
from webapp.feel import (
    Budget,
    FeelLimitExceeded,
    Limits,
    compile_expression,
    compile_unary_tests,
    open_scope,
    to_text,
)

#: Seconds of computing that any of these may take; without limits each would take minutes or for ever.
_PATIENCE = 30


#: Six lists, each holding the one before eight times: small to write, 262,144 items to look through.
_EIGHTFOLD = "{a: [1, 1, 1, 1, 1, 1, 1, 1], " + "".join(
    f"{outer}: [{', '.join([inner] * 8)}], " for inner, outer in zip("abcde", "bcdef", strict=True)
)
_TENFOLD_TEXTS = ", ".join(
    f"{outer}: {' + '.join([inner] * 11)}" for inner, outer in zip("abcde", "bcdef", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("count(for i in 1..20000000 return i)", "FEEL-L02"),
        ("some i in 1..20000000 satisfies i < 0", "FEEL-L01"),
        ("count(for i in 1..400, j in 1..400 return i)", "FEEL-L02"),
        ("for i in 1..1e6000 return i", "FEEL-L02"),
        ("for i in 1..50 return for j in 1..50000 return j", "FEEL-L01"),
        ("{f: function(n) f(n + 1), r: f(1)}.r", "FEEL-L04"),
        ("{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(40)}.r", "FEEL-L01"),
        (_EIGHTFOLD + "r: flatten([f, f, f, f, f, f])}.r", "FEEL-L02"),
        (_EIGHTFOLD + "g: [f, f, f, f, f, f, f, f], r: g = [f, f, f, f, f, f, f, f]}.r", "FEEL-L01"),
        ('{a: "aaaaaaaaaa", ' + _TENFOLD_TEXTS + "}.f", "FEEL-L03"),
        ("for i in 1..100000 return partial", "FEEL-L01"),
        ("count(for i in 1..90000 return i ** 0.3333)", "FEEL-L01"),
        ("count(for i in 1..90000 return log(i))", "FEEL-L01"),
        ("count(for i in 1..90000 return exp(i / 1000))", "FEEL-L01"),
        ('count(for i in 1..90000 return replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a", "b"))', "FEEL-L01"),
        ("{s: for i in 1..9000 return i, r: for i in 1..90 return stddev(s)}.r", "FEEL-L01"),
        ("{s: for i in 1..9000 return i, r: for i in 1..900 return sum(s)}.r", "FEEL-L01"),
        ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "((a+)+)\\1$")', "FEEL-L05"),
        ('matches("a", "((a{1000}){1000}){1000}")', "FEEL-L05"),
        ('matches("a", "' + "a" * 6000 + '")', "FEEL-L05"),
    ],
)
def test_passing_a_limit_is_an_error_and_no_result(text: str, code: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelLimitExceeded) as caught:
        evaluate(text)
    assert caught.value.code == code
    assert caught.value.text("zh")
    assert time.process_time() - started < _PATIENCE


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*)(.*)(.*)(.*)[^a]$", "(a?){30}a{30}$"]
)
def test_a_pattern_that_is_slow_elsewhere_ends_soon(pattern: str) -> None:
    started = time.process_time()
    assert shown(f'matches("{"a" * 28}!", "{pattern}")') in ("true", "false")
    assert time.process_time() - started < _PATIENCE


@pytest.mark.parametrize(
    "text",
    [
        "(" * 150 + "1" + ")" * 150,
        "[" * 5000 + "]" * 5000,
        "-" * 5000 + "1",
        "{a: " * 400 + "1" + "}" * 400,
        "if true then " * 300 + "1" + " else 2" * 300,
        "f(" * 1000 + ")" * 1000,
        "a" + ".a" * 1000,
        "a" + "[1]" * 1000,
        "1" + " = 1" * 1000,
        "not(" * 1000 + "true" + ")" * 1000,
        "1 instance of " + "list<" * 500 + "number" + ">" * 500,
        "function() " * 300 + "1",
    ],
)
def test_deep_nesting_is_refused_with_its_place(text: str) -> None:
    assert refusal(text).code == "FEEL-S08"


def test_nesting_within_the_limit_works() -> None:
    assert shown("(" * 90 + "1" + ")" * 90) == "1"
    assert shown("if false then 0 else " * 60 + "1") == "1"


@pytest.mark.parametrize("around", ["for i in x return ", "function(i) ", "x[", "{a: "])
def test_nesting_around_a_long_list_compiles_soon(around: str) -> None:
    closing = {"[": "]", ":": "}"}.get(around.strip()[-1], "")
    started = time.process_time()
    compile_expression(around * 90 + "[" + ", ".join(["b"] * 10_000) + "]" + closing * 90)
    assert time.process_time() - started < _PATIENCE


def test_a_long_text_is_refused() -> None:
    assert refusal("1" + " + 1" * 20_000).code == "FEEL-S09"
    assert refusal('"' + "a" * 60_000 + '"', cell=True).code == "FEEL-S09"


def test_a_value_nested_too_deeply_is_an_error_when_it_is_used() -> None:
    nested = "for i in 1..3000 return [partial[-1]]"
    for use in (f"string(({nested})[-1])", f"{{a: ({nested})[-1], b: ({nested})[-1], r: a = b}}.r"):
        with pytest.raises(FeelLimitExceeded) as caught:
            evaluate(use)
        assert caught.value.code == "FEEL-L06"


def test_writing_a_deeply_nested_value_is_an_error_of_ours() -> None:
    value = evaluate("(for i in 1..3000 return [partial[-1]])[-1]")
    with pytest.raises(FeelLimitExceeded):
        to_text(value)


def test_a_caller_may_set_lower_limits() -> None:
    expression = compile_expression("count(for i in 1..100 return i)", limits=Limits(steps=50))
    with pytest.raises(FeelLimitExceeded) as caught:
        expression.evaluate({})
    assert caught.value.text("en") == "Stopped after 50 steps. Make the loops or lists smaller."


def test_one_budget_bounds_several_evaluations_together() -> None:
    expression = compile_expression("count(for i in 1..100 return i)")
    budget = Budget(Limits(steps=250))
    expression.evaluate({}, budget=budget)
    expression.evaluate({}, budget=budget)
    with pytest.raises(FeelLimitExceeded):
        expression.evaluate({}, budget=budget)


def test_each_evaluation_without_a_budget_starts_afresh() -> None:
    expression = compile_expression("count(for i in 1..100 return i)", limits=Limits(steps=150))
    assert [expression.evaluate({}) for _ in range(5)] == [100] * 5


def test_a_cell_is_bounded_too() -> None:
    cell = compile_unary_tests("? in (for i in 1..20000000 return i)")
    with pytest.raises(FeelLimitExceeded):
        cell.matches("x", open_scope({}))
