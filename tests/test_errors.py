"""Errors that people read: one thing is told as one, and several as several."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from webapp import views
from webapp.errors import RongcuoError, in_number
from webapp.procedures.errors import PackRefused


class Lost(RongcuoError):
    """Sheets were lost. Facts: ``count``, ``place``."""

    zh = "{place}丢了 {count} 张表。"
    en = "{place} lost {count} filled sheet(s)."


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 filled sheets"), (1, "1 filled sheet"), (2, "2 filled sheets")]
)
def test_an_english_message_counts_one_and_many(count: int, told: str) -> None:
    lost = Lost(count=count, place="Room(s)")
    assert lost.text("en") == f"Room(s) lost {told}."
    assert lost.text("zh") == f"Room(s)丢了 {count} 张表。"
    assert lost.tell("en", {"count": 1, "place": "The room"}) == "The room lost 1 filled sheet."


def every_error(kind: type[RongcuoError] = RongcuoError) -> Iterator[type[RongcuoError]]:
    for each in kind.__subclasses__():
        yield each
        yield from every_error(each)


def test_no_message_leaves_the_choice_to_the_reader() -> None:
    assert views.__doc__, "with it all errors are known"
    kinds = list(every_error())
    assert PackRefused in kinds

    assert [kind.__name__ for kind in kinds if "(s)" in in_number(kind.en, {})] == []
