"""Why a case stays, and what changes for it: as it is kept with a move, and as an administrator reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from webapp.cases.moving.errors import CASE_MOVE_FINDINGS
from webapp.engine.moving import MOVE_FINDINGS, MoveFinding
from webapp.errors import Language


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A refusal or a remark about one element of the version that a case runs on, or (without one) about the case.

    ``choices`` are elements or flows of the new version that may be named for it; with ``may_cancel`` also none.
    """

    code: str
    severity: Literal["refusal", "warning"]
    process_id: str
    element_id: str
    facts: Mapping[str, Any]
    choices: tuple[str, ...] = ()
    may_cancel: bool = False

    def text(self, language: Language, name: str | None = None) -> str:
        """The finding in the reader's language; ``name`` is the element's in that language."""
        zh, en = {**MOVE_FINDINGS, **CASE_MOVE_FINDINGS}[self.code]
        facts = {**self.facts, "name": name} if name else self.facts
        return (en if language == "en" else zh).format(**facts)


def of_engine(finding: MoveFinding) -> CaseFinding:
    """A finding of the engine's plan."""
    return CaseFinding(
        finding.code,
        finding.severity,
        finding.process_id,
        finding.element_id,
        finding.facts,
        finding.choices,
        finding.may_cancel,
    )


def refusal(
    code: str, process_id: str = "", element_id: str = "", choices: tuple[str, ...] = (), **facts: Any
) -> CaseFinding:
    """A refusal of the catalogue here."""
    return CaseFinding(code, "refusal", process_id, element_id, facts, choices, may_cancel=bool(choices))


def write_findings(findings: Iterable[CaseFinding]) -> str:
    """The findings as they are kept."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False)


def read_findings(text: str) -> tuple[CaseFinding, ...]:
    """The findings of `write_findings`."""
    return tuple(CaseFinding(**{**each, "choices": tuple(each["choices"])}) for each in json.loads(text))
