"""Standing aside: at once, in everything one could do or read in the case, and undone by others only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases.paired_place import paired
from tests.cases.recusing import recuse_first
from tests.cases.small_place import PAPERS, REQUEST, SLIGHT, make_small_place
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import SCENARIO, WITHDRAWAL, Change, small_pack
from webapp import audit, outbox
from webapp.audit import RecordedEntry
from webapp.cases import (
    CaseNotFound,
    TaskNotFound,
    add_comment,
    add_evidence,
    assign_task,
    claim_task,
    complete_task,
    declare_recusal,
    get_case_page,
    get_evidence,
    get_handover_page,
    get_recusal_page,
    get_task_page,
    lift_recusal,
    list_cases,
    list_inbox,
    record_recusal,
    release_task,
    save_draft,
    send_message,
)
from webapp.cases.errors import (
    AssignmentNotPermitted,
    MessageNotPermitted,
    ReasonMissing,
    RecusalNotFound,
    RecusalReasonUnknown,
    RecusalUnknownPerson,
    RecusedAlready,
    TaskRecused,
)
from webapp.cases.models import CaseRecusal, TaskCandidate
from webapp.cases.recusals import REASONS, find_closed_cases
from webapp.cases.replay import facts_reader
from webapp.people import add_grant, find_account
from webapp.procedures import run_scenario

CHECK = "check_application"


def held(pair: PracticePlace, by: str = "verifier") -> tuple[int, int]:
    """A case and its first task, which somebody holds."""
    case_id = pair.open_matter(REQUEST)
    task_id = pair.task(case_id, CHECK).id
    claim_task(pair.database, pair.actor(by), task_id)
    return case_id, task_id


def declare(pair: PracticePlace, case_id: int, login: str = "verifier", reason: str = "relative") -> None:
    declare_recusal(pair.database, pair.actor(login), case_id, reason, "当事人是我的表弟")


def record(pair: PracticePlace, case_id: int) -> list[RecordedEntry]:
    with pair.database.read() as session:
        return list(audit.list_entries(session, f"case:{pair.case(case_id).case_no}"))


def recusal_of(pair: PracticePlace, case_id: int, login: str) -> CaseRecusal:
    with pair.database.read() as session:
        return (
            session.query(CaseRecusal)
            .filter_by(case_id=case_id, account_id=pair.actor(login).account_id, ended_at=None)
            .one()
        )


def lift(
    pair: PracticePlace, case_id: int, login: str, by: str = "handler", reason: str = "登记有误"
) -> None:
    lift_recusal(pair.database, pair.actor(by), case_id, recusal_of(pair, case_id, login).id, reason)


# -- what follows from it -------------------------------------------------------------------------


def test_their_task_goes_back_to_the_others_without_the_draft(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    save_draft(pair.database, pair.actor("verifier"), task_id, {"assessment.f_fault": "grave"})
    declare(pair, case_id)
    task = pair.task(case_id, CHECK)
    assert (task.assignee_id, task.draft) == (None, None)
    found = list_inbox(pair.database, pair.actor("verifier2"), "claimable", language="zh").lines
    assert [line.task_id for line in found] == [task_id]
    pair.do(case_id, CHECK, SLIGHT, by="verifier2")


def test_what_others_hold_stays_theirs(pair: PracticePlace) -> None:
    case_id, _task_id = held(pair, by="verifier2")
    record_recusal(pair.database, pair.actor("handler"), case_id, "verifier", "relative", "")
    assert pair.task(case_id, CHECK).assignee_id == pair.actor("verifier2").account_id


def test_they_can_do_nothing_more_in_the_case(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    evidence = add_evidence(pair.database, pair.actor("handler"), case_id, "a.txt", "text/plain", b"a")
    declare(pair, case_id)
    who, database = pair.actor("verifier"), pair.database
    revision = pair.task(case_id, CHECK).revision
    read = facts_reader(SLIGHT)
    barred: list[tuple[type[Exception], Callable[[], object]]] = [
        (TaskRecused, lambda: claim_task(database, who, task_id)),
        (TaskRecused, lambda: release_task(database, who, task_id)),
        (TaskRecused, lambda: save_draft(database, who, task_id, {})),
        (
            TaskRecused,
            lambda: complete_task(database, who, task_id, read, revision=revision, submission_key="k"),
        ),
        (CaseNotFound, lambda: get_case_page(database, who, case_id, "zh")),
        (CaseNotFound, lambda: get_recusal_page(database, who, case_id, "zh")),
        (TaskNotFound, lambda: get_task_page(database, who, task_id, "zh")),
        (TaskNotFound, lambda: get_handover_page(database, who, task_id, "zh")),
        (CaseNotFound, lambda: get_evidence(database, who, case_id, evidence)),
        (CaseNotFound, lambda: add_evidence(database, who, case_id, "b.txt", "text/plain", b"b")),
        (CaseNotFound, lambda: add_comment(database, who, case_id, "还有一句", submission_key="c")),
        (
            CaseNotFound,
            lambda: send_message(database, who, case_id, "withdraw", read, submission_key="m"),
        ),
        (CaseNotFound, lambda: declare_recusal(database, who, case_id, "relative", "")),
        (TaskRecused, lambda: assign_task(database, pair.actor("handler"), task_id, "verifier", "x")),
    ]
    before = len(record(pair, case_id))
    for refusal, act in barred:
        with pytest.raises(refusal):
            act()
    assert len(record(pair, case_id)) == before
    assert list_cases(database, who, language="zh").total == 0
    assert set(list_inbox(database, who, "claimable", language="zh").counts.values()) == {0}


def test_a_role_that_reads_every_case_does_not_read_this_one(pair: PracticePlace) -> None:
    case_id, other = pair.open_matter(REQUEST, key="one"), pair.open_matter(REQUEST, key="two")
    declare(pair, case_id, "handler")
    with pytest.raises(CaseNotFound):
        get_case_page(pair.database, pair.actor("handler"), case_id, "zh")
    listed = list_cases(pair.database, pair.actor("handler"), language="zh").lines
    assert [line.case_id for line in listed] == [other]


def test_what_they_did_before_leaves_their_list_and_stays_in_the_record(pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    pair.do(case_id, CHECK, SLIGHT, by="verifier")
    declare(pair, case_id)
    assert list_inbox(pair.database, pair.actor("verifier"), "done", language="zh").total == 0
    assert "complete_task" in {entry.action for entry in record(pair, case_id)}


def test_notices_about_the_case_are_kept_from_them_and_others_are_not(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST)
    with pair.database.write() as session:
        for case_no in (pair.case(case_id).case_no, None):
            outbox.put_notice(
                session,
                jurisdiction=pair.code,
                to="verifier",
                text=case_no or "全体通知",
                at=pair.now(),
                case_no=case_no,
            )
    declare(pair, case_id)
    for login, texts in {"verifier": 1, "verifier2": 2}.items():
        with pair.database.read() as session:
            closed = find_closed_cases(session, pair.actor(login))
            found = outbox.list_notices(session, pair.actor(login), without_cases=closed)
            assert (
                len(found) == texts == outbox.count_unread(session, pair.actor(login), without_cases=closed)
            )


def test_whoever_opened_the_matter_still_reads_it_as_an_applicant(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST, by="handler")
    declare(pair, case_id, "handler", "subject")
    page = get_case_page(pair.database, pair.actor("handler"), case_id, "zh")
    assert page.line.case_id == case_id
    who, task_id = pair.actor("handler"), pair.task(case_id, CHECK).id
    acts: list[Callable[[], object]] = [
        lambda: record_recusal(pair.database, who, case_id, "verifier", "relative", ""),
        lambda: assign_task(pair.database, who, task_id, "verifier"),
    ]
    for act in acts:
        with pytest.raises(AssignmentNotPermitted):
            act()


@pytest.mark.parametrize(("reason", "is_theirs"), [("subject", True), ("relative", False)])
def test_what_names_the_subject_in_person_stays_theirs_and_nobody_elses(
    pair: PracticePlace, reason: str, is_theirs: bool
) -> None:
    """A task for a party by name, such as a defence, is not an officer's work."""
    case_id = pair.open_matter(REQUEST)
    with pair.database.write() as session:
        task = session.merge(pair.task(case_id, CHECK))
        task.candidates = f"{task.candidates},@handler2"
        session.add(TaskCandidate(task_id=task.id, candidate="@handler2"))
    record_recusal(pair.database, pair.actor("handler"), case_id, "handler2", reason, "")
    party = pair.actor("handler2")
    offered = list_inbox(pair.database, party, "claimable", language="zh").lines
    assert [line.element_id for line in offered] == [CHECK] * is_theirs
    if is_theirs:
        assert get_task_page(pair.database, party, task.id, "zh").line.may_claim
        pair.do(case_id, CHECK, SLIGHT, by="handler2")
        return
    with pytest.raises(TaskRecused):
        pair.do(case_id, CHECK, SLIGHT, by="handler2")


