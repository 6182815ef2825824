"""One value has one text, whatever order or type it came in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.audit import canonical_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_the_text_reads_back_as_the_value(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(), JSON, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], random: Any) -> None:
    keys = list(value)
    random.shuffle(keys)
    assert canonical_json({key: value[key] for key in keys}) == canonical_json(value)


def test_the_text_holds_chinese_as_it_is_and_no_spare_space() -> None:
    assert canonical_json({"b": [1, True, None], "甲": "容错"}) == '{"b":[1,true,null],"甲":"容错"}'


def test_exact_numbers_stay_exact() -> None:
    assert canonical_json(Decimal("0.10")) == '"0.10"'


def test_an_instant_has_one_spelling_in_every_zone() -> None:
    shanghai = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    assert canonical_json(shanghai) == canonical_json(shanghai.astimezone(UTC))
    assert canonical_json(shanghai) == '"2026-03-02T01:00:00.000000Z"'


def test_days_and_sets_have_a_text() -> None:
    assert canonical_json(date(2026, 3, 2)) == '"2026-03-02"'
    assert canonical_json(frozenset({"b", "a"})) == '["a","b"]'


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (datetime(2026, 3, 2), ValueError),  # noqa: DTZ001 (the mistake under test)
        (object(), TypeError),
        (b"bytes", TypeError),
    ],
)
def test_what_has_no_one_text_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        canonical_json({"value": value})
