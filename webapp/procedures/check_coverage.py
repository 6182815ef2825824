"""What the scenarios walk: every element and flow, but for those that ``[unwalked]`` names with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from webapp.errors import Problem
from webapp.procedures.diagram_outlines import DiagramOutline, outline_diagram
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import Jurisdiction, Unwalked
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import jurisdiction_path, scenario_folder
from webapp.procedures.scenario_journal import Walked, merge_walked
from webapp.procedures.scenario_results import ScenarioResult
from webapp.procedures.toml_tables import suggest


def check_coverage(pack: Pack, results: Sequence[ScenarioResult]) -> Iterator[Problem]:
    """A warning for each element and flow that no scenario walks, and for each wrongly said to be so.

    A scenario that fails stops early: what lies beyond is not unreached for good. While any does, one warning says so in the
    place of all those of single elements.
    """
    folder = scenario_folder(pack.code)
    if not pack.scenarios:
        yield finding("PK-242", folder, folder=folder)
        return
    walked = merge_walked(result.walked for result in results)
    unwalked = list(_find_unwalked(pack, walked))
    failing = sum(not result.is_passed for result in results)
    if failing and unwalked:
        yield finding("PK-257", folder, failing=failing, unwalked=len(unwalked))
    else:
        yield from unwalked
    yield from _check_walked(pack, walked)


def _find_unwalked(pack: Pack, walked: Walked) -> Iterator[Problem]:
    named = pack.jurisdiction.unwalked
    for process in pack.deployment.processes.values():
        outline = outline_diagram(pack.files[process.file]) or DiagramOutline()
        places = [(each.id, each.name or each.id, each.line) for each in process.elements.values()]
        places += [(flow.id, flow.name, flow.line) for flow in outline.flows]
        accepted = accepted_parts(process.id, outline, named)
        passed = walked.get(process.id, frozenset())
        for element_id, name, line in places:
            if element_id not in passed and element_id not in accepted and process.id not in named:
                shown = " ".join(name.split())
                yield finding("PK-241", process.file, element_id=element_id, line=line, name=shown)


def accepted_parts(
    process_id: str, outline: DiagramOutline, named: Mapping[str, Unwalked]
) -> dict[str, Unwalked]:
    """What of a process need not be walked, and by which reason: the elements named, with the flows into and out of them."""
    elements = {each.element: each for each in named.values() if each.process == process_id}
    flows = {
        flow.id: reason
        for flow in outline.flows
        if (reason := elements.get(flow.source) or elements.get(flow.target)) is not None
    }
    return {**flows, **elements}


def _check_walked(pack: Pack, walked: Walked) -> Iterator[Problem]:
    """Of the place's own reasons those that no longer hold: a scenario does walk there."""
    for each in _own(pack.code, pack.jurisdiction):
        passed = walked.get(each.process, frozenset())
        if passed and (not each.element or each.element in passed):
            yield finding(
                "PK-256", each.file, element_id=each.element or each.process, line=each.line, found=each.name
            )


def check_unwalked_names(
    code: str, jurisdiction: Jurisdiction, diagrams: Mapping[str, DiagramOutline]
) -> Iterator[Problem]:
    """What the place's ``[unwalked]`` names must exist: a misspelt name would excuse nothing."""
    known = {
        f"{process}:{element}"
        for outline in diagrams.values()
        for process in outline.processes
        for element in (*outline.elements, *(flow.id for flow in outline.flows))
    }
    known |= {process for outline in diagrams.values() for process in outline.processes}
    for each in _own(code, jurisdiction):
        if each.name not in known:
            hint = suggest(each.name, known)
            yield finding("PK-255", each.file, line=each.line, found=each.name, **hint)


def _own(code: str, jurisdiction: Jurisdiction) -> list[Unwalked]:
    """The reasons in the place's own file. Those of a layer below are answered for there."""
    return [each for each in jurisdiction.unwalked.values() if each.file == jurisdiction_path(code)]
