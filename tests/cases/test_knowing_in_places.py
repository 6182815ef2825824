"""Who reads what in the shipped places: as much as their tasks need, and whatever took the place of what they read."""

from __future__ import annotations

import pytest

from tests.practice_place import ROOT, PracticePlace
from webapp.cases import get_case_page
from webapp.cases.replay import replay_scenario
from webapp.procedures import read_pack

PLACES = sorted(path.parent.name for path in (ROOT / "bpmn").glob("*/handle.bpmn"))
#: Whose task is about the whole file: they find the facts, decide, examine again, or keep the file. A risk filing is
#: a file of its own, whose papers its officer weighs.
WHOLE = {"verifier", "decider", "reviewer", "approver", "archivist", "sasac"}


def facts_of(place: PracticePlace, case_id: int, reader: str) -> dict[str, str]:
    """What the forms of the case put on file, as somebody reads it."""
    page = get_case_page(place.database, place.actor(reader), case_id, "zh")
    return dict(row for group in page.facts for row in group.rows)


def played(place: PracticePlace, story: str, last: str) -> int:
    """A case that stands after the last step of a story at the task ``last``; its id."""
    scenario = place.scenario(story)
    place.start_clock_at(scenario.opened_at)
    end = max(number for number, step in enumerate(scenario.steps, 1) if step.task == last)
    return replay_scenario(place.database, place.pack, scenario, steps=scenario.steps[:end])


@pytest.mark.parametrize("code", PLACES)
def test_whoever_reads_a_determination_reads_what_a_review_made_of_it(code: str) -> None:
    roles = read_pack(code, ROOT).jurisdiction.roles.values()
    readers = [role for role in roles if role.reads and "determination" in role.reads]
    assert {"org_dept", "revisitor"} <= {role.id for role in readers}
    assert [role.id for role in readers if "review_decision" not in (role.reads or ())] == []


@pytest.mark.parametrize("code", PLACES)
def test_the_organ_that_approves_malice_reads_the_petition_and_not_the_rest_of_the_file(code: str) -> None:
    place = read_pack(code, ROOT).jurisdiction
    reads, kept = place.roles["city_organ"].reads or frozenset(), place.need_to_know["petition"]
    assert kept.entities | kept.registers <= reads
    assert "city_organ" in kept.roles
    assert reads.isdisjoint({"assessment", "situation", "determination", "effects", "correction", "revisit"})


def test_the_personnel_department_reads_the_changed_conclusion_beside_the_first(
    every_place: PracticePlace,
) -> None:
    place = PracticePlace(every_place.database, "shengsi")
    case_id = played(place, "review_changed", "apply_effects")
    told = facts_of(place, case_id, "org_dept")
    decision = next(step for step in place.scenario("review_changed").steps if step.task == "decide_review")
    assert decision.facts["review_decision.reasons"] in told.values()
    assert (
        next(
            step.facts["determination.reasons"]
            for step in place.scenario("review_changed").steps
            if step.task == "decide_outcome"
        )
        in told.values()
    )


def test_the_approving_organ_reads_what_was_found_and_not_what_was_determined(
    every_place: PracticePlace,
) -> None:
    place = PracticePlace(every_place.database, "liwan")
    case_id = played(place, "malicious_report", "approve_malicious")
    facts = {
        key: value for step in place.scenario("malicious_report").steps for key, value in step.facts.items()
    }
    told = facts_of(place, case_id, "city_organ").values()
    assert facts["petition_check.reason"] in told
    assert facts["report.conclusion"] in told
    assert facts["determination.reasons"] not in told


@pytest.mark.parametrize("code", PLACES)
def test_whoever_has_a_part_in_a_case_reads_a_part_of_it_unless_their_task_is_about_the_whole(
    code: str,
) -> None:
    roles = read_pack(code, ROOT).jurisdiction.roles.values()
    unbound = {role.id for role in roles if role.case_access == "involved" and role.reads is None}
    assert unbound <= WHOLE


def entered(place: PracticePlace, story: str) -> dict[str, str]:
    """What the steps of a story fill in, the last word on each field."""
    return {key: value for step in place.scenario(story).steps for key, value in step.facts.items()}


def test_the_party_committee_reads_what_it_explained_and_what_came_of_it_and_not_how_it_was_verified(
    every_place: PracticePlace,
) -> None:
    place = PracticePlace(every_place.database, "shengsi")
    case_id = played(place, "branch_b_explained", "decide_outcome")
    facts, told = entered(place, "branch_b_explained"), facts_of(place, case_id, "party_committee").values()
    read = ("preliminary.basis", "superior_study.minutes", "explanation.text", "determination.reasons")
    kept = (
        "defence.text",
        "unit_opinion.text",
        "verification.findings",
        "report.conclusion",
        "conduct.basis",
    )
    assert [key for key in read if facts[key] not in told] == []
    assert [key for key in kept if facts[key] in told] == []
    assert facts["participation.text"] not in told


def test_the_superior_reads_the_basis_that_it_is_asked_to_consent_to_and_not_how_the_matter_is_weighed(
    every_place: PracticePlace,
) -> None:
    place = PracticePlace(every_place.database, "xinzhou")
    case_id = played(place, "situation_9_agreed", "approve_catch_all")
    facts, told = entered(place, "situation_9_agreed"), facts_of(place, case_id, "superior").values()
    assert facts["situation.other_basis"] in told
    assert facts["report.conclusion"] in told
    kept = ("defence.text", "unit_opinion.text", "verification.findings", "assessment.f_motive_reason")
    assert [key for key in kept if facts[key] in told] == []
