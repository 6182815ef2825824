"""All checks of a pack. Bad content is never an exception here: whatever is wrong is in the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp import decisions
from webapp.errors import Problem
from webapp.procedures.check_coverage import check_coverage, check_unwalked_names
from webapp.procedures.check_knowledge import check_asked_roles, check_known_entities, check_notices
from webapp.procedures.check_names import (
    check_decision_names,
    check_diagram_names,
    check_entrances,
    check_form_names,
    check_reached,
)
from webapp.procedures.check_scenarios import (
    check_scenario_names,
    check_tried_decisions,
)
from webapp.procedures.check_separation import check_separation
from webapp.procedures.check_sources import check_diagram_sources, check_table_sources
from webapp.procedures.check_texts import check_texts, chinese_texts, list_codes
from webapp.procedures.errors import PackRefused
from webapp.procedures.findings import has_errors
from webapp.procedures.forms import FormSchema, check_form
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.packs import Pack, problem_of
from webapp.procedures.papers.checking import check_papers
from webapp.procedures.scenarios import run_scenarios
from webapp.procedures.table_outlines import DecisionsOutline, outline_decisions


def check_pack(pack: Pack) -> list[Problem]:
    """Every finding on a pack, errors first. Runs the scenarios, to say which elements none of them walks."""
    problems = check_content(pack)
    if not has_errors(problems):
        problems.extend(check_coverage(pack, run_scenarios(pack, pack.scenarios)))
    return problems


def check_content(pack: Pack) -> list[Problem]:
    """The findings that need no scenario to be run, errors first, then by file and line."""
    jurisdiction, jurisdiction_problems = pack.read_jurisdiction()
    forms, form_problems = _check_forms(pack)
    model, table_problems = _check_tables(pack)
    problems = [*pack.reading_problems, *jurisdiction_problems, *form_problems, *table_problems]
    # Missing parts would make sound diagrams look wrong, so they wait until their surroundings are mended.
    if model is not None and not has_errors([*pack.reading_problems, *jurisdiction_problems, *form_problems]):
        problems.extend(_check_diagrams(pack))
    problems.extend(_check_outlines(pack, jurisdiction, forms))
    if not has_errors(problems):
        problems.extend(check_asked_roles(jurisdiction, forms, pack.deployment))
    unique = list(dict.fromkeys(problems))
    return sorted(unique, key=lambda each: (each.severity != "error", each.file, each.line or 0, each.code))


def _check_forms(pack: Pack) -> tuple[dict[str, FormSchema], list[Problem]]:
    forms, _ = pack.read_forms()
    problems = [
        problem
        for path in pack.paths(".form")
        for problem in check_form(pack.files[path], path, *pack.form_texts(path))
    ]
    return forms, problems


def _check_tables(pack: Pack) -> tuple[decisions.Model | None, list[Problem]]:
    try:
        model = pack.decisions
    except PackRefused as error:
        return None, list(error.problems)
    return model, [problem_of(found) for found in model.verify()]


def _check_diagrams(pack: Pack) -> tuple[Problem, ...]:
    try:
        return pack.deployment.warnings
    except PackRefused as error:
        return tuple(error.problems)


def _check_outlines(
    pack: Pack, jurisdiction: Jurisdiction, forms: Mapping[str, FormSchema]
) -> Iterator[Problem]:
    """What can be seen without running anything: names, source marks, texts, and what scenarios refer to."""
    diagrams = pack.diagram_outlines
    tables = _outline_tables(pack)
    for path, diagram in diagrams.items():
        yield from check_diagram_names(path, diagram, jurisdiction)
    yield from check_diagram_sources(diagrams, jurisdiction)
    for path, table in tables.items():
        yield from check_decision_names(path, table)
        yield from check_table_sources(path, table, jurisdiction)
    yield from check_separation(diagrams, jurisdiction)
    papers, paper_problems = pack.read_papers()
    yield from paper_problems
    yield from check_papers(papers, pack.files, jurisdiction, forms, diagrams)
    yield from check_unwalked_names(pack.code, jurisdiction, diagrams)
    yield from check_form_names(forms)
    yield from check_known_entities(pack.code, jurisdiction, forms)
    yield from check_notices(jurisdiction, diagrams, pack.texts("en"))
    yield from check_entrances(pack, jurisdiction, diagrams)
    yield from check_reached(pack, jurisdiction)
    chinese = chinese_texts(diagrams, tables, forms, list_codes(forms, jurisdiction))
    yield from check_texts(pack, chinese, diagrams, tables)
    scenarios = pack.scenario_set
    yield from scenarios.matter_problems
    yield from check_scenario_names(scenarios.matters, jurisdiction, diagrams, tables)
    yield from scenarios.table_problems
    yield from check_tried_decisions(scenarios.tables, tables)


def _outline_tables(pack: Pack) -> dict[str, DecisionsOutline]:
    outlines = {path: outline_decisions(pack.files[path]) for path in pack.paths(".dmn")}
    return {path: outline for path, outline in outlines.items() if outline is not None}
