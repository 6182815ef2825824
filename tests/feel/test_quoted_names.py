"""Names in backticks, as Camunda 8 writes what the plain grammar would misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feel.evaluating import evaluate, matches, refusal, shown
from webapp.feel import compile_expression

FACTS = {"case no": 7, "first-name": "Li", "if": 3, "申请 人": {"家庭 地址": "荔湾"}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("`case no` + 1", "8"),
        ("`first-name`", '"Li"'),
        ("`if` * 2", "6"),
        ("`申请 人`.`家庭 地址`", '"荔湾"'),
        ("`  case   no `", "7"),
        ("[`case no`]", "[7]"),
        ("[1, 2, 3][`if`]", "3"),
        ("[1..`case no`].end", "7"),
        ("`string length`(`first-name`)", "2"),
    ],
)
def test_a_quoted_name_reads_the_fact_of_that_name(text: str, value: str) -> None:
    assert shown(text, FACTS) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{`a b`: 1, c: `a b` + 1}.c", "2"),
        ("{`a b`: 1}.a b", "1"),
        ("{a b: 1}.`a b`", "1"),
        ("for `x y` in [1, 2] return `x y` * 10", "[10, 20]"),
        ("some `x-y` in [1, 2] satisfies `x-y` > 1", "true"),
        ("(function(`the age`) `the age` + 1)(`the age`: 17)", "18"),
        ("[{`a b`: 1}, {`a b`: 2}][`a b` > 1]", '[{"a b": 2}]'),
    ],
)
def test_a_quoted_name_can_be_declared_anywhere_a_name_can(text: str, value: str) -> None:
    assert shown(text) == value


def test_a_quoted_name_that_is_not_known_is_null_and_stands_among_the_references() -> None:
    expression = compile_expression("`not there`.`at all`")
    assert expression.references == {("not there", "at all")}
    assert expression.evaluate({}) is None


def test_a_quoted_word_is_never_a_keyword() -> None:
    assert evaluate("`true`", {"true": "a fact"}) == "a fact"
    assert evaluate("`and` and `or`", {"and": True, "or": False}) is False


def test_a_cell_may_hold_quoted_names() -> None:
    assert matches("> `the limit`", 10, {"the limit": 5}) is True


def test_a_quoted_name_is_not_closed_by_the_end_of_a_line() -> None:
    assert refusal("`a\nb`").code == "FEEL-S01"
    assert refusal("``").code == "FEEL-S01"


@given(st.text("ab -+*/.'x1?=<>()[]{},:\"", min_size=1, max_size=12).filter(str.strip))
def test_any_name_can_be_read_when_quoted(name: str) -> None:
    known = " ".join(name.split())
    assert evaluate(f"`{name}`", {known: "found"}) == "found"
