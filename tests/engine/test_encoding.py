"""Values to bytes and back, exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine import ValueNotStorable
from webapp.engine.encoding import pack_value, unpack_value
from webapp.feel import (
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
    Range,
    Value,
    compile_expression,
)

NUMBERS = st.one_of(
    st.integers(-(10**33), 10**33).map(Decimal),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12),
    st.sampled_from([Decimal("1.50"), Decimal("-0"), Decimal("1E+5"), Decimal(2**63), Decimal(2**63 - 1)]),
)
DATES = st.builds(FeelDate, st.integers(-999_999_999, 999_999_999), st.integers(1, 12), st.integers(1, 28))
TIMES = st.one_of(
    st.builds(FeelTime, st.integers(0, 86_399_999_999_999)),
    st.builds(FeelTime, st.integers(0, 86_399_999_999_999), st.integers(-50_400, 50_400)),
    st.builds(FeelTime, st.integers(0, 86_399_999_999_999), st.none(), st.just("Asia/Shanghai")),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    NUMBERS,
    DATES,
    TIMES,
    st.builds(FeelDateTime, DATES, TIMES),
    st.integers(-(10**25), 10**25).map(DaysDuration),
    st.integers(-(10**6), 10**6).map(MonthsDuration),
    st.builds(Range, NUMBERS, NUMBERS, st.booleans(), st.booleans()),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _exact(value: object) -> object:
    """Something that differs whenever two values differ in any digit."""
    return repr(value)


@given(VALUES)
def test_every_value_comes_back_as_it_was(value: Value) -> None:
    assert _exact(unpack_value(pack_value(value))) == _exact(value)


@given(VALUES)
def test_equal_bytes_for_equal_values(value: Value) -> None:
    assert pack_value(unpack_value(pack_value(value))) == pack_value(value)


def test_functions_cannot_be_kept() -> None:
    function = compile_expression("function(a) a").evaluate({})
    with pytest.raises(ValueNotStorable) as refused:
        pack_value([function], "f")
    assert refused.value.facts == {"name": "f", "kind": "Function"}


def test_the_format_of_values_does_not_drift() -> None:
    """Cases live for years: what was written must be read."""
    written = bytes.fromhex("84a16ec70301312e35a16405a161c0a17493c3c2a3e4b889")
    assert unpack_value(written) == {
        "n": Decimal("1.5"),
        "d": Decimal(5),
        "a": None,
        "t": [True, False, "三"],
    }
