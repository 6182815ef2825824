"""What a comparison says: which thing, what became of it, and each property with its former and its new value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from webapp.errors import Language

#: ``moved`` changes where something is drawn or stands in order, and nothing else.
ChangeKind = Literal["added", "removed", "changed", "moved"]

CHANGE_NAMES: dict[ChangeKind, tuple[str, str]] = {
    "added": ("新增", "added"),
    "removed": ("删去", "removed"),
    "changed": ("修改", "changed"),
    "moved": ("移动", "moved"),
}


class Said(NamedTuple):
    """The same in both languages; English may be missing."""

    zh: str
    en: str = ""

    def text(self, language: Language = "zh") -> str:
        """In the reader's language, in Chinese where there is no English."""
        return (self.en or self.zh) if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Detail:
    """One property: what it is called, what it was and what it is; empty where there was or is none.

    ``before_en`` and ``after_en`` are there where the values have words in English, too.
    """

    what: Said
    before: str
    after: str
    before_en: str = ""
    after_en: str = ""

    def was(self, language: Language = "zh") -> str:
        """The former value in the reader's language."""
        return Said(self.before, self.before_en).text(language)

    def becomes(self, language: Language = "zh") -> str:
        """The new value in the reader's language."""
        return Said(self.after, self.after_en).text(language)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing (an element, a field, a figure) and what became of it."""

    kind: ChangeKind
    id: str
    name: Said
    details: tuple[Detail, ...] = field(default=())


def details_of(before: dict[str, str], after: dict[str, str], words: dict[str, Said]) -> tuple[Detail, ...]:
    """The properties that differ, in the order in which they stand; ``words`` put a key into words, else it stands as it is."""
    keys = dict.fromkeys([*before, *after])
    return tuple(
        Detail(words.get(key) or Said(key, key), before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key, "") != after.get(key, "")
    )
