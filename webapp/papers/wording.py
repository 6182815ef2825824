"""What differs in the words of two templates: lines added, removed, and changed, with the words that came and went.

It is worked out in the child (`webapp.papers.worker`): the time that it takes grows with what is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from webapp.papers.paragraphs import TemplateLine, read_lines
from webapp.papers.results import LineChange, Piece, TemplateComparison

#: How many lines are told, and how many characters in all; what is beyond is counted.
MOST_LINES, MOST_CHARACTERS = 300, 60_000
#: A placeholder or a mark, a word or number of letters and digits, white space, or one other sign (such as a Chinese one).
_WORDS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|[A-Za-z0-9_.]+|\s+|.", re.DOTALL)
#: Two lines that share less are two lines, and not one that was changed.
_LEAST_ALIKE = 0.4
#: Lines within one change up to which each is paired with the most similar one, and not with the one in its place.
_MOST_PAIRED = 40


def compare_wording(old: bytes, new: bytes) -> TemplateComparison:
    """The lines that differ, in the order in which they stand.

    Raises:
        TemplateRefused: one of the two is no document, or holds what a template may not.
    """
    before, after = read_lines(old), read_lines(new)
    told: list[LineChange] = []
    left_out = characters = 0
    for change in _changes(before, after):
        characters += sum(len(piece.text) for cell in change.cells for piece in cell)
        if len(told) < MOST_LINES and characters <= MOST_CHARACTERS:
            told.append(change)
        else:
            left_out += 1
    return TemplateComparison(tuple(told), left_out)


def _changes(before: Sequence[TemplateLine], after: Sequence[TemplateLine]) -> Iterator[LineChange]:
    old, new = ([(line.part, line.table > 0, line.cells) for line in lines] for lines in (before, after))
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _block(before[start:end], after[new_start:new_end])


def _block(before: Sequence[TemplateLine], after: Sequence[TemplateLine]) -> Iterator[LineChange]:
    """One stretch that differs: what is alike is a line changed, the rest was removed or added."""
    gone = list(before)
    for line in after:
        former = _most_alike(line, gone)
        if former is None:
            yield _whole("added", line)
            continue
        for each in gone[: (position := gone.index(former))]:
            yield _whole("removed", each)
        del gone[: position + 1]
        yield _changed(former, line)
    for each in gone:
        yield _whole("removed", each)


def _most_alike(line: TemplateLine, others: Sequence[TemplateLine]) -> TemplateLine | None:
    same_kind = [
        each for each in others[:_MOST_PAIRED] if (each.part, each.table > 0) == (line.part, line.table > 0)
    ]
    best = max(same_kind, key=lambda each: _likeness(line, each), default=None)
    return best if best is not None and _likeness(line, best) >= _LEAST_ALIKE else None


def _likeness(one: TemplateLine, other: TemplateLine) -> float:
    """How much of their words two lines share, from 0 to 1."""
    words = [Counter(word for cell in line.cells for word in _split(cell)) for line in (one, other)]
    return 2 * (words[0] & words[1]).total() / max(words[0].total() + words[1].total(), 1)


def _whole(kind: Literal["added", "removed"], line: TemplateLine) -> LineChange:
    cells = tuple((Piece(kind, cell),) if cell else () for cell in line.cells)
    return LineChange(kind, line.part, line.table, line.number, cells)


def _changed(old: TemplateLine, new: TemplateLine) -> LineChange:
    pairs = zip_longest(old.cells, new.cells, fillvalue="")
    cells = tuple(tuple(_compare_words(before, after)) for before, after in pairs)
    return LineChange("changed", new.part, new.table, new.number, cells)


def _compare_words(old: str, new: str) -> Iterator[Piece]:
    before, after = _split(old), _split(new)
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if start < end:
            yield Piece("removed", "".join(before[start:end]))
        if new_start < new_end:
            yield Piece("added", "".join(after[new_start:new_end]))


def _split(text: str) -> list[str]:
    return _WORDS.findall(text)
