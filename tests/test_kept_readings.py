"""Readings kept by content: what is given is what reading anew would give, and no more is kept than is allowed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from webapp.kept_readings import kept_by_content


def reader(most_bytes: int) -> tuple[list[tuple[bytes, str]], Callable[..., str]]:
    """What was read, and the reader that keeps."""
    read: list[tuple[bytes, str]] = []

    @kept_by_content(most_bytes)
    def spell(content: bytes, mark: str = "", *, end: str = "") -> str:
        read.append((content, mark))
        if content == b"broken":
            raise ValueError(content)
        return mark + content.decode() + end

    return read, spell


def test_equal_content_is_read_once_whatever_object_holds_it() -> None:
    read, spell = reader(100)
    assert spell(b"abc") == spell(bytes(bytearray(b"abc"))) == "abc"
    assert len(read) == 1


def test_another_content_or_another_argument_is_read_for_itself() -> None:
    read, spell = reader(100)
    assert [spell(b"abc"), spell(b"abd"), spell(b"abc", "-"), spell(b"abc", "-", end=".")] == [
        "abc",
        "abd",
        "-abc",
        "-abc.",
    ]
    assert len(read) == 4


def test_what_cannot_be_read_is_refused_each_time() -> None:
    read, spell = reader(100)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            spell(b"broken")
    assert len(read) == 2


def test_the_content_used_longest_ago_makes_room() -> None:
    read, spell = reader(16)
    for content in (b"a1", b"b2", b"c3", b"d4", b"e5", b"f6", b"g7", b"h8"):
        spell(content)
    spell(b"a1")
    spell(b"i9")
    del read[:]
    spell(b"a1")
    assert read == []
    spell(b"b2")
    assert read == [(b"b2", "")]


def test_a_content_larger_than_its_share_is_not_kept_and_drives_nothing_out() -> None:
    read, spell = reader(16)
    spell(b"ab")
    spell(b"x" * 3)
    spell(b"x" * 3)
    spell(b"ab")
    assert [content for content, _ in read] == [b"ab", b"xxx", b"xxx"]


def test_threads_that_read_the_same_at_once_all_get_it() -> None:
    _, spell = reader(1_000)
    found: list[str] = []

    def ask(number: int) -> None:
        found.extend(spell(str(each % 40).encode()) for each in range(number, number + 200))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(
        str(each % 40) for number in range(8) for each in range(number, number + 200)
    )
