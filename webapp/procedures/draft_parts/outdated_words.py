"""English texts of a draft that no longer go with their Chinese: the Chinese changed and the English did not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from webapp.procedures.draft_parts.words import WordLine, list_words
from webapp.procedures.packs import Pack


def find_outdated(lines: Iterable[WordLine], former: Pack) -> frozenset[tuple[str, str]]:
    """Those of ``lines``, by file and key, whose Chinese differs from the ``former`` pack's while the English is the same.

    A shared file that became the place's own stands elsewhere under the same name, and is the same file here.
    """
    before = {_place(line): line for line in list_words(former)}
    return frozenset(
        (line.file, line.key)
        for line in lines
        if line.en
        and (was := before.get(_place(line))) is not None
        and was.zh != line.zh
        and was.en == line.en
    )


def _place(line: WordLine) -> tuple[str, str]:
    return PurePosixPath(line.file).name, line.key
