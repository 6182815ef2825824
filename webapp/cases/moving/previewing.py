"""The plan of a move, for whoever decides on it: cases grouped by where they stand, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webapp.cases.calendars import calendar_of
from webapp.cases.models import CaseFile
from webapp.cases.moving.findings import CaseFinding, refusal
from webapp.cases.moving.lists import count_running, find_version, get_versions, running_cases
from webapp.cases.moving.mappings import find_mapping
from webapp.cases.moving.pages import (
    CasePlanLine,
    Choice,
    FindingLine,
    MappingQuestion,
    MovePreview,
    PlaceVersions,
    StandingGroup,
    StepLine,
)
from webapp.cases.moving.planning import CasePlan, Surrounding, Versions, plan_case, read_surroundings
from webapp.cases.moving.starting import is_under_way
from webapp.database import Database, now
from webapp.engine import FixedHost
from webapp.engine.moving import MovePlan, MoveStep
from webapp.errors import Language, RongcuoError
from webapp.people import SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures import Pack, VersionLine, list_current, list_versions

#: Cases that a preview plans; a move itself takes all.
MOST_CASES = 500
#: Plans shown of each group.
_MOST_PLANS = 20


def list_places(database: Database, actor: Actor, language: Language) -> tuple[PlaceVersions, ...]:
    """The places with their versions and running cases.

    Raises: `NotPermitted`.
    """
    with database.read() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        return tuple(_place(session, line, language) for line in list_current(session))


def _place(session: Session, line: VersionLine, language: Language) -> PlaceVersions:
    name = (line.name_en or line.name) if language == "en" else line.name
    versions = tuple(list_versions(session, line.jurisdiction))
    return PlaceVersions(line.jurisdiction, name, versions, count_running(session, line.jurisdiction))


def preview_move(
    database: Database, actor: Actor, jurisdiction: str, from_digest: str, to_digest: str, language: Language
) -> MovePreview:
    """What moving the running cases of a place from one version to another would do; nothing is changed.

    Raises: `NotPermitted`, `MoveVersionsUnfit`.
    """
    with database.read() as session:
        require_product_role(session, actor, SYSTEM_ADMIN)
        versions = get_versions(session, jurisdiction, from_digest, to_digest)
        versions = replace(versions, mapping=find_mapping(session, from_digest, to_digest))
        cases = running_cases(session, jurisdiction, from_digest, MOST_CASES)
        plans = _plan_all(session, cases, versions)
        teller = PlanTeller(versions.old, versions.new, language)
        from_version = find_version(session, jurisdiction, from_digest)
        place = _place(session, from_version, language)
        return MovePreview(
            place=place,
            from_version=from_version,
            to_version=find_version(session, jurisdiction, to_digest),
            running=place.running.get(from_digest, 0),
            looked_at=len(cases),
            movable=sum(not plan.is_refused for _case, plan in plans),
            groups=_group(plans, teller),
            questions=_ask(plans, versions, teller),
            is_under_way=is_under_way(session, jurisdiction),
        )


def _plan_all(
    session: Session, cases: Sequence[CaseFile], versions: Versions
) -> list[tuple[CaseFile, CasePlan]]:
    beside = read_surroundings(session, [case.id for case in cases])
    at = now(session)
    return [
        (case, _plan(case, beside[case.id], versions, FixedHost(at, calendar_of(session, case))))
        for case in cases
    ]


def _plan(case: CaseFile, beside: Surrounding, versions: Versions, host: FixedHost) -> CasePlan:
    try:
        return plan_case(case, beside, versions, host)
    except RongcuoError as failure:
        # A damaged state keeps its own case where it is, and no other.
        return CasePlan(MovePlan((), (), None), (refusal("CF-189", kind=failure.code),))


@dataclass(frozen=True, slots=True)
class PlanTeller:
    """Puts plans into words, with the names of each version in the reader's language."""

    old: Pack
    new: Pack
    language: Language

    def name(self, pack: Pack, process_id: str, element_id: str) -> str:
        """An element's name; its id where it has none, as flows have."""
        process = pack.deployment.processes.get(process_id)
        element = process.elements.get(element_id) if process is not None else None
        if process is None or element is None or not element.name:
            return element_id
        return pack.texts(self.language).text(process.file, element_id, element.name)

    def _target(self, step: MoveStep) -> str:
        """What a step becomes: its new name, or its id where only that differs; empty where it stays what it is."""
        if step.target_id is None:
            return ""
        name = self.name(self.new, step.process_id, step.target_id)
        if name != self.name(self.old, step.process_id, step.element_id):
            return name
        return step.target_id if step.target_id != step.element_id else ""

    def finding(self, finding: CaseFinding, cases: int = 1) -> FindingLine:
        """A finding in words."""
        name = None
        if finding.code != "EN-306":  # There the name is the join's, and the element a flow.
            name = self.name(self.old, finding.process_id, finding.element_id)
        text = finding.text(self.language, name)
        return FindingLine(finding.code, finding.severity == "refusal", text, cases)

    def plan(self, case: CaseFile, plan: CasePlan) -> CasePlanLine:
        """The plan of one case in words."""
        steps = tuple(
            StepLine(
                step.action,
                self.name(self.new if step.action == "added" else self.old, step.process_id, step.element_id),
                self._target(step),
                step.due_at,
                step.count,
            )
            for step in plan.engine.steps
        )
        found = tuple(self.finding(each) for each in plan.findings)
        return CasePlanLine(case.case_no, steps, found, plan.is_refused)


