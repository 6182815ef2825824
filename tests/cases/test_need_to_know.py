"""Need to know: whoever has no right to a part of the file finds it nowhere, and is told that something is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.guarded_place import (
    INTERNAL,
    KEPT,
    KNOWING,
    PART,
    WHOLE,
    GuardedMatter,
    everything,
)
from webapp.cases import (
    CaseNotFound,
    TaskNotFound,
    add_comment,
    add_evidence,
    get_case_page,
    get_evidence,
    get_recusal_page,
    get_task_page,
    list_cases,
    send_message,
)
from webapp.cases.errors import CommentNotPermitted
from webapp.cases.models import IncidentRecord
from webapp.cases.replay import facts_reader
from webapp.errors import Language
from webapp.people import find_account

READERS = sorted(KNOWING | WHOLE | PART)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reader", sorted(WHOLE | PART))
def test_nobody_without_the_right_finds_a_word_of_the_petition(
    matter: GuardedMatter, reader: str, language: Language
) -> None:
    assert KEPT not in everything(matter, reader, language)


@pytest.mark.parametrize("reader", sorted(KNOWING))
def test_who_has_the_right_reads_it_in_the_facts_the_register_the_files_and_the_advice(
    matter: GuardedMatter, reader: str
) -> None:
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    assert any(KEPT in text for group in page.facts for _, text in group.rows)
    assert any(table.register == "petitions" and KEPT in repr(table) for table in page.registers)
    assert any(KEPT in file.file_name for file in page.evidence)
    assert any(advice.decision_id == "weigh" and KEPT in repr(advice) for advice in page.advice)
    assert not page.withheld


@pytest.mark.parametrize("reader", sorted(PART))
def test_who_reads_a_part_finds_neither_remarks_nor_the_work_of_others(
    matter: GuardedMatter, reader: str
) -> None:
    told = everything(matter, reader)
    assert INTERNAL not in told
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    assert page.comments is None
    assert page.advice == ()
    assert {line.actor for line in page.timeline} == {matter.place.actor(reader).display_name}
    assert page.withheld.is_part
    assert page.line.status_label


@pytest.mark.parametrize("reader", sorted(WHOLE))
def test_who_reads_the_whole_file_reads_all_but_what_is_kept(matter: GuardedMatter, reader: str) -> None:
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    assert page.comments is not None
    assert [remark.text for remark in page.comments] == [f"{INTERNAL}：抓紧"]
    assert [advice.decision_id for advice in page.advice] == ["outcome"]
    assert [table.register for table in page.registers] == ["advice"]
    assert [file.file_name for file in page.evidence] == ["申请书.txt", f"{INTERNAL}底稿.txt", "会商依据.txt"]
    assert ("acceptance.note", "已受理") in page.facts[1].rows
    assert page.withheld.rules == ("信访举报和举报人信息",)
    assert not page.withheld.is_part


def test_what_is_withheld_is_named_in_the_readers_language_and_whether_or_not_it_is_on_file(
    tmp_path: Path, matter: GuardedMatter
) -> None:
    fresh = matter.place.open_matter({"application.request_text": "另一件"}, key="another-key")
    for case_id in (matter.case_id, fresh):
        page = get_case_page(matter.place.database, matter.place.actor("inspector"), case_id, "en")
        assert page.withheld.rules == ("Petition and informant data",)


def test_the_applicant_reads_their_own_application_and_what_their_role_names(matter: GuardedMatter) -> None:
    page = get_case_page(matter.place.database, matter.place.actor("applicant"), matter.case_id, "zh")
    assert [row for group in page.facts for row in group.rows] == [
        ("申请事由", "请求容错"),
        ("acceptance.note", "已受理"),
    ]
    assert [file.file_name for file in page.evidence] == ["申请书.txt"]


def test_a_consulted_body_reads_its_own_answer_and_its_own_files(matter: GuardedMatter) -> None:
    page = get_case_page(matter.place.database, matter.place.actor("consulted"), matter.case_id, "zh")
    assert [row for group in page.facts for row in group.rows] == [
        ("申请事由", "请求容错"),
        ("opinion.text", "同意"),
    ]
    assert [file.file_name for file in page.evidence] == ["会商依据.txt"]


@pytest.mark.parametrize("reader", READERS)
def test_a_file_is_downloaded_by_those_who_see_it_in_the_list_and_by_nobody_else(
    matter: GuardedMatter, reader: str
) -> None:
    database, actor = matter.place.database, matter.place.actor(reader)
    listed = {file.evidence_id for file in get_case_page(database, actor, matter.case_id, "zh").evidence}
    for number in matter.files.values():
        if number in listed:
            assert get_evidence(database, actor, matter.case_id, number)[0].evidence_id == number
        else:
            with pytest.raises(CaseNotFound):
                get_evidence(database, actor, matter.case_id, number)


def test_a_copy_of_a_hidden_file_is_listed_as_the_uploaders_own(matter: GuardedMatter) -> None:
    database, actor = matter.place.database, matter.place.actor("consulted")
    name = f"{INTERNAL}底稿.txt"
    number = add_evidence(database, actor, matter.case_id, name, "text/plain", name.encode())
    assert number not in matter.files.values()
    assert add_evidence(database, actor, matter.case_id, name, "text/plain", name.encode()) == number
    page = get_case_page(database, actor, matter.case_id, "zh")
    assert [file.evidence_id for file in page.evidence] == [matter.files["consulted"], number]


@pytest.mark.parametrize("reader", sorted(PART))
def test_who_reads_a_part_takes_no_part_in_the_remarks(matter: GuardedMatter, reader: str) -> None:
    with pytest.raises(CommentNotPermitted):
        add_comment(
            matter.place.database, matter.place.actor(reader), matter.case_id, "请问", submission_key="x"
        )


@pytest.mark.parametrize("reader", ["inspector", "applicant"])
def test_the_page_of_a_task_about_nothing_else_is_not_there_for_others(
    matter: GuardedMatter, reader: str
) -> None:
    with pytest.raises(TaskNotFound):
        get_task_page(matter.place.database, matter.place.actor(reader), matter.tasks["study_petition"], "zh")


def test_a_task_about_nothing_else_is_counted_and_not_named(matter: GuardedMatter) -> None:
    lines = {
        reader: get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh").tasks
        for reader in ("inspector", "intake")
    }
    assert [line.name for line in lines["intake"]].count("study_petition") == 1
    assert [line.name for line in lines["inspector"]] == [
        "申请",
        "受理审查",
        "不在您的知悉范围",
        "give_opinion",
        "整理归档",
    ]
    assert [line.is_kept_back for line in lines["inspector"]] == [False, False, True, False, False]


def test_an_open_task_about_nothing_else_stands_in_no_list_of_others(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    place.do(
        other, "check_application", {"assessment.f_fault": "slight", "petition.content": KEPT}, by="intake"
    )
    assert place.open_elements(other) == ["study_petition"]
    for reader, names in (("inspector", ()), ("applicant", ()), ("intake", ("study_petition",))):
        listed = list_cases(place.database, place.actor(reader), language="zh")
        (line,) = [line for line in listed.lines if line.case_id == other]
        assert line.open_tasks == names


def test_a_task_that_nobody_can_do_is_named_to_those_who_may_know_of_it(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    place.do(
        other, "check_application", {"assessment.f_fault": "slight", "petition.content": KEPT}, by="intake"
    )
    with place.database.write() as session:
        for login_name in ("decider", "decider2"):
            account = find_account(session, login_name)
            assert account is not None
            account.is_active = False
    for reader, names in (("intake", ["study_petition"]), ("inspector", [])):
        page = get_recusal_page(place.database, place.actor(reader), other, "zh")
        assert [name for _, name in page.stuck] == names


def test_the_verbs_of_the_course_stay_without_their_subjects(matter: GuardedMatter) -> None:
    def course(reader: str) -> list[tuple[str, str]]:
        page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
        return [(line.action, line.subject) for line in reversed(page.timeline)]

    assert ("办结任务", "study_petition") in course("intake")
    assert ("办结任务", "不在您的知悉范围") in course("inspector")
    assert ("上传材料", "不在您的知悉范围") in course("inspector")
    assert ("上传材料", "申请书.txt") in course("inspector")
    assert not any("study_petition" in subject for _, subject in course("inspector"))


@pytest.mark.parametrize(("task", "holder"), [("file_papers", "archivist")])
def test_a_form_that_mentions_what_is_kept_shows_nothing_of_it(
    matter: GuardedMatter, task: str, holder: str
) -> None:
    page = get_task_page(matter.place.database, matter.place.actor(holder), matter.tasks[task], "zh")
    assert page.form is not None
    assert b"petition.content" in page.form.source
    assert "petition" not in page.context
    assert "assessment" in page.context


def test_a_message_form_that_mentions_what_is_kept_shows_nothing_of_it(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    (message,) = get_case_page(place.database, place.actor("applicant"), other, "zh").messages
    assert message.name == "withdraw"
    assert "petition" not in message.context


def test_what_a_message_tells_and_the_papers_it_names_are_kept_too(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    place.do(
        other, "check_application", {"assessment.f_fault": "slight", "petition.content": "某事"}, by="intake"
    )
    place.do(other, "study_petition", {"petition_study.text": "某事"}, by="decider")
    intake, inspector = place.actor("intake"), place.actor("inspector")
    name = f"{KEPT}来信.txt"
    number = add_evidence(place.database, intake, other, name, "text/plain", name.encode())
    told = {"further_petition.content": f"{KEPT}：又一件", "further_petition.files": [str(number)]}
    assert KEPT in repr(get_case_page(place.database, inspector, other, "zh"))
    send_message(place.database, intake, other, "petition", facts_reader(told), submission_key="m1")
    assert KEPT in repr(get_case_page(place.database, intake, other, "zh"))
    page = get_case_page(place.database, inspector, other, "zh")
    assert KEPT not in repr(page)
    assert ("提出", "不在您的知悉范围") in [(line.action, line.subject) for line in page.timeline]
    with pytest.raises(CaseNotFound):
        get_evidence(place.database, inspector, other, number)


def test_whoever_may_not_know_completes_the_task_all_the_same(matter: GuardedMatter) -> None:
    papers = {"archive_record.volume_no": "2026-1", "archive_record.retention": "永久"}
    matter.place.do(matter.case_id, "file_papers", papers, by="archivist")
    assert matter.place.case(matter.case_id).status == "archived"
    page = get_case_page(matter.place.database, matter.place.actor("applicant"), matter.case_id, "zh")
    assert [table.register for table in page.registers] == ["archives"]


def test_the_text_of_an_incident_is_told_to_those_who_may_read_all(matter: GuardedMatter) -> None:
    place = matter.place
    with place.database.write() as session:
        session.add(
            IncidentRecord(
                case_id=matter.case_id,
                engine_id="x",
                process_id="matter",
                element_id="keep_petition",
                code="EN-208",
                zh=f"值 {KEPT}",
                en=f"value {KEPT}",
                raised_at=place.now(),
            )
        )
        session.flush()
    for reader in READERS:
        (incident,) = get_case_page(place.database, place.actor(reader), matter.case_id, "zh").incidents
        assert (KEPT in incident.text) == (reader in KNOWING)
        assert incident.text


@pytest.mark.parametrize("reader", sorted(PART))
def test_who_reads_a_part_is_told_the_organ_of_each_step_and_not_the_person(
    matter: GuardedMatter, reader: str
) -> None:
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    people = {matter.place.actor(login_name).display_name for login_name in KNOWING | WHOLE}
    named = [line for line in page.tasks if line.assignee_name]
    assert named
    assert not {line.assignee_name for line in named} & people
    assert not {group.by for group in page.facts} & people
    assert "受理岗" in {line.assignee_name for line in named}


@pytest.mark.parametrize("reader", sorted(WHOLE))
def test_who_reads_the_whole_file_is_told_the_person(matter: GuardedMatter, reader: str) -> None:
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    assert matter.place.actor("intake").display_name in {line.assignee_name for line in page.tasks}
