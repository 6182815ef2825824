"""What fills a template: words, groups of words, rows. Nothing here has behaviour that a template could reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

#: What stands where a fact was not given: struck out, so that nobody fills it in later.
EMPTY = "／"
_UNPRINTABLE = re.compile(r"[^\n\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact in words. ``is_true`` is what ``{% if %}`` sees; ``is_given`` is false for a fact nobody gave."""

    text: str
    is_true: bool = True
    is_given: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """Several things to go through with ``{% for %}``; printed as a whole it is ``text``."""

    text: str
    items: Sequence[Word] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Names and what stands behind them: ``case`` → ``no`` → a word."""

    names: Mapping[str, Word] = field(default_factory=dict)


Word: TypeAlias = Leaf | Rows | Words


def word(text: str, *, is_true: bool | None = None) -> Leaf:
    """A fact in words; an empty text is a fact that nobody gave."""
    return Leaf(text, bool(text) if is_true is None else is_true) if text else empty_word()


def empty_word() -> Leaf:
    """A fact that nobody gave."""
    return Leaf(EMPTY, is_true=False, is_given=False)


def pack_words(item: Word) -> list[Any]:
    """Words as plain lists, for the way into the child process."""
    if isinstance(item, Leaf):
        return ["w", item.text, item.is_true, item.is_given]
    if isinstance(item, Rows):
        return ["r", item.text, [pack_words(each) for each in item.items]]
    return ["n", {name: pack_words(each) for name, each in item.names.items()}]


def unpack_words(packed: Sequence[Any]) -> Word:
    """The reverse of `pack_words`."""
    kind = packed[0]
    if kind == "w":
        return Leaf(packed[1], packed[2], packed[3])
    if kind == "r":
        return Rows(packed[1], tuple(unpack_words(each) for each in packed[2]))
    return Words({name: unpack_words(each) for name, each in packed[1].items()})


def clean_text(text: str) -> str:
    """A text as XML can hold it: line ends as ``\\n``, no other control characters, no lone surrogates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return _UNPRINTABLE.sub("", lines)


def iterate_leaves(item: Word, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """Every word with the names that lead to it; rows count once each."""
    if isinstance(item, Leaf):
        yield path, item
    elif isinstance(item, Rows):
        for each in item.items:
            yield from iterate_leaves(each, path)
    else:
        for name, each in item.names.items():
            yield from iterate_leaves(each, (*path, name))
