"""A host reads and puts values under dotted paths; what was given stays as it was."""

from __future__ import annotations

import doctest
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.feel import Value, dotted, value_at, with_value_at

NAMES = st.sampled_from(["a", "b", "事实"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(".".join)
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
CONTEXTS = st.dictionaries(NAMES, VALUES, max_size=3)


@pytest.mark.parametrize("path", ["none", "a.none", "text.a", "a.b.c"])
def test_a_path_that_ends_early_gives_null(path: str) -> None:
    assert value_at({"a": {"b": "x"}, "text": "a"}, path) is None


def test_what_is_no_context_gives_way_to_one() -> None:
    assert with_value_at({"a": "x", "b": "y"}, "a.b.c", True) == {"a": {"b": {"c": True}}, "b": "y"}


@given(CONTEXTS, PATHS, VALUES)
def test_what_was_put_is_read_again_and_nothing_given_is_altered(
    context: dict[str, Value], path: str, value: Value
) -> None:
    before = deepcopy(context)
    assert value_at(with_value_at(context, path, value), path) == value
    assert context == before


def test_the_examples_hold() -> None:
    assert doctest.testmod(dotted).failed == 0
