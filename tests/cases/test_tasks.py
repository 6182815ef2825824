"""Working on tasks: one holder, one completion, and nothing lost or doubled."""

from __future__ import annotations

import threading

import pytest

from tests.cases.matters import start_facts, step_facts
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.cases import (
    FactsRefused,
    TaskAlreadyClaimed,
    TaskChanged,
    TaskNotFound,
    TaskNotOpen,
    TaskNotYours,
    claim_task,
    complete_task,
    get_task_page,
    list_inbox,
    release_task,
    save_draft,
)
from webapp.cases.models import CaseTask
from webapp.cases.replay import facts_reader
from webapp.database import open_database
from webapp.errors import RongcuoError
from webapp.people import Actor, add_account, add_grant, get_actor, hash_password

FIRST = "check_application"


def second_intake(place: PracticePlace) -> Actor:
    """A colleague in the same role."""
    with place.database.write() as session:
        account = add_account(
            session, login_name="intake2", display_name="陆白", password_hash=hash_password("Lianxi-2026x")
        )
        add_grant(session, account, jurisdiction="liwan", role="intake")
        session.flush()
        return get_actor(session, account.id)


def complete(
    place: PracticePlace, actor: Actor, task: CaseTask, key: str, *, revision: int | None = None
) -> int | None:
    return complete_task(
        place.database,
        actor,
        task.id,
        facts_reader(step_facts(place, FIRST)),
        revision=task.revision if revision is None else revision,
        submission_key=key,
    ).next_task_id


