"""Which facts a text reads is never told short: what is left out of `names_in` is looked up nowhere."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.feel import (
    Budget,
    FeelLimitExceeded,
    Limits,
    Value,
    compile_expression,
    compile_unary_tests,
    from_python,
    open_scope,
    to_text,
)
from webapp.feel.analysis import names_in
from webapp.feel.runtime import Run, Scope

#: Names with spaces, with signs that are operators, of reserved words, of a built-in, of what filters and loops bind.
_PLAIN = (
    "a",
    "b",
    "年龄",
    "count",
    "item",
    "partial",
    "profit-loss",
    "a/b",
    "Applicant Age",
    "date of birth",
    "for instance",
)
_QUOTED = ("if", "case no", "first-name", "a.b")
NAMES = (*_PLAIN, *_QUOTED)
FACTS: dict[str, Value] = {
    name: from_python(value)
    for name, value in zip(
        NAMES,
        (
            {"a": 1, "k": {"profit-loss": 2}}, [{"a": 1, "item": 5}, {"b": 2, "profit-loss": True}], 3, 4, [1, 2], 6,
            {"Applicant Age": 9, "年龄": [1]}, True, [True, False], {"k": [{"k": 1}, {"k": 2}]}, 11, "text", 13, [0], None,
        ),
        strict=True,
    )
}  # fmt: skip
_LIMITS = Limits(steps=20_000, list_items=2_000, text_characters=20_000, pattern_steps=20_000)

_REFERENCES = st.sampled_from([*_PLAIN, *(f"`{name}`" for name in _QUOTED)])
_BOUND = st.sampled_from(["a", "b", "年龄", "item", "profit-loss", "Applicant Age", "`if`", "fresh"])
_ATOMS = _REFERENCES | st.sampled_from(["1", "true", "null", '"a"', "[1, 2]", "missing", "fresh", "(a..b)"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "/", "=", "<", "and", "or", "in"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        st.tuples(inner, st.sampled_from(["a", "k", "item", "profit-loss", "`if`"])).map(
            lambda parts: f"({parts[0]}).{parts[1]}"
        ),
        st.tuples(_BOUND, inner, inner).map(lambda parts: f"for {parts[0]} in {parts[1]} return {parts[2]}"),
        st.tuples(_BOUND, inner, _BOUND, inner, inner).map(
            lambda parts: f"for {parts[0]} in {parts[1]}, {parts[2]} in {parts[3]} return {parts[4]}"
        ),
        st.tuples(st.sampled_from(["some", "every"]), _BOUND, inner, inner).map(
            lambda parts: f"{parts[0]} {parts[1]} in {parts[2]} satisfies {parts[3]}"
        ),
        st.tuples(_BOUND, inner, _BOUND, inner).map(
            lambda parts: f"{{{parts[0]}: {parts[1]}, inner: {{{parts[2]}: {parts[3]}}}}}"
        ),
        st.tuples(_BOUND, inner, inner).map(lambda parts: f"(function({parts[0]}) {parts[1]})({parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"count([{parts[0]}, {parts[1]}])"),
        st.tuples(inner, inner, inner).map(lambda parts: f"if {parts[0]} then {parts[1]} else {parts[2]}"),
        st.tuples(inner, inner, inner).map(
            lambda parts: f"({parts[0]}) between ({parts[1]}) and ({parts[2]})"
        ),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]}) in (({parts[1]}), > ({parts[2]}))"),
        inner.map(lambda part: f"(-({part})) instance of number"),
    )


texts = st.recursive(_ATOMS, _grow, max_leaves=10)


class WatchedScope(Scope):
    """A scope that notes every name that is asked for, in it and in all that are opened inside it.

    `Expression.evaluate` takes plain scopes only, so the tests hand it to what the text was compiled to.
    """

    __slots__ = ("asked",)

    def __init__(self, names: Mapping[str, Value], run: Run, asked: set[str]) -> None:
        super().__init__(names, run)
        self.asked = asked

    def __getitem__(self, name: str) -> Value:
        self.asked.add(name)
        return super().__getitem__(name)

    def inner(self, run: Run | None = None) -> Scope:
        return WatchedScope(self, run or self.run, self.asked)


def watched() -> WatchedScope:
    return WatchedScope(FACTS, Run(Budget(_LIMITS)), set())


def value_of(text: str, facts: Mapping[str, Value]) -> str:
    """The value over all these facts, or the limit that was passed."""
    try:
        return to_text(compile_expression(text, NAMES).evaluate(open_scope(facts, limits=_LIMITS)))
    except FeelLimitExceeded as error:
        return error.code


@given(texts)
def test_every_name_that_is_looked_up_is_among_the_names_of_the_expression(text: str) -> None:
    expression, scope = compile_expression(text, NAMES, limits=_LIMITS), watched()
    with contextlib.suppress(FeelLimitExceeded):
        expression._evaluator(scope)
    assert scope.asked <= names_in(expression.tree)


@given(texts, texts)
def test_every_name_that_is_looked_up_is_among_the_names_of_a_cell(text: str, other: str) -> None:
    cell, scope = compile_unary_tests(f"({text}), > ({other})", NAMES, limits=_LIMITS), watched()
    with contextlib.suppress(FeelLimitExceeded):
        cell._test(from_python(3), scope)
    assert scope.asked <= names_in(cell.tree)


@given(texts)
def test_facts_that_an_expression_does_not_name_change_nothing(text: str) -> None:
    expression = compile_expression(text, NAMES, limits=_LIMITS)
    try:
        narrow = to_text(expression.evaluate(FACTS))
    except FeelLimitExceeded as error:
        narrow = error.code
    assert narrow == value_of(text, FACTS)


@given(texts, st.booleans())
def test_facts_that_an_expression_does_not_read_may_be_anything(text: str, is_missing: bool) -> None:
    read = compile_expression(text, NAMES).facts_read(NAMES)
    others = {} if is_missing else {name: from_python(["other"]) for name in NAMES}
    assert value_of(text, {**others, **{name: FACTS[name] for name in read}}) == value_of(text, FACTS)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("petitions[kind = kept]", {"kept"}),
        ("[1][kept.finding = item]", {"kept"}),
        ("count(kept)", {"count", "kept"}),
        ("count", {"count"}),
        ("for kept in list return kept", set[str]()),
        ("for kept in kept return 1", {"kept"}),
        ("{kept: 1, twice: kept * 2}", set[str]()),
        ("{twice: kept * 2, kept: 1}", {"kept"}),
        ("function(kept) kept", set[str]()),
        ("(function(x) kept)(1)", {"kept"}),
        ("case.kept", set[str]()),
        ("`kept`.finding", {"kept"}),
        ('{kept: 1}.kept + "kept"', set[str]()),
        ("some x in [1] satisfies x = kept", {"kept"}),
        ("x instance of context and kept", {"kept"}),
    ],
)
def test_the_facts_that_an_expression_reads(text: str, read: set[str]) -> None:
    assert compile_expression(text).facts_read({"kept", "count"}) == read
