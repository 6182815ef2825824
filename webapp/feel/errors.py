"""FEEL's own errors and notes: a stable code, a place in the text, and words in Chinese and English that say how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from webapp.feel.messages import MESSAGES

Language = Literal["zh", "en"]


class Place(NamedTuple):
    """A place in an expression; both count from 1."""

    line: int
    column: int


def _words(code: str, facts: dict[str, Any], language: Language) -> str:
    zh, en = MESSAGES[code]
    return (en if language == "en" else zh).format(**facts)


class FeelError(Exception):
    """Base of all errors of this package.

    ``code`` is stable: people quote it, tests hold it. ``facts`` fill the message's template.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: {self.text('en')}")

    def text(self, language: Language = "zh") -> str:
        """The message in the reader's language."""
        return _words(self.code, self.facts, language)


class FeelSyntaxError(FeelError):
    """The text is not FEEL. ``line`` and ``column`` count from 1 and point at the first sign that does not fit."""

    def __init__(self, code: str, place: Place, **facts: Any) -> None:
        self.line, self.column = place
        super().__init__(code, **facts)

    def text(self, language: Language = "zh") -> str:
        """The place and the message in the reader's language."""
        words = super().text(language)
        if language == "en":
            return f"Line {self.line}, column {self.column}: {words}"
        return f"第 {self.line} 行第 {self.column} 列：{words}"


class FeelLimitExceeded(FeelError):
    """A limit of the language was passed (steps, list size, text length, depth, pattern). There is no result."""


@dataclass(frozen=True, slots=True)
class Note:
    """Why something became null during an evaluation, and where."""

    code: str
    place: Place
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def line(self) -> int:
        """Line in the expression, from 1."""
        return self.place.line

    @property
    def column(self) -> int:
        """Column in the line, from 1."""
        return self.place.column

    def text(self, language: Language = "zh") -> str:
        """The reason in the reader's language."""
        return _words(self.code, self.facts, language)


class NullResult(Exception):
    """Raised inside a built-in or host function whose result is null; the call turns it into null and a note."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)
