"""The plan of one case: the engine's, with what the file beside its state asks for."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.faults import WHOLE_CASE
from webapp.cases.models import CaseFile, CaseTask, IncidentRecord
from webapp.cases.moving.findings import CaseFinding, of_engine, refusal
from webapp.cases.running import case_facts
from webapp.engine import ElementInfo, Host
from webapp.engine.moving import ElementMapping, MovePlan, plan_move
from webapp.procedures import Pack
from webapp.procedures.separation import read_separation

#: Behind a list's key in the name of a row's field: ``rows-0-name``.
_ROW = re.compile(r"-\d+-.*\Z")


@dataclass(frozen=True, slots=True)
class Versions:
    """From which version to which, and what was said of elements by hand."""

    old: Pack
    new: Pack
    mapping: ElementMapping


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What moving a case would do: the engine's plan with every finding."""

    engine: MovePlan
    findings: tuple[CaseFinding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether something keeps the case where it is."""
        return any(finding.severity == "refusal" for finding in self.findings)


@dataclass(slots=True)
class Surrounding:
    """What stands beside a case's state: drafts by task, finished steps, whether the case as a whole has failed."""

    drafts: dict[str, Collection[str]] = field(default_factory=dict)
    done: dict[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict)
    has_failed: bool = False


def read_surroundings(session: Session, case_ids: Collection[int]) -> Mapping[int, Surrounding]:
    """What stands beside the states of these cases: two statements, however many there are."""
    found: dict[int, Surrounding] = defaultdict(Surrounding)
    tasks = session.execute(
        select(
            CaseTask.case_id,
            CaseTask.engine_id,
            CaseTask.process_id,
            CaseTask.element_id,
            CaseTask.name,
            CaseTask.form_id,
            CaseTask.state,
            CaseTask.draft,
        ).where(CaseTask.case_id.in_(case_ids), CaseTask.state != "cancelled")
    )
    for row in tasks:
        if row.state == "done":
            found[row.case_id].done[row.process_id, row.element_id] = (row.name, row.form_id)
        elif row.draft:
            found[row.case_id].drafts[row.engine_id] = _filled(json.loads(row.draft))
    failed = select(IncidentRecord.case_id).where(
        IncidentRecord.case_id.in_(case_ids),
        IncidentRecord.engine_id == WHOLE_CASE,
        IncidentRecord.resolved_at.is_(None),
    )
    for case_id in session.scalars(failed):
        found[case_id].has_failed = True
    return found


def _filled(typed: Mapping[str, object]) -> frozenset[str]:
    """The fields, or lists of rows, into which something was typed."""
    names = (name for name, value in typed.items() if value not in ("", [], [""], None))
    return frozenset(_ROW.sub("", name) for name in names if not name.startswith("_") and "." in name)


def plan_case(case: CaseFile, beside: Surrounding, versions: Versions, host: Host) -> CasePlan:
    """What moving ``case`` would do. Nothing is changed, and nothing performed.

    Raises: `webapp.engine.StateUnreadable`.
    """
    plan = plan_move(
        case.state,
        versions.old.deployment,
        versions.new.deployment,
        versions.mapping,
        host=host,
        case=case_facts(case),
        drafts=beside.drafts,
    )
    findings = [of_engine(finding) for finding in plan.findings]
    if beside.has_failed:
        findings.append(refusal("CF-186"))
    findings += _lost_forms(beside, versions)
    findings += _lost_separations(beside, versions)
    return CasePlan(plan, tuple(findings))


def _lost_forms(beside: Surrounding, versions: Versions) -> Iterable[CaseFinding]:
    """Finished steps whose facts could not be read by the new version."""
    for (process_id, element_id), (name, form_id) in beside.done.items():
        if form_id is not None and form_of_done(versions, process_id, element_id, form_id) is None:
            choices = tuple(
                each.id for each in _elements(versions.new, process_id).values() if each.form_id is not None
            )
            yield refusal("CF-187", process_id, element_id, choices, name=name, form=form_id)


def form_of_done(versions: Versions, process_id: str, element_id: str, form_id: str) -> str | None:
    """The form by which the new version reads what was filled in at a finished step; None when it has none.

    It is the same form, else that of the step's counterpart.
    """
    if form_id in versions.new.forms:
        return form_id
    target = versions.mapping.get((process_id, element_id), element_id)
    counterpart = _elements(versions.new, process_id).get(target)
    return counterpart.form_id if counterpart is not None else None


def _elements(pack: Pack, process_id: str) -> Mapping[str, ElementInfo]:
    process = pack.deployment.processes.get(process_id)
    return process.elements if process is not None else {}


def _lost_separations(beside: Surrounding, versions: Versions) -> Iterable[CaseFinding]:
    """Finished steps that keep their people from others, and that the new version does not know by that id."""
    counted = separating_elements(versions.old)
    for (process_id, element_id), (name, _form) in beside.done.items():
        elements = _elements(versions.new, process_id)
        is_answered = (process_id, element_id) in versions.mapping
        if element_id in counted and element_id not in elements and not is_answered:
            tasks = tuple(each.id for each in elements.values() if each.kind == "user_task")
            yield refusal("CF-188", process_id, element_id, tasks, name=name)


@lru_cache(maxsize=8)
def separating_elements(pack: Pack) -> frozenset[str]:
    """The elements that some step of the version names in ``separate_from``."""
    return frozenset(
        named
        for process in pack.deployment.processes.values()
        for element in process.elements.values()
        for named in read_separation(element.properties).elements
    )