def _group(plans: Iterable[tuple[CaseFile, CasePlan]], teller: PlanTeller) -> tuple[StandingGroup, ...]:
    groups: dict[tuple[str, ...], list[tuple[CaseFile, CasePlan]]] = defaultdict(list)
    for case, plan in plans:
        groups[_standing(plan, teller)].append((case, plan))
    told = [
        StandingGroup(
            places=places,
            cases=len(members),
            movable=sum(not plan.is_refused for _case, plan in members),
            findings=_count_findings(members, teller),
            plans=tuple(teller.plan(case, plan) for case, plan in members[:_MOST_PLANS]),
        )
        for places, members in groups.items()
    ]
    return tuple(sorted(told, key=lambda group: (-group.cases, group.places)))


def _standing(plan: CasePlan, teller: PlanTeller) -> tuple[str, ...]:
    """The steps a case stands at: where people, days or messages are waited for, not what is attached or around."""
    around = {"subprocess", "call_activity", "boundary_event", "parallel_gateway", "inclusive_gateway"}
    steps = [step for step in plan.engine.steps if step.action != "added"]
    places = [step for step in steps if step.kind not in around] or steps
    return tuple(dict.fromkeys(teller.name(teller.old, step.process_id, step.element_id) for step in places))


def _count_findings(
    members: Iterable[tuple[CaseFile, CasePlan]], teller: PlanTeller
) -> tuple[FindingLine, ...]:
    counted: Counter[FindingLine] = Counter()
    for _case, plan in members:
        counted.update({teller.finding(finding) for finding in plan.findings})
    lines = [
        FindingLine(line.code, line.is_refusal, line.text, cases) for line, cases in counted.most_common()
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_refusal, line.code)))


def _ask(
    plans: Iterable[tuple[CaseFile, CasePlan]], versions: Versions, teller: PlanTeller
) -> tuple[MappingQuestion, ...]:
    """What can be said by hand: of what is refused for want of it, and what has been said."""
    asked: dict[tuple[str, str], CaseFinding] = {}
    for _case, plan in plans:
        for finding in plan.findings:
            if finding.severity == "refusal" and (finding.choices or finding.may_cancel):
                asked.setdefault((finding.process_id, finding.element_id), finding)
    places = dict.fromkeys([*asked, *versions.mapping])
    return tuple(_question(place, asked.get(place), versions, teller) for place in places)


def _question(
    place: tuple[str, str], finding: CaseFinding | None, versions: Versions, teller: PlanTeller
) -> MappingQuestion:
    process_id, element_id = place
    said: Mapping[tuple[str, str], str] = versions.mapping
    chosen = said.get(place)
    offered = finding.choices if finding is not None else ()
    ids = dict.fromkeys([*offered, *([chosen] if chosen else [])])
    return MappingQuestion(
        process_id=process_id,
        element_id=element_id,
        name=teller.name(versions.old, process_id, element_id),
        choices=tuple(Choice(each, teller.name(versions.new, process_id, each)) for each in ids),
        may_cancel=chosen == "" or (finding is not None and finding.may_cancel),
        chosen=chosen,
    )
