"""Findings of the reader and of the verification: what, where, and how to mend it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

#: The languages that messages speak.
Language = Literal["zh", "en"]
Severity = Literal["error", "warning", "suggestion"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file, the XML element's id and its line from 1, and the decision it belongs to."""

    file: str
    element_id: str | None = None
    line: int | None = None
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a check.

    ``rules`` are row numbers from 1. ``example`` gives one concrete set of facts, input expression → FEEL value.
    An ``error`` keeps the files from being published; a ``suggestion`` is no fault (`Model.suggest`).
    """

    code: str
    severity: Severity
    file: str
    decision_id: str | None
    element_id: str | None
    line: int | None
    zh: str
    en: str
    rules: tuple[int, ...] = ()
    example: Mapping[str, Any] | None = None

    def text(self, language: Language = "zh") -> str:
        """The finding with its place, in the reader's language."""
        place = (
            self.file
            + (f":{self.line}" if self.line else "")
            + (f" #{self.element_id}" if self.element_id else "")
        )
        return f"{place} [{self.code}] {self.en if language == 'en' else self.zh}"


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its stable code, and its texts as `str.format` templates."""

    code: str
    severity: Severity
    zh: str
    en: str

    def at(
        self,
        place: Place,
        rules: tuple[int, ...] = (),
        example: Mapping[str, Any] | None = None,
        /,
        **facts: Any,
    ) -> Finding:
        """The finding at ``place``; ``facts`` fill the templates, and ``facts_zh``/``facts_en`` pairs the language's own."""
        zh = {key.removesuffix("_zh"): value for key, value in facts.items() if not key.endswith("_en")}
        en = {key.removesuffix("_en"): value for key, value in facts.items() if not key.endswith("_zh")}
        return Finding(
            code=self.code,
            severity=self.severity,
            file=place.file,
            decision_id=place.decision_id,
            element_id=place.element_id,
            line=place.line,
            zh=self.zh.format(**zh),
            en=self.en.format(**en),
            rules=rules,
            example=example,
        )


@dataclass(slots=True)
class FindingLog:
    """Collects findings, so that a designer sees every fault of a file at once."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, finding_kind: FindingKind, place: Place, **facts: Any) -> None:
        """Note a finding at ``place``."""
        self.findings.append(finding_kind.at(place, **facts))

    @property
    def errors(self) -> list[Finding]:
        """The findings that refuse the file."""
        return [finding for finding in self.findings if finding.severity == "error"]
