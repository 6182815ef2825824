"""What one kind of finding says, and the finding that it makes at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from webapp.errors import Problem


@dataclass(frozen=True, slots=True)
class FindingText:
    """One kind of finding: how grave it is, and its text as `str.format` templates."""

    severity: Literal["error", "warning"]
    zh: str
    en: str


def error_text(zh: str, en: str) -> FindingText:
    """A finding that keeps what it is about from being used."""
    return FindingText("error", zh, en)


def warning_text(zh: str, en: str) -> FindingText:
    """A finding that a person should look at."""
    return FindingText("warning", zh, en)


def make_finding(
    catalogue: Mapping[str, FindingText],
    code: str,
    file: str,
    element_id: str | None,
    line: int | None,
    facts: Mapping[str, Any],
) -> Problem:
    """The finding ``code`` of ``catalogue`` at its place; ``facts`` fill its template."""
    entry = catalogue[code]
    return Problem(
        code=code,
        severity=entry.severity,
        file=file,
        element_id=element_id,
        line=line,
        zh=entry.zh.format(**facts),
        en=entry.en.format(**facts),
    )
