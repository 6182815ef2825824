"""Whether the papers of a pack can be made: every task's demand is met, every template asks for declared names only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from webapp.errors import Problem
from webapp.papers import Placeholder, TemplateOutline, outline_templates
from webapp.procedures.diagram_outlines import DiagramOutline, Step
from webapp.procedures.finding_texts import make_finding
from webapp.procedures.forms import FormSchema
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.papers.catalogue import Papers
from webapp.procedures.papers.declared import Declared, declare_names
from webapp.procedures.papers.demands import PaperDemand, read_demand
from webapp.procedures.papers.findings import CATALOGUE, paper_finding
from webapp.procedures.toml_tables import suggest


def check_papers(
    papers: Papers,
    files: Mapping[str, bytes],
    jurisdiction: Jurisdiction,
    forms: Mapping[str, FormSchema],
    diagrams: Mapping[str, DiagramOutline],
) -> Iterator[Problem]:
    """Everything that keeps a paper from being made."""
    declared = declare_names(forms, jurisdiction.parameters)
    yield from _check_marks(papers)
    yield from check_demands(papers, declared, jurisdiction, diagrams)
    for path, outline in outline_templates(
        {kind.file: files[kind.file] for kind in papers.kinds.values()}
    ).items():
        yield from check_template(path, outline, declared)


def check_demands(
    papers: Papers, declared: Declared, jurisdiction: Jurisdiction, diagrams: Mapping[str, DiagramOutline]
) -> Iterator[Problem]:
    """The findings on what the steps of diagrams say they issue."""
    for path, diagram in diagrams.items():
        for step in diagram.steps:
            if step.papers:
                yield from _check_step(path, step, papers, declared, jurisdiction)


def _check_marks(papers: Papers) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for kind in papers.kinds.values():
        other = first.setdefault(kind.mark, kind.id)
        if other != kind.id:
            yield paper_finding("PA-206", kind.file, found=kind.id, other=other, mark=kind.mark)


def _check_step(
    path: str, step: Step, papers: Papers, declared: Declared, jurisdiction: Jurisdiction
) -> Iterator[Problem]:
    def found_at(code: str, **facts: str) -> Problem:
        return paper_finding(code, path, element_id=step.id, line=step.line, name=step.name, **facts)

    if not is_filled_in(step, jurisdiction):
        yield found_at("PA-207")
        return
    demand = read_demand(step.papers)
    if demand.wrong is not None:
        yield found_at("PA-201", reason=demand.wrong[0], reason_en=demand.wrong[1])
    for paper_id in demand.ids:
        is_certain = demand.expression is None and not _is_unwalked(path, step, jurisdiction)
        if is_certain and paper_id in papers.not_issued:
            yield found_at("PA-210", found=paper_id)
        if paper_id not in papers.kinds:
            yield found_at("PA-202", found=paper_id, **suggest(paper_id, papers.kinds))
    for found in _unknown_facts(demand, declared):
        yield found_at("PA-208", found=found, **suggest(found, {".".join(known) for known in declared}))


def is_filled_in(step: Step, jurisdiction: Jurisdiction) -> bool:
    """Whether a person submits a form there: a task, an entrance, a message of the place that has a form."""
    message = jurisdiction.messages.get(step.message)
    is_entrance = step.kind == "startEvent" and step.form_id is not None
    return step.kind == "userTask" or is_entrance or (message is not None and message.form_id is not None)


def _is_unwalked(path: str, step: Step, jurisdiction: Jurisdiction) -> bool:
    process = PurePosixPath(path).stem
    return not jurisdiction.unwalked.keys().isdisjoint({process, f"{process}:{step.id}"})


def _unknown_facts(demand: PaperDemand, declared: Declared) -> list[str]:
    read = demand.expression.references if demand.expression is not None else frozenset()
    known = {path[:2] for path in declared}
    return sorted(".".join(path) for path in read if path[:2] not in known)


def check_template(path: str, outline: TemplateOutline, declared: Declared) -> Iterator[Problem]:
    """The findings on one template: those inside it, and names that the pack does not have."""
    for found in outline.findings:
        yield Problem(found.code, "error", path, None, None, found.zh, found.en)
    seen: set[tuple[str, ...]] = set()
    for placeholder in outline.placeholders:
        code = _misfit(placeholder, declared)
        if code is not None and placeholder.path not in seen:
            seen.add(placeholder.path)
            hint = (
                suggest(placeholder.name, {".".join(known) for known in declared}) if code == "PA-204" else {}
            )
            facts = {"found": placeholder.name, **_place(placeholder), **hint}
            yield make_finding(CATALOGUE, code, path, None, None, {"hint": "", "hint_en": "", **facts})


def _misfit(placeholder: Placeholder, declared: Declared) -> str | None:
    is_several = declared.get(placeholder.path)
    if is_several is None:
        return "PA-204"
    return "PA-205" if placeholder.kind == "rows" and not is_several else None


_PARTS = {"header": ("页眉", "header, "), "footer": ("页脚", "footer, ")}


def _place(placeholder: Placeholder) -> dict[str, str]:
    zh, en = _PARTS.get(placeholder.part, ("", ""))
    return {
        "place": f"{zh}第 {placeholder.paragraph} 段（{placeholder.excerpt}）：",
        "place_en": f"{en}paragraph {placeholder.paragraph} ({placeholder.excerpt}): ",
    }
