"""Who sees what: default deny, need to know, and no administrator among the readers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete

from tests.cases.matters import start_facts, step_facts
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.cases import (
    CaseNotFound,
    CommentEmpty,
    EvidenceRefused,
    EvidenceTooLarge,
    TaskNotFound,
    TaskNotYours,
    add_comment,
    add_evidence,
    claim_task,
    complete_task,
    get_case_page,
    get_evidence,
    get_task_page,
    give_back_tasks,
    list_cases,
    list_inbox,
    list_incidents,
    release_task,
    save_draft,
)
from webapp.cases.evidence import COMMENT_LIMIT, LIMIT_BYTES, clean_file_name
from webapp.cases.messages import may_send
from webapp.cases.replay import facts_reader
from webapp.people import (
    Account,
    RoleGrant,
    add_account,
    add_grant,
    disable_account,
    get_actor,
    hash_password,
)
from webapp.procedures.jurisdiction import CaseMessage

#: Roles of the place that read every case, by its jurisdiction.toml.
READERS = ("intake", "handler", "inspector")
#: People with no part in a fresh matter.
STRANGERS = ("consulted", "decider", "archivist", "admin", "security", "auditor")


@pytest.mark.parametrize("name", READERS)
def test_roles_that_work_on_every_case_read_it(place: PracticePlace, name: str) -> None:
    case_id = place.open_matter(start_facts(place))
    assert get_case_page(place.database, place.actor(name), case_id, "zh").line.case_id == case_id
    assert list_cases(place.database, place.actor(name), language="zh").total == 1


@pytest.mark.parametrize("name", STRANGERS)
def test_whoever_has_no_part_in_a_case_does_not_learn_that_it_exists(place: PracticePlace, name: str) -> None:
    case_id = place.open_matter(start_facts(place))
    with pytest.raises(CaseNotFound):
        get_case_page(place.database, place.actor(name), case_id, "zh")
    assert list_cases(place.database, place.actor(name), language="zh").total == 0


def test_an_applicant_reads_their_own_case_and_no_other(place: PracticePlace) -> None:
    own = place.open_matter(start_facts(place))
    with place.database.write() as session:
        account = add_account(
            session, login_name="applicant2", display_name="申二", password_hash=hash_password("Lianxi-2026x")
        )
        add_grant(session, account, jurisdiction="liwan", role="applicant")
        session.flush()
        other = get_actor(session, account.id)
    assert get_case_page(place.database, place.actor("applicant"), own, "zh").line.case_id == own
    with pytest.raises(CaseNotFound):
        get_case_page(place.database, other, own, "zh")


def test_a_task_of_the_applicant_is_not_open_to_other_applicants(place: PracticePlace) -> None:
    own = place.open_matter(start_facts(place))
    facts = place.scenario("late_supplement").steps[0].facts
    place.do(own, "check_application", facts, by="intake")
    task = place.task(own, "supplement_application")
    assert task.assignee_id == place.actor("applicant").account_id
    assert task.candidates == "@applicant"


@pytest.mark.parametrize("name", ["applicant", "intake", "security", "auditor"])
def test_incidents_are_for_the_system_administrator_alone(place: PracticePlace, name: str) -> None:
    assert list_incidents(place.database, place.actor(name), "zh") == ()


def test_evidence_is_kept_once_listed_and_given_back_byte_for_byte(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    applicant, content = place.actor("applicant"), "会议纪要".encode() * 100
    first = add_evidence(
        place.database, applicant, case_id, "纪要.txt", "text/plain", content, note="集体决策"
    )
    assert add_evidence(place.database, applicant, case_id, "纪要.txt", "text/plain", content) == first
    line, kept = get_evidence(place.database, place.actor("handler"), case_id, first)
    assert kept == content
    assert (line.file_name, line.note, line.size_bytes) == ("纪要.txt", "集体决策", len(content))
    assert len(get_case_page(place.database, applicant, case_id, "zh").evidence) == 1


def test_reading_evidence_is_recorded(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    evidence = add_evidence(place.database, place.actor("applicant"), case_id, "a.txt", "text/plain", b"a")
    get_evidence(place.database, place.actor("handler"), case_id, evidence)
    newest = get_case_page(place.database, place.actor("handler"), case_id, "en").timeline[0]
    assert (newest.actor, newest.subject) == (place.actor("handler").display_name, "a.txt")


def test_a_stranger_can_neither_read_nor_add_evidence(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    evidence = add_evidence(place.database, place.actor("applicant"), case_id, "a.txt", "text/plain", b"a")
    with pytest.raises(CaseNotFound):
        get_evidence(place.database, place.actor("admin"), case_id, evidence)
    with pytest.raises(CaseNotFound):
        add_evidence(place.database, place.actor("admin"), case_id, "b.txt", "text/plain", b"b")


def test_evidence_of_another_case_is_not_found_through_this_one(place: PracticePlace) -> None:
    one = place.open_matter(start_facts(place), key="one")
    two = place.open_matter(start_facts(place), key="two")
    evidence = add_evidence(place.database, place.actor("applicant"), one, "a.txt", "text/plain", b"a")
    with pytest.raises(CaseNotFound):
        get_evidence(place.database, place.actor("handler"), two, evidence)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\用户\\纪要.docx", "纪要.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.txt", "ab.txt"),
        ("/", ""),
    ],
)
def test_a_path_in_an_uploaded_name_is_cut_off(sent: str, kept: str) -> None:
    assert clean_file_name(sent) == kept


def test_a_file_that_cannot_be_kept_is_refused_with_its_name(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    applicant = place.actor("applicant")
    with pytest.raises(EvidenceRefused):
        add_evidence(place.database, applicant, case_id, "empty.txt", "text/plain", b"")
    with pytest.raises(EvidenceRefused):
        add_evidence(place.database, applicant, case_id, "", "text/plain", b"x")
    with pytest.raises(EvidenceTooLarge) as refused:
        add_evidence(place.database, applicant, case_id, "big.bin", "text/plain", b"x" * (LIMIT_BYTES + 1))
    assert "big.bin" in refused.value.text("zh")


def test_a_comment_is_added_once_by_readers_only(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    for _ in range(2):
        add_comment(place.database, place.actor("handler"), case_id, " 请补充依据 ", submission_key="c1")
    comments = get_case_page(place.database, place.actor("handler"), case_id, "zh").comments
    assert [comment.text for comment in comments or ()] == ["请补充依据"]
    with pytest.raises(CaseNotFound):
        add_comment(place.database, place.actor("admin"), case_id, "我看看", submission_key="c2")


@pytest.mark.parametrize("text", ["", "   ", "长" * (COMMENT_LIMIT + 1)])
def test_a_comment_without_text_or_too_long_is_refused(place: PracticePlace, text: str) -> None:
    case_id = place.open_matter(start_facts(place))
    with pytest.raises(CommentEmpty):
        add_comment(place.database, place.actor("handler"), case_id, text, submission_key="c")


def _take_all_roles(place: PracticePlace, name: str) -> None:
    with place.database.write() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == place.actor(name).account_id))


def test_whoever_lost_the_role_can_no_longer_act_on_the_task_they_hold(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    task = place.task(case_id, "check_application")
    claim_task(place.database, place.actor("intake"), task.id)
    _take_all_roles(place, "intake")
    with pytest.raises(TaskNotYours):
        save_draft(place.database, place.actor("intake"), task.id, {})
    with pytest.raises(TaskNotYours):
        complete_task(
            place.database,
            place.actor("intake"),
            task.id,
            facts_reader(step_facts(place, "check_application")),
            revision=place.task(case_id, "check_application").revision,
            submission_key="late",
        )


def test_an_officer_who_became_administrator_reads_none_of_their_former_cases(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    place.do(case_id, "check_application", step_facts(place, "check_application"), by="intake")
    held = place.open_matter(start_facts(place), key="held")
    task_id = place.task(held, "check_application").id
    claim_task(place.database, place.actor("intake"), task_id)
    _take_all_roles(place, "intake")
    with place.database.write() as session:
        account = session.get_one(Account, place.actor("intake").account_id)
        add_grant(session, account, jurisdiction="*", role="system_admin")
    former = place.actor("intake")
    for each in (case_id, held):
        with pytest.raises(CaseNotFound):
            get_case_page(place.database, former, each, "zh")
    with pytest.raises(TaskNotFound):
        get_task_page(place.database, former, task_id, "zh")
    with pytest.raises(CaseNotFound):
        release_task(place.database, former, task_id)
    assert list_cases(place.database, former, language="zh").total == 0
    assert set(list_inbox(place.database, former, "mine", language="zh").counts.values()) == {0}


def test_the_tasks_of_whoever_lost_the_role_or_left_go_back_to_the_others(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    task_id = place.task(case_id, "check_application").id
    security, intake = place.actor("security"), place.actor("intake")
    claim_task(place.database, intake, task_id)
    with place.database.write() as session:
        assert give_back_tasks(session, security, intake.account_id) == 0
    _take_all_roles(place, "intake")
    with place.database.write() as session:
        assert give_back_tasks(session, security, intake.account_id) == 1
    assert place.task(case_id, "check_application").assignee_id is None
    with place.database.read() as session:
        last = audit.list_entries(session, f"case:{place.case(case_id).case_no}")[-1]
        assert (last.action, last.actor_account) == ("release_task", "security")


def test_a_task_for_one_person_alone_stays_theirs(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    facts = place.scenario("late_supplement").steps[0].facts
    place.do(case_id, "check_application", facts, by="intake")
    applicant = place.actor("applicant")
    with place.database.write() as session:
        disable_account(session, place.actor("security"), applicant.account_id)
        assert give_back_tasks(session, place.actor("security"), applicant.account_id) == 0
    assert place.task(case_id, "supplement_application").assignee_id == applicant.account_id


def test_a_role_held_at_one_unit_sends_nothing_into_cases_of_the_others(place: PracticePlace) -> None:
    case = place.case(place.open_matter(start_facts(place)))
    message = CaseMessage("recall", "调回", "Recall", ("intake",), None)
    intake = place.actor("intake")
    at_one_unit = replace(intake, groups=frozenset({"liwan:intake@housing"}))
    with place.database.read() as session:
        assert may_send(session, intake, case, place.pack, message)
        assert not may_send(session, at_one_unit, case, place.pack, message)
