"""Repeats and races: a key serves one person for one action, and two at once end as if one had come after the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases.matters import start_facts, step_facts
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.cases import (
    SubmissionKeyRefused,
    TaskAlreadyClaimed,
    TaskNotFound,
    TaskNotOpen,
    add_comment,
    add_evidence,
    claim_task,
    complete_task,
    get_case_page,
    list_cases,
    open_case,
    send_message,
)
from webapp.cases.replay import facts_reader
from webapp.database import Database
from webapp.people import Actor, add_account, add_grant, get_actor

FIRST = "check_application"
WITHDRAWAL = {"withdrawal.reason": "情况有变"}


def second(place: PracticePlace, role: str) -> Actor:
    """A colleague in the same role."""
    with place.database.write() as session:
        account = add_account(session, login_name=f"{role}2", display_name="同事", password_hash="none")
        add_grant(session, account, jurisdiction=place.code, role=role)
        return get_actor(session, account.id)


def actions(place: PracticePlace, case_id: int) -> list[str]:
    with place.database.read() as session:
        return [entry.action for entry in audit.list_entries(session, f"case:{place.case(case_id).case_no}")]


def completing(place: PracticePlace, actor: Actor, case_id: int, key: str) -> Callable[[Database], object]:
    task = place.task(case_id, FIRST)

    def complete(database: Database) -> object:
        facts = facts_reader(step_facts(place, FIRST))
        return complete_task(database, actor, task.id, facts, revision=task.revision, submission_key=key)

    return complete


def opening(place: PracticePlace, actor: Actor, key: str) -> Callable[[Database], object]:
    facts = facts_reader(start_facts(place))
    return lambda database: open_case(database, actor, place.code, facts, submission_key=key)


def test_a_page_without_a_key_is_refused_and_not_taken_for_a_repeat(place: PracticePlace) -> None:
    for actor in (place.actor("applicant"), second(place, "applicant")):
        with pytest.raises(SubmissionKeyRefused):
            opening(place, actor, "")(place.database)
    assert list_cases(place.database, place.actor("intake"), language="zh").total == 0


def test_the_key_of_one_person_opens_nothing_to_another(place: PracticePlace) -> None:
    place.open_matter(start_facts(place), key="mine")
    with pytest.raises(SubmissionKeyRefused):
        opening(place, second(place, "applicant"), "mine")(place.database)


def test_the_key_of_one_action_does_not_swallow_another(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place), key="one")
    applicant = place.actor("applicant")
    with pytest.raises(SubmissionKeyRefused):
        add_comment(place.database, applicant, case_id, "请注意", submission_key="one")
    with pytest.raises(SubmissionKeyRefused):
        send_message(
            place.database, applicant, case_id, "withdraw", facts_reader(WITHDRAWAL), submission_key="one"
        )


def test_the_key_of_one_task_does_not_swallow_another(place: PracticePlace) -> None:
    intake = place.actor("intake")
    cases = [place.open_matter(start_facts(place), key=key) for key in ("a", "b")]
    for case_id in cases:
        claim_task(place.database, intake, place.task(case_id, FIRST).id)
    completing(place, intake, cases[0], "once")(place.database)
    with pytest.raises(SubmissionKeyRefused):
        completing(place, intake, cases[1], "once")(place.database)
    assert place.open_elements(cases[1]) == [FIRST]


def test_two_openings_of_one_page_at_once_make_one_matter(place: PracticePlace) -> None:
    actor = place.actor("applicant")
    assert place.at_once(*[opening(place, actor, "double")] * 2) == ["done", "done"]
    assert list_cases(place.database, actor, language="zh").total == 1


def test_the_first_matters_of_a_year_opened_at_once_have_numbers_of_their_own(place: PracticePlace) -> None:
    people = [place.actor("applicant"), second(place, "applicant"), place.actor("intake")]
    outcomes = place.at_once(*(opening(place, actor, f"k{actor.account_id}") for actor in people[:2]))
    assert outcomes == ["done", "done"]
    lines = list_cases(place.database, people[2], language="zh").lines
    assert len({line.case_no for line in lines}) == 2


def test_one_comment_submitted_twice_at_once_stands_once(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    handler = place.actor("handler")

    def comment(database: Database) -> None:
        add_comment(database, handler, case_id, "请补充", submission_key="double")

    assert place.at_once(comment, comment) == ["done", "done"]
    assert len(get_case_page(place.database, handler, case_id, "zh").comments or ()) == 1


def test_one_file_uploaded_to_two_cases_at_once_is_in_both(place: PracticePlace) -> None:
    cases = [place.open_matter(start_facts(place), key=key) for key in ("a", "b")]
    applicant = place.actor("applicant")

    def upload(case_id: int) -> Callable[[Database], object]:
        return lambda database: add_evidence(database, applicant, case_id, "a.txt", "text/plain", b"a")

    assert place.at_once(*(upload(case_id) for case_id in cases * 2)) == ["done"] * 4
    for case_id in cases:
        assert len(get_case_page(place.database, applicant, case_id, "zh").evidence) == 1
        assert actions(place, case_id).count("add_evidence") == 1


def test_a_withdrawal_and_a_completion_at_once_leave_one_of_them_refused_in_words(
    place: PracticePlace,
) -> None:
    case_id = place.open_matter(start_facts(place))
    intake, applicant = place.actor("intake"), place.actor("applicant")
    claim_task(place.database, intake, place.task(case_id, FIRST).id)

    def withdraw(database: Database) -> object:
        facts = facts_reader(WITHDRAWAL)
        return send_message(database, applicant, case_id, "withdraw", facts, submission_key="withdraw")

    outcomes = place.at_once(completing(place, intake, case_id, "complete"), withdraw)
    assert outcomes in (["done", "done"], [TaskNotOpen.code, "done"])
    assert place.case(case_id).status == "withdrawn"


def test_two_claims_at_once_tell_the_loser_who_won(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    task_id = place.task(case_id, FIRST).id
    people = [place.actor("intake"), second(place, "intake")]

    def claim(actor: Actor) -> Callable[[Database], object]:
        return lambda database: claim_task(database, actor, task_id)

    assert sorted(place.at_once(*map(claim, people))) == [TaskAlreadyClaimed.code, "done"]


def test_evidence_cannot_be_hung_on_a_task_of_another_case(place: PracticePlace) -> None:
    cases = [place.open_matter(start_facts(place), key=key) for key in ("a", "b")]
    others = place.task(cases[1], FIRST).id
    for task_id in (others, 10**9):
        with pytest.raises(TaskNotFound):
            add_evidence(
                place.database,
                place.actor("applicant"),
                cases[0],
                "a.txt",
                "text/plain",
                b"a",
                task_id=task_id,
            )
