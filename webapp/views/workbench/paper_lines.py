"""What the pages of a draft's papers show of steps and of papers that are not issued."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.procedures.draft_parts.issuing import Issuer, list_issuers, list_unissued
from webapp.procedures.drafts import Draft
from webapp.procedures.drafts.titles import title_files
from webapp.views.language import current_language
from webapp.views.workbench.places import editor_address


@dataclass(frozen=True, slots=True)
class IssuerLine:
    """A step on the page of a paper. ``place`` names it and its diagram's revision in what the page sends."""

    place: str
    name: str
    diagram: str
    url: str | None
    demand: str
    is_plain: bool


@dataclass(frozen=True, slots=True)
class UnissuedLine:
    """A paper that the place does not issue."""

    id: str
    name: str
    zh: str
    en: str
    is_own: bool


def issuer_lines(draft: Draft, kind: str, *, issuing: bool) -> tuple[IssuerLine, ...]:
    """The steps that issue a paper, or those that could."""
    language, titles = current_language(), title_files(draft.pack)
    return tuple(
        IssuerLine(
            f"{each.revision}|{each.file}|{each.element_id}",
            _name_of(draft, each),
            titles[each.file].name(language) if each.file in titles else each.file,
            editor_address(draft.line.id, each.file, element_id=each.element_id),
            each.demand,
            not each.demand.startswith("="),
        )
        for each in list_issuers(draft)
        if (kind in each.issues) == issuing
    )


def _name_of(draft: Draft, step: Issuer) -> str:
    english = draft.pack.texts("en").of_file(step.file).get(step.element_id, "")
    return (english if current_language() == "en" else "") or step.name


def unissued_lines(draft: Draft) -> tuple[UnissuedLine, ...]:
    """The papers that the place does not issue, in the reader's language."""
    language = current_language()
    return tuple(
        UnissuedLine(
            each.paper.id, each.paper.name(language), each.paper.reason_zh, each.paper.reason_en, each.is_own
        )
        for each in list_unissued(draft)
    )