def test_a_member_named_by_the_procedure_loses_what_names_them(pair: PracticePlace) -> None:
    """To be named as a member of a team is no party's right: who stands aside leaves the team's tasks."""
    case_id, task_id = held(pair)
    with pair.database.write() as session:
        task = session.merge(pair.task(case_id, CHECK))
        task.candidates = "@verifier,@verifier2"
    declare(pair, case_id)
    assert pair.task(case_id, CHECK).assignee_id is None
    with pytest.raises(TaskRecused):
        claim_task(pair.database, pair.actor("verifier"), task_id)


def test_those_who_hand_out_tasks_are_told_when_nobody_is_left(pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    declare(pair, case_id, "verifier2")
    with pair.database.read() as session:
        assert outbox.list_notices(session, pair.actor("handler")) == []
    declare(pair, case_id)
    with pair.database.read() as session:
        [notice] = outbox.list_notices(session, pair.actor("handler"))
    assert "受理审查" in notice.subject_zh
    assert "Check for acceptance" in notice.subject_en
    assert notice.case_no == pair.case(case_id).case_no


@pytest.mark.parametrize("turn", range(3))
def test_who_claims_and_stands_aside_at_once_never_holds(pair: PracticePlace, turn: int) -> None:
    case_id = pair.open_matter(REQUEST, key=f"turn{turn}")
    task_id, who = pair.task(case_id, CHECK).id, pair.actor("verifier")
    outcomes = pair.at_once(
        lambda database: claim_task(database, who, task_id),
        lambda database: declare_recusal(database, who, case_id, "relative", ""),
    )
    assert outcomes in (["done", "done"], [TaskRecused.code, "done"])
    assert pair.task(case_id, CHECK).assignee_id is None


def test_who_completes_and_stands_aside_at_once_did_one_after_the_other(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    who, revision = pair.actor("verifier"), pair.task(case_id, CHECK).revision
    outcomes = pair.at_once(
        lambda database: complete_task(
            database, who, task_id, facts_reader(SLIGHT), revision=revision, submission_key="k"
        ),
        lambda database: declare_recusal(database, who, case_id, "relative", ""),
    )
    assert outcomes in (["done", "done"], [TaskRecused.code, "done"])
    is_completed = pair.open_elements(case_id) != [CHECK]
    assert is_completed is (outcomes[0] == "done")


# -- who may --------------------------------------------------------------------------------------


def test_standing_aside_is_recorded_with_its_reason(pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    declare(pair, case_id)
    actions = [(entry.action, entry.actor_account) for entry in record(pair, case_id)][-2:]
    assert actions == [("declare_recusal", "verifier"), ("release_task", "verifier")]
    page = get_case_page(pair.database, pair.actor("handler"), case_id, "zh")
    told = next(line for line in page.timeline if line.action == "申请回避")
    assert told.subject == "何实"
    assert told.details == (REASONS["relative"][0], "当事人是我的表弟")
    [line] = get_recusal_page(pair.database, pair.actor("handler"), case_id, "en").lines or ()
    assert (line.person, line.reason, line.recorded_by) == ("何实", REASONS["relative"][1], "何实")
    assert line.may_lift


def test_those_who_hand_out_tasks_record_it_of_others_and_tell_them(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    record_recusal(
        pair.database, pair.actor("handler"), case_id, "verifier", "earlier_handler", "2025 年承办"
    )
    assert pair.task(case_id, CHECK).assignee_id is None
    assert (record(pair, case_id)[-2].action, record(pair, case_id)[-2].actor_account) == (
        "record_recusal",
        "handler",
    )
    with pair.database.read() as session:
        closed = find_closed_cases(session, pair.actor("verifier"))
        [notice] = outbox.list_notices(session, pair.actor("verifier"), without_cases=closed)
    assert pair.case(case_id).case_no in notice.subject_zh
    assert notice.subject_zh != notice.subject_en
    with pytest.raises(TaskRecused):
        claim_task(pair.database, pair.actor("verifier"), task_id)


@pytest.mark.parametrize("by", ["verifier", "applicant"])
def test_nobody_else_records_or_lifts_it(pair: PracticePlace, by: str) -> None:
    case_id, _ = held(pair)
    with pytest.raises(AssignmentNotPermitted):
        record_recusal(pair.database, pair.actor(by), case_id, "verifier2", "relative", "")
    declare(pair, case_id, "verifier2")
    with pytest.raises(AssignmentNotPermitted):
        lift(pair, case_id, "verifier2", by=by)


@pytest.mark.parametrize("by", ["archivist", "security"])
def test_who_does_not_read_the_case_learns_nothing_of_it(pair: PracticePlace, by: str) -> None:
    case_id, _ = held(pair)
    who = pair.actor(by)
    if by == "archivist":
        declare(pair, case_id, by)
    acts: list[Callable[[], object]] = [
        lambda: declare_recusal(pair.database, who, case_id, "relative", ""),
        lambda: record_recusal(pair.database, who, case_id, "verifier", "relative", ""),
        lambda: lift_recusal(pair.database, who, case_id, 1, "x"),
    ]
    for act in acts:
        with pytest.raises(CaseNotFound):
            act()


def test_lifting_opens_the_case_again_with_a_reason_on_record(pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    declare(pair, case_id)
    with pytest.raises(ReasonMissing):
        lift(pair, case_id, "verifier", reason=" ")
    lift(pair, case_id, "verifier")
    entry = record(pair, case_id)[-1]
    assert (entry.action, entry.actor_account, entry.facts["because"]) == (
        "lift_recusal",
        "handler",
        "登记有误",
    )
    assert pair.case(case_id).recused == ""
    pair.do(case_id, CHECK, SLIGHT, by="verifier")
    declare(pair, case_id)
    assert pair.case(case_id).recused == f",{pair.actor('verifier').account_id},"


def test_nobody_lifts_their_own_though_they_read_the_case_they_opened(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST, by="handler")
    declare(pair, case_id, "handler")
    with pytest.raises(AssignmentNotPermitted):
        lift(pair, case_id, "handler", by="handler")
    lift(pair, case_id, "handler", by="handler2")
    with pytest.raises(RecusalNotFound):
        lift_recusal(pair.database, pair.actor("handler2"), case_id, 1, "再解除一次")


def test_what_cannot_be_recorded_is_refused_with_how_to_mend_it(pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    handler = pair.actor("handler")
    cases: list[tuple[type[Exception], str, str, str]] = [
        (RecusalUnknownPerson, "nobody", "relative", ""),
        (RecusalUnknownPerson, "handler", "relative", ""),
        (RecusalUnknownPerson, "security", "relative", ""),
        (RecusalReasonUnknown, "verifier", "whim", ""),
        (ReasonMissing, "verifier", "other", "  "),
        (ReasonMissing, "verifier", "relative", "长" * 401),
    ]
    for refusal, person, reason, basis in cases:
        with pytest.raises(refusal):
            record_recusal(pair.database, handler, case_id, person, reason, basis)
    record_recusal(pair.database, handler, case_id, "verifier", "other", "与当事人有经济往来")
    with pytest.raises(RecusedAlready):
        record_recusal(pair.database, handler, case_id, "verifier", "relative", "")


def test_the_message_of_an_officer_is_not_sent_by_who_stands_aside(pair: PracticePlace) -> None:
    case_id = pair.open_matter(REQUEST, by="handler")
    declare(pair, case_id, "handler")
    with pytest.raises(MessageNotPermitted):
        send_message(
            pair.database,
            pair.actor("handler"),
            case_id,
            "withdraw",
            facts_reader({"withdrawal.reason": "x"}),
            submission_key="m",
        )


# -- a step of the procedure ----------------------------------------------------------------------


def begins_with(recusals: str) -> dict[str, Change]:
    """The place of two people whose first step records ``recusals``; without the scenarios, which know of none."""
    return {**paired(recuse_first(recusals)), SCENARIO: None, WITHDRAWAL: None}


def test_what_a_step_decides_is_in_effect_at_once(tmp_path: Path, database_url: str) -> None:
    relative = '{account: "verifier", reason: "relative", basis: "档案"}'
    subject = '{account: application.account, reason: "subject"}'
    place = make_small_place(tmp_path, database_url, begins_with(f"[{relative}, {subject}]"))
    case_id = place.open_matter(REQUEST)
    with pytest.raises(TaskRecused):
        claim_task(place.database, place.actor("verifier"), place.task(case_id, CHECK).id)
    lines = get_recusal_page(place.database, place.actor("handler"), case_id, "zh").lines
    assert lines is not None
    assert [(line.person, line.recorded_by) for line in lines] == [("何实", None), ("申晓", None)]
    assert get_case_page(place.database, place.actor("applicant"), case_id, "zh").line.case_id == case_id
    place.do(case_id, CHECK, SLIGHT, by="verifier2")
    place.database.close()


def test_a_step_that_names_nobody_fails_as_an_incident_and_recuses_nobody(
    tmp_path: Path, database_url: str
) -> None:
    nobody = '[{account: "nobody", reason: "relative"}]'
    place = make_small_place(tmp_path, database_url, begins_with(nobody))
    case_id = place.open_matter(REQUEST)
    [incident] = get_case_page(place.database, place.actor("handler"), case_id, "zh").incidents
    assert "nobody" in incident.text
    assert place.case(case_id).recused == ""
    place.database.close()


def test_in_a_scenario_who_stands_aside_does_nothing_either(tmp_path: Path) -> None:
    changes = paired(
        {
            **recuse_first('[{account: "verifier", reason: "relative"}]'),
            SCENARIO: [('expect.status = "applied"\n', "")],
        }
    )
    pack = small_pack(tmp_path, changes)
    [scenario] = [each for each in pack.scenarios if each.file == SCENARIO]
    [failure] = run_scenario(pack, scenario).failures
    assert "verifier stands aside in this case and may not do “Check for acceptance”" in failure.text("en")


def test_a_second_role_does_not_open_the_case_again(pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    declare(pair, case_id)
    with pair.database.write() as session:
        account = find_account(session, "verifier")
        assert account is not None
        add_grant(session, account, jurisdiction=pair.code, role="handler")
    with pytest.raises(CaseNotFound):
        get_case_page(pair.database, pair.actor("verifier"), case_id, "zh")
    with pytest.raises(CaseNotFound):
        assign_task(pair.database, pair.actor("verifier"), task_id, "verifier2")
    pair.do(case_id, CHECK, {**SLIGHT}, by="verifier2")
    pair.do(case_id, "file_papers", PAPERS, by="archivist")
