"""Checks decision files where they stand: every finding of the reader and of the verification, told with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from webapp.decisions.errors import DecisionsRefused
from webapp.decisions.findings import Finding, Language, Severity
from webapp.decisions.model import load
from webapp.feel import to_text

_WORDS: Final[dict[Severity, tuple[str, str]]] = {
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "suggestion": ("建议", "suggestion"),
}


@dataclass(frozen=True, slots=True)
class TablesReport:
    """What a check found, with how many tables it looked at."""

    findings: Sequence[Finding]
    tables: int

    @property
    def passed(self) -> bool:
        """Whether nothing was found that keeps a file from being published."""
        return not self.count("error")

    def count(self, severity: Severity) -> int:
        """How many findings are of that severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def text(self, language: Language = "zh") -> str:
        """Each finding, below it its rows and the facts of its example, and at the end the counts."""
        english = language == "en"
        lines = []
        for finding in self.findings:
            lines.append(f"{_WORDS[finding.severity][english]} {finding.text(language)}")
            lines += [f"    {detail}" for detail in _details(finding, english=english)]
        counts = (self.tables, *map(self.count, _WORDS))
        told = (
            "tables {}, errors {}, warnings {}, suggestions {}"
            if english
            else "表 {}，错误 {}，警告 {}，建议 {}"
        )
        return "\n".join([*lines, told.format(*counts)])


def _details(finding: Finding, *, english: bool) -> Iterable[str]:
    if finding.rules:
        listed = ", ".join(map(str, finding.rules))
        yield f"rows: {listed}" if english else f"行：{listed}"
    if finding.example is not None:
        facts = [f"{name} = {to_text(value)}" for name, value in finding.example.items()]
        yield ("facts: " if english else "事实：") + ("; " if english else "；").join(facts)


def check_tables(paths: Iterable[Path]) -> TablesReport:
    """Check DMN files, or all of those below folders. A single file may import others beside it.

    What a folder or file is refused for stands among the findings; nothing is raised.
    """
    findings: list[Finding] = []
    tables = 0
    for path in paths:
        try:
            model = load(path, imports=[path.parent] if path.is_file() else ())
        except DecisionsRefused as refused:
            findings += [_place(finding, path) for finding in refused.findings]
            continue
        # What stands beside a single file is looked at when it is asked for itself.
        own = {path.name} if path.is_file() else model.files.keys()
        tables += sum(table.origin.file in own for table in model.tables)
        findings += [
            _place(found, path) for found in (*model.verify(), *model.suggest()) if found.file in own
        ]
    return TablesReport(findings, tables)


def _place(finding: Finding, path: Path) -> Finding:
    """The finding with its file as the caller would name it."""
    return replace(finding, file=str(path / finding.file) if path.is_dir() else str(path))
