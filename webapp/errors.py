"""The shape of every error and every checker's finding: a stable code, and a text in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Language = Literal["zh", "en"]

#: What kind of refusal an error is; the web answers with the matching status.
Kind = Literal["invalid", "missing", "forbidden", "conflict", "unavailable"]


#: What an English message counts: ``{count} new error(s)``.
_ONE_OR_MANY = re.compile(r"(\{(\w+)\}(?: [a-z]+)* [a-z]+)\(s\)")


def in_number(english: str, facts: Mapping[str, Any]) -> str:
    """An English message with what it counts told as one, or as many: ``{count} error`` or ``{count} errors``."""
    return _ONE_OR_MANY.sub(lambda found: found[1] + ("" if facts.get(found[2]) == 1 else "s"), english)


class RongcuoError(Exception):
    """Base of all errors that a person may read.

    A subclass states one fact. Its ``zh`` and ``en`` are `str.format` templates over the keyword
    arguments, which stay readable as ``facts``. ``code`` is stable: people quote it, tests hold it.
    ``kind`` says what sort of refusal it is.
    """

    code: ClassVar[str] = "RC-0000"
    kind: ClassVar[Kind] = "invalid"
    zh: ClassVar[str] = "出现错误。"
    en: ClassVar[str] = "Something went wrong."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.text('en')}")

    def text(self, language: Language = "zh") -> str:
        """The message in the reader's language."""
        return self.tell(language, self.facts)

    def tell(self, language: Language, facts: Mapping[str, Any]) -> str:
        """The message about ``facts``: its own, or as a page calls them."""
        template = in_number(self.en, facts) if language == "en" else self.zh
        return template.format(**facts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a check: what is wrong, where, and how to mend it, in both languages.

    ``file`` is the path inside the pack; ``line`` counts from 1. An ``error`` keeps the pack from being published.
    """

    code: str
    severity: Literal["error", "warning"]
    file: str
    element_id: str | None
    line: int | None
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        """The finding with its place, in the reader's language."""
        place = (
            self.file
            + (f":{self.line}" if self.line else "")
            + (f" #{self.element_id}" if self.element_id else "")
        )
        return f"{place} [{self.code}] {self.en if language == 'en' else self.zh}"
