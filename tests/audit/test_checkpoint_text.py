"""A checkpoint has one text, which reads back, and whatever else a line may be is told from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.audit import AuditKey, Checkpoint, DigestUnknown
from webapp.audit.chain import Tip
from webapp.audit.checkpoint_findings import spell_numbers
from webapp.audit.checkpoints import read_line, sign_checkpoint

KEY = AuditKey("a key for tests")
TIPS = st.lists(st.builds(Tip, st.text(), st.integers(0, 10**9), st.text()), max_size=4).map(tuple)
INSTANTS = st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (the strategy adds the zone)
CHECKPOINTS = st.builds(
    Checkpoint,
    st.integers(1, 10**9),
    INSTANTS,
    st.text(max_size=8),
    TIPS,
    st.just(KEY.id),
    st.text(max_size=8),
)
JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(CHECKPOINTS)
def test_a_line_reads_back_as_the_checkpoint_it_was_made_of(checkpoint: Checkpoint) -> None:
    signed = sign_checkpoint(checkpoint, KEY)
    assert read_line(signed.line.encode()) == signed
    assert signed.is_signed_with(KEY)
    assert not signed.is_signed_with(AuditKey("another"))


@given(CHECKPOINTS, st.data())
def test_no_letter_of_a_line_can_be_changed(checkpoint: Checkpoint, data: st.DataObject) -> None:
    line = bytearray(sign_checkpoint(checkpoint, KEY).line.encode())
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] ^= data.draw(st.integers(1, 255))
    changed = read_line(bytes(line))
    assert changed is None or not changed.is_signed_with(KEY)


@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps({"checkpoint": value}).encode()))
def test_what_is_no_checkpoint_is_told_from_one_without_breaking(line: bytes) -> None:
    assert read_line(line) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("number", 0),
        ("number", True),
        ("number", "1"),
        ("at", "yesterday"),
        ("at", "2026-03-02T01:00:00"),
        ("tips", [["a", "1", "x"]]),
        ("tips", [["a", 1]]),
        ("tips", None),
        ("key", 7),
    ],
)
def test_a_part_of_another_kind_is_no_checkpoint(place: str, value: object) -> None:
    line = sign_checkpoint(Checkpoint(1, datetime(2026, 3, 2, tzinfo=UTC), "", (), KEY.id), KEY).line
    told = json.loads(line)
    told["checkpoint"][place] = value
    assert read_line(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()) is None


def test_a_checkpoint_of_an_unknown_algorithm_is_not_trusted() -> None:
    instant = datetime(2026, 3, 2, tzinfo=UTC)
    with pytest.raises(DigestUnknown):
        sign_checkpoint(Checkpoint(1, instant, "", (), KEY.id, signing="rot13"), KEY)
    line = sign_checkpoint(Checkpoint(1, instant, "", (), KEY.id), KEY).line
    read = read_line(line.replace("hmac-sha256", "hmac-rot13").encode())
    assert read is not None
    assert not read.is_signed_with(KEY)


def test_the_key_is_not_shown_where_it_is_printed() -> None:
    assert "a key for tests" not in repr(KEY)
    assert KEY.id != AuditKey("another").id


@pytest.mark.parametrize(
    ("spans", "spelled"),
    [([(3, 3)], "3"), ([(3, 3), (1, 2)], "1–3"), ([(1, 1), (4, 6), (5, 9)], "1, 4–9"), ([], "")],
)
def test_numbers_are_spelled_as_briefly_as_can_be(spans: list[tuple[int, int]], spelled: str) -> None:
    assert spell_numbers(spans) == spelled
