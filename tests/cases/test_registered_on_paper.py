"""A paper application that intake registers for somebody: the officer is no party, and a paper withdraws it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import takewhile

import pytest

from tests.cases.told import assert_ends_as_told
from tests.practice_place import ROOT, PracticePlace
from webapp.cases import get_case_page, get_recusal_page, send_message
from webapp.cases.errors import FactsRefused, MessageNotPermitted
from webapp.cases.models import TaskCandidate
from webapp.cases.replay import facts_reader, replay_scenario
from webapp.outbox import list_notices
from webapp.people import add_grant, find_account
from webapp.procedures import read_pack
from webapp.procedures.scenario_files import Person, Scenario, Step

WITHDRAWN_ON_PAPER = [("liwan", "withdrawn_on_paper"), ("xinzhou", "withdrawn_on_paper")]
TO_THE_END = [("liwan", "lw2_educate"), ("xinzhou", "archived_reduced")]
REASON = {"withdrawal.reason": "不再申请"}


@pytest.mark.parametrize(("code", "name"), WITHDRAWN_ON_PAPER)
def test_what_intake_registered_is_withdrawn_on_paper(
    every_place: PracticePlace, code: str, name: str
) -> None:
    place = PracticePlace(every_place.database, code)
    case_id = assert_ends_as_told(place, name)
    assert place.case(case_id).recused == ""


@pytest.mark.parametrize(("code", "name"), TO_THE_END)
def test_what_intake_registered_goes_to_its_end_and_the_officer_stays_in_it(
    every_place: PracticePlace, code: str, name: str
) -> None:
    place = PracticePlace(every_place.database, code)
    scenario = registered(place.scenario(name))
    place.start_clock_at(scenario.opened_at)
    case_id = replay_scenario(place.database, place.pack, scenario)
    case = place.case(case_id)
    assert (case.status, case.recused) == ("archived", "")
    assert get_recusal_page(place.database, place.actor("intake"), case_id, "zh").lines == ()
    assert get_case_page(place.database, place.actor("intake"), case_id, "zh").facts


def registered(scenario: Scenario) -> Scenario:
    """The same matter on paper: intake enters it, and the handler takes down what the person says."""
    steps = tuple(_taken_down(step) for step in scenario.steps)
    return replace(scenario, opened_by=Person("intake"), steps=steps)


def _taken_down(step: Step) -> Step:
    is_own = step.person is not None and step.person.role == "applicant"
    return replace(step, person=Person("handler")) if is_own else step


def begun(place: PracticePlace, scenario: Scenario) -> int:
    """The matter of a scenario up to where the person is heard."""
    steps = list(takewhile(lambda step: step.task != "state_defence", scenario.steps))
    place.start_clock_at(scenario.opened_at)
    return replay_scenario(place.database, place.pack, scenario, steps=steps)


def candidates_of_defence(place: PracticePlace, case_id: int) -> set[str]:
    task = place.task(case_id, "state_defence")
    with place.database.read() as session:
        return {row.candidate for row in session.query(TaskCandidate).filter_by(task_id=task.id)}


def test_who_applies_in_person_stands_aside_and_is_asked_for_the_defence(place: PracticePlace) -> None:
    case_id = begun(place, place.scenario("withdrawal"))
    lines = get_recusal_page(place.database, place.actor("handler"), case_id, "zh").lines
    assert lines is not None
    assert [line.person for line in lines] == [place.actor("applicant").display_name]
    assert candidates_of_defence(place, case_id) == {f"{place.code}:handler", "@applicant"}


def test_the_officer_who_registered_is_not_asked_for_the_defence_of_another(place: PracticePlace) -> None:
    case_id = begun(place, registered(place.scenario("withdrawal")))
    assert candidates_of_defence(place, case_id) == {f"{place.code}:handler"}


def test_who_may_apply_in_person_as_well_is_taken_for_the_applicant(place: PracticePlace) -> None:
    with place.database.write() as session:
        intake = find_account(session, "intake")
        assert intake is not None
        add_grant(session, intake, jurisdiction=place.code, role="applicant")
    scenario = registered(place.scenario("withdrawal"))
    place.start_clock_at(scenario.opened_at)
    case_id = replay_scenario(place.database, place.pack, scenario, steps=scenario.steps[:1])
    assert place.case(case_id).recused == f",{place.actor('intake').account_id}:subject,"


def test_intake_withdraws_nothing_without_a_note_of_the_paper(place: PracticePlace) -> None:
    case_id = begun(place, place.scenario("withdrawal"))
    with pytest.raises(FactsRefused) as refused:
        withdraw(place, case_id, "intake", REASON)
    assert set(refused.value.errors) == {"withdrawal.paper_received_on", "withdrawal.paper_note"}


def test_the_applicant_withdraws_on_the_platform_without_any_paper(place: PracticePlace) -> None:
    case_id = begun(place, place.scenario("withdrawal"))
    withdraw(place, case_id, "applicant", REASON)
    assert place.case(case_id).status == "withdrawn"


@pytest.mark.parametrize(
    ("by", "paper", "zh", "en"),
    [
        (
            "intake",
            {"withdrawal.paper_received_on": date(2026, 3, 2), "withdrawal.paper_note": "本人签名"},
            "已据书面撤回申请登记撤回，办理终止：",
            "The withdrawal made on paper was entered and the handling has ended: ",
        ),
        (
            "applicant",
            {},
            "申请已撤回，办理终止：",
            "The application was withdrawn and its handling has ended: ",
        ),
    ],
)
def test_the_applicant_is_told_of_the_withdrawal(
    place: PracticePlace, by: str, paper: dict[str, object], zh: str, en: str
) -> None:
    case_id = begun(place, place.scenario("withdrawal"))
    withdraw(place, case_id, by, {**REASON, **paper})
    number = place.case(case_id).case_no
    with place.database.read() as session:
        newest = list_notices(session, place.actor("applicant"))[0]
    assert (newest.subject_zh, newest.subject_en) == (f"{zh}{number}", f"{en}{number}")


def test_a_desk_that_registers_no_paper_withdraws_nothing(place: PracticePlace) -> None:
    case_id = begun(place, place.scenario("withdrawal"))
    with pytest.raises(MessageNotPermitted):
        withdraw(place, case_id, "handler", REASON)


def withdraw(place: PracticePlace, case_id: int, login_name: str, facts: Mapping[str, object]) -> None:
    today = {"withdrawal.withdrawn_on": place.now().date()}
    send_message(
        place.database,
        place.actor(login_name),
        case_id,
        "withdraw",
        facts_reader({**facts, **today}),
        submission_key="withdraw-once",
    )


def test_a_desk_that_only_sees_its_own_matters_files_nothing_for_others() -> None:
    """Whoever files in such a role is taken for the applicant: only the applicants' own role may be one of these."""
    for path in sorted((ROOT / "bpmn").glob("*/handle.bpmn")):
        place = read_pack(path.parent.name, ROOT).jurisdiction
        own = {role for role in place.entrances[""].roles if place.roles[role].case_access != "all"}
        assert own <= {"applicant"}, path
