"""Everything the platform can say, with its stable code: findings of the checks, refusals, incidents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from webapp.cases.faults import CASE_FAULTS
from webapp.cases.moving import CASE_MOVE_FINDINGS
from webapp.decisions import refusals as decision_refusals
from webapp.decisions.errors import DecisionsError
from webapp.decisions.findings import FindingKind
from webapp.decisions.verification import kinds as table_findings
from webapp.engine.faults import FAULTS
from webapp.engine.findings import FINDINGS as DIAGRAM_FINDINGS
from webapp.engine.moving import MOVE_FINDINGS
from webapp.errors import Language, RongcuoError
from webapp.feel.messages import MESSAGES as FEEL_MESSAGES
from webapp.papers import FINDINGS as TEMPLATE_FINDINGS
from webapp.procedures.finding_texts import FindingText
from webapp.procedures.findings import CATALOGUE as PACK_FINDINGS
from webapp.procedures.forms.findings import CATALOGUE as FORM_FINDINGS
from webapp.procedures.importing.remarks import REMARKS
from webapp.procedures.item_sheets.findings import CATALOGUE as LIST_FINDINGS
from webapp.procedures.papers.findings import CATALOGUE as PAPER_FINDINGS

_Error = TypeVar("_Error")

#: Area of the manual → the modules whose errors people read there.
ERROR_MODULES: Mapping[str, tuple[str, ...]] = {
    "cases": (
        "webapp.cases.errors",
        "webapp.cases.moving.errors",
        "webapp.cases.papers.errors",
        "webapp.cases.replay",
    ),
    "people": ("webapp.people.errors",),
    "pages": ("webapp.views.errors",),
    "procedures": (
        "webapp.procedures.errors",
        "webapp.procedures.forms.errors",
        "webapp.procedures.importing.errors",
        "webapp.procedures.item_sheets.errors",
        "webapp.procedures.new_place.errors",
        "webapp.procedures.drafts.errors",
        "webapp.procedures.draft_parts.errors",
        "webapp.procedures.place_settings.errors",
        "webapp.procedures.proof.errors",
        "webapp.procedures.proposals.errors",
        "webapp.procedures.toml_writing",
        "webapp.papers.errors",
        "webapp.commands.lists",
    ),
    "engine": ("webapp.engine.errors",),
    "server": (
        "webapp.settings",
        "webapp.keys",
        "webapp.serving",
        "webapp.database.errors",
        "webapp.migrations",
        "webapp.audit.errors",
        "webapp.outbox.errors",
        "webapp.calendar.errors",
    ),
}


@dataclass(frozen=True, slots=True)
class CodedText:
    """One text with its code; an ellipsis stands where a fact will. ``severity`` is empty where there is none."""

    code: str
    text: str
    severity: str = ""


def fill_blanks(template: str) -> str:
    """A message's template with an ellipsis where a fact will stand."""
    return re.sub(r"\{[^{}]*\}", "…", template)


def list_findings(language: Language) -> Mapping[str, list[CodedText]]:
    """What the checks can find: in the pack as a whole, in diagrams, forms and tables, in sheets of lists."""
    return {
        "pack": _of_texts(PACK_FINDINGS, language),
        "diagrams": _of_pairs(DIAGRAM_FINDINGS, language),
        "forms": _of_texts(FORM_FINDINGS, language),
        "imports": _of_pairs(REMARKS, language),
        "lists": _of_texts(LIST_FINDINGS, language),
        "papers": [*_of_pairs(TEMPLATE_FINDINGS, language), *_of_texts(PAPER_FINDINGS, language)],
        "tables": sorted(
            (
                CodedText(
                    kind.code, fill_blanks(kind.en if language == "en" else kind.zh), severity=kind.severity
                )
                for module in (decision_refusals, table_findings)
                for kind in _kinds_in(module)
            ),
            key=lambda told: told.code,
        ),
    }


def list_messages(language: Language) -> Mapping[str, list[CodedText]]:
    """What the platform says to people: refusals by area, reasons of incidents, remarks of FEEL."""
    told = {
        area: _of_errors((error for name in modules for error in _errors_in(name)), language)
        for area, modules in ERROR_MODULES.items()
    }
    incidents = _of_pairs({**FAULTS, **CASE_FAULTS}, language)
    decisions = _of_errors(_below(DecisionsError), language)
    return {
        **told,
        "incidents": incidents,
        "moving": _of_pairs({**MOVE_FINDINGS, **CASE_MOVE_FINDINGS}, language),
        "decisions": decisions,
        "feel": _of_pairs(FEEL_MESSAGES, language),
    }


def _of_texts(catalogue: Mapping[str, FindingText], language: Language) -> list[CodedText]:
    return [
        CodedText(code, fill_blanks(entry.en if language == "en" else entry.zh), severity=entry.severity)
        for code, entry in sorted(catalogue.items())
    ]


def _of_pairs(catalogue: Mapping[str, tuple[str, str]], language: Language) -> list[CodedText]:
    return [
        CodedText(code, fill_blanks(texts[language == "en"])) for code, texts in sorted(catalogue.items())
    ]


def _kinds_in(module: ModuleType) -> Iterator[FindingKind]:
    return (value for value in vars(module).values() if isinstance(value, FindingKind))


def _errors_in(module: str) -> Iterator[type[RongcuoError]]:
    import_module(module)
    return (error for error in _below(RongcuoError) if error.__module__ == module)


def _below(base: type[_Error]) -> Iterator[type[_Error]]:
    for error in base.__subclasses__():
        yield error
        yield from _below(error)


def _of_errors(
    errors: Iterable[type[RongcuoError] | type[DecisionsError]], language: Language
) -> list[CodedText]:
    """The errors that state a fact of their own; a base class only gathers others."""
    return sorted(
        {
            CodedText(error.code, fill_blanks(error.en if language == "en" else error.zh))
            for error in errors
            if "zh" in vars(error)
        },
        key=lambda told: told.code,
    )