def test_a_task_appears_to_its_role_and_to_nobody_else(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    task = place.task(case_id, FIRST)
    tabs = {
        name: {
            line.task_id
            for line in list_inbox(place.database, place.actor(name), "claimable", language="zh").lines
        }
        for name in ("intake", "decider", "admin", "applicant")
    }
    assert task.id in tabs["intake"]
    assert task.id not in tabs["decider"] | tabs["admin"] | tabs["applicant"]


def test_a_claimed_task_moves_from_claimable_to_mine_and_back_on_release(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    task, intake = place.task(case_id, FIRST), place.actor("intake")
    claim_task(place.database, intake, task.id)
    assert list_inbox(place.database, intake, "mine", language="zh").counts == {
        "mine": 1,
        "claimable": 0,
        "done": 0,
    }
    release_task(place.database, intake, task.id)
    assert list_inbox(place.database, intake, "mine", language="zh").counts == {
        "mine": 0,
        "claimable": 1,
        "done": 0,
    }


def test_the_second_to_claim_learns_who_was_first(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    task, colleague = place.task(case_id, FIRST), second_intake(place)
    claim_task(place.database, place.actor("intake"), task.id)
    with pytest.raises(TaskAlreadyClaimed) as refused:
        claim_task(place.database, colleague, task.id)
    assert place.actor("intake").display_name in refused.value.text("zh")


def test_two_officers_claiming_at_once_on_two_connections_end_with_one_holder(
    place: PracticePlace,
) -> None:
    case_id = place.open_matter(start_facts(place))
    task, people = place.task(case_id, FIRST), [place.actor("intake"), second_intake(place)]
    outcomes: list[str] = []
    at_once = threading.Barrier(len(people))

    def claim(actor: Actor) -> None:
        database = open_database(place.url)
        at_once.wait()
        try:
            claim_task(database, actor, task.id)
            outcomes.append("claimed")
        except TaskAlreadyClaimed:
            outcomes.append("refused")
        finally:
            database.close()

    threads = [threading.Thread(target=claim, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["claimed", "refused"]
    with place.database.read() as session:
        claims = [
            entry.actor_account
            for entry in audit.list_entries(session, f"case:{place.case(case_id).case_no}")
            if entry.action == "claim_task"
        ]
    assert len(claims) == 1


def test_completing_twice_with_one_key_moves_the_case_once(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    intake = place.actor("intake")
    claim_task(place.database, intake, place.task(case_id, FIRST).id)
    task = place.task(case_id, FIRST)
    complete(place, intake, task, "one-key")
    standing = place.open_elements(case_id)
    record = len(_record(place, case_id))
    complete(place, intake, task, "one-key")
    assert place.open_elements(case_id) == standing
    assert len(_record(place, case_id)) == record


def test_the_same_submission_through_two_connections_at_once_moves_the_case_once(
    place: PracticePlace,
) -> None:
    case_id = place.open_matter(start_facts(place))
    intake = place.actor("intake")
    claim_task(place.database, intake, place.task(case_id, FIRST).id)
    task = place.task(case_id, FIRST)
    outcomes: list[str] = []
    at_once = threading.Barrier(2)

    def submit() -> None:
        database = open_database(place.url)
        at_once.wait()
        try:
            complete(PracticePlace(database), intake, task, "double-click")
            outcomes.append("accepted")
        except RongcuoError as refusal:
            outcomes.append(refusal.code)
        finally:
            database.close()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["accepted", "accepted"]
    assert [entry.action for entry in _record(place, case_id)].count("complete_task") == 1


def test_a_page_opened_before_a_change_is_told_so_and_changes_nothing(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    intake = place.actor("intake")
    shown = place.task(case_id, FIRST)
    claim_task(place.database, intake, shown.id)
    with pytest.raises(TaskChanged):
        complete(place, intake, shown, "stale", revision=shown.revision)
    assert place.open_elements(case_id) == [FIRST]


def test_a_finished_task_cannot_be_completed_again_under_another_key(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    intake = place.actor("intake")
    claim_task(place.database, intake, place.task(case_id, FIRST).id)
    task = place.task(case_id, FIRST)
    complete(place, intake, task, "first")
    with pytest.raises(TaskNotOpen):
        complete(place, intake, task, "second")


def test_an_unclaimed_task_cannot_be_completed(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    with pytest.raises(TaskNotYours):
        complete(place, place.actor("intake"), place.task(case_id, FIRST), "unclaimed")


@pytest.mark.parametrize("name", ["publicity", "admin", "security", "auditor"])
def test_whoever_may_not_see_a_task_does_not_learn_that_it_exists(place: PracticePlace, name: str) -> None:
    case_id = place.open_matter(start_facts(place))
    task = place.task(case_id, FIRST)
    with pytest.raises(TaskNotFound):
        get_task_page(place.database, place.actor(name), task.id, "zh")
    with pytest.raises(RongcuoError):
        claim_task(place.database, place.actor(name), task.id)


def test_facts_that_the_form_refuses_leave_the_task_open_and_unrecorded(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    intake = place.actor("intake")
    claim_task(place.database, intake, place.task(case_id, FIRST).id)
    task = place.task(case_id, FIRST)
    record = len(_record(place, case_id))
    with pytest.raises(FactsRefused):
        complete_task(
            place.database, intake, task.id, facts_reader({}), revision=task.revision, submission_key="empty"
        )
    assert place.open_elements(case_id) == [FIRST]
    assert len(_record(place, case_id)) == record


def test_a_draft_is_kept_for_its_holder_and_does_not_age_the_page(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    intake = place.actor("intake")
    claim_task(place.database, intake, place.task(case_id, FIRST).id)
    task = place.task(case_id, FIRST)
    save_draft(place.database, intake, task.id, {"acceptance.reason": "先记一笔"})
    page = get_task_page(place.database, intake, task.id, "zh")
    assert page.draft == {"acceptance.reason": "先记一笔"}
    assert page.line.revision == task.revision
    colleague = second_intake(place)
    assert get_task_page(place.database, colleague, task.id, "zh").draft == {}
    complete(place, intake, task, "after-draft")
    with place.database.read() as session:
        assert session.get_one(CaseTask, task.id).draft is None


def _record(place: PracticePlace, case_id: int) -> list[audit.RecordedEntry]:
    with place.database.read() as session:
        return audit.list_entries(session, f"case:{place.case(case_id).case_no}")
