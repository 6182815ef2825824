"""Three-valued logic, conditions and quantifiers."""

from __future__ import annotations

import pytest

from tests.feel.evaluating import shown

_TRUTHS = ("true", "false", "null")


@pytest.mark.parametrize("left", _TRUTHS)
@pytest.mark.parametrize("right", _TRUTHS)
def test_and_is_false_if_one_side_is_and_null_if_it_stays_open(left: str, right: str) -> None:
    expected = "false" if "false" in (left, right) else "null" if "null" in (left, right) else "true"
    assert shown(f"{left} and {right}") == expected
    assert shown(f"every x in [{left}, {right}] satisfies x") == expected
    assert shown(f"all([{left}, {right}])") == expected


@pytest.mark.parametrize("left", _TRUTHS)
@pytest.mark.parametrize("right", _TRUTHS)
def test_or_is_true_if_one_side_is_and_null_if_it_stays_open(left: str, right: str) -> None:
    expected = "true" if "true" in (left, right) else "null" if "null" in (left, right) else "false"
    assert shown(f"{left} or {right}") == expected
    assert shown(f"some x in [{left}, {right}] satisfies x") == expected
    assert shown(f"any([{left}, {right}])") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not(true)", "false"),
        ("not(null)", "null"),
        ("not(1)", "null"),
        ('true and "yes"', "null"),
        ('false and "yes"', "false"),
        ("true or 1", "true"),
        ("1 or 2", "null"),
        ("true or false and false", "true"),
        ("(true or false) and false", "false"),
    ],
)
def test_what_is_neither_true_nor_false_counts_as_null(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if true then 1 else 2", "1"),
        ("if false then 1 else 2", "2"),
        ("if null then 1 else 2", "2"),
        ('if "true" then 1 else 2', "2"),
        ("if 1 > 2 then 1 else if 2 > 1 then 2 else 3", "2"),
        ("(if true then 1 else 2) + 1", "2"),
        ("if true then 1 else 2 + 1", "1"),
    ],
)
def test_the_alternative_is_taken_unless_the_condition_is_true(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some x in [] satisfies x", "false"),
        ("every x in [] satisfies x", "true"),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", "true"),
        ("every x in [1, 2], y in [3, 4] satisfies x < y", "true"),
        ("some x in [[1], [2]], y in x satisfies y = 2", "true"),
        ("some x in 1..3 satisfies x = 3", "true"),
        ("some x in null satisfies x", "null"),
        ("every x in 5 satisfies x = 5", "true"),
        ("some x in [1, 2] satisfies x > 1 and true", "true"),
    ],
)
def test_quantifiers_go_through_all_combinations(text: str, expected: str) -> None:
    assert shown(text) == expected
