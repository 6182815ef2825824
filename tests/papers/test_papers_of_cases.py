"""Papers of a case: numbered with the task, made after it, kept, corrected."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.papers.documents import texts_of
from tests.papers.paper_place import (
    GRAVE,
    REQUEST,
    VOLUME,
    check,
    make_all,
    papers_of,
    versions_of,
)
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.cases import (
    PaperCorrectionNotPermitted,
    PaperNotFailed,
    PaperNotFound,
    PaperNotReady,
    PaperReasonMissing,
    correct_paper,
    get_case_page,
    get_paper_document,
    get_paper_page,
    get_task_page,
    make_again,
    make_papers,
)
from webapp.cases.models import EvidenceContent
from webapp.cases.papers.making import MOST_ATTEMPTS
from webapp.papers import MadePaper, PaperNotMade, Words, make_paper


def document_of(place: PracticePlace, case_id: int, index: int = 0) -> bytes:
    version = versions_of(place, case_id)[index]
    with place.database.read() as session:
        return session.get_one(EvidenceContent, version.digest).content


def test_completing_a_task_issues_a_numbered_paper_that_is_made_afterwards(town: PracticePlace) -> None:
    case_id = check(town)
    (paper,) = papers_of(town, case_id)
    assert (paper.number, paper.title) == (f"小受〔{town.now().year}〕1号", "受理通知书")
    assert versions_of(town, case_id)[0].made_at is None

    assert make_papers(town.database) == 1

    texts = texts_of(document_of(town, case_id))
    assert "小城纪委" in texts
    assert paper.number in texts
    assert "事由：请求容错 <修路> & 架桥" in texts
    assert "过失程度：轻微" in texts


def test_a_fact_that_nobody_gave_is_struck_out_and_named(town: PracticePlace) -> None:
    case_id = check(town)
    make_all(town)
    assert "撤回：／" in texts_of(document_of(town, case_id))
    page = get_paper_page(town.database, town.actor("intake"), papers_of(town, case_id)[0].id, "zh")
    assert page.line.gaps == ("撤回理由",)


def test_the_facts_after_completion_decide_which_papers_are_made(town: PracticePlace) -> None:
    case_id = check(town, facts=GRAVE)
    assert [paper.kind for paper in papers_of(town, case_id)] == ["notice", "refusal"]


def test_a_paper_names_the_entry_of_the_record_that_issued_it(town: PracticePlace) -> None:
    case_id = check(town)
    make_all(town)
    case_no = town.case(case_id).case_no
    with town.database.read() as session:
        entries = audit.list_entries(session, f"case:{case_no}")
        assert audit.verify(session).is_intact
    issued = next(entry for entry in entries if entry.action == "issue_paper")
    made = next(entry for entry in entries if entry.action == "make_paper")
    document = document_of(town, case_id)
    assert f"记录第 {issued.seq} 条 {issued.hash[:32]}" in texts_of(document)
    assert made.facts["paper_sha256"] == hashlib.sha256(document).hexdigest()
    assert versions_of(town, case_id)[0].digest == made.facts["paper_sha256"]


def failing(template: bytes, words: Words) -> MadePaper:
    raise PaperNotMade(reason="超过 20 秒", reason_en="more than 20 seconds")


def fail_for_good(place: PracticePlace, case_id: int) -> None:
    for _ in range(MOST_ATTEMPTS):
        assert make_papers(place.database, fill=failing) == 0
        with place.database.write() as session:
            waiting = session.merge(versions_of(place, case_id)[0])
            waiting.due_at = waiting.requested_at - timedelta(days=3650)


def test_a_paper_that_cannot_be_made_is_shown_as_failed_and_can_be_tried_again(town: PracticePlace) -> None:
    case_id = check(town)
    officer, paper = town.actor("intake"), papers_of(town, case_id)[0]
    with pytest.raises(PaperNotFailed):
        make_again(town.database, officer, paper.id)
    fail_for_good(town, case_id)
    line = get_paper_page(town.database, officer, paper.id, "zh").line
    assert (line.state, line.error) == ("failed", "超过 20 秒")
    assert make_papers(town.database) == 0
    make_again(town.database, officer, paper.id)
    assert make_papers(town.database) == 1
    assert get_paper_page(town.database, officer, paper.id, "zh").line.state == "made"


def test_a_failure_is_tried_again_later_not_at_once(town: PracticePlace) -> None:
    check(town)
    assert make_papers(town.database, fill=failing) == 0
    assert make_papers(town.database) == 0


def test_one_paper_that_fails_does_not_hold_up_the_others(town: PracticePlace) -> None:
    case_id = check(town, facts=GRAVE)
    first = versions_of(town, case_id)[0]

    def fill(template: bytes, words: Words) -> MadePaper:
        return (
            failing(template, words)
            if b"" in template and "受" in str(words.names["paper"])
            else make_paper(template, words)
        )

    assert make_papers(town.database, fill=fill) == 1
    assert {version.made_at is None for version in versions_of(town, case_id) if version.id == first.id} == {
        True
    }


def test_a_correction_is_a_new_version_and_the_old_one_is_kept(town: PracticePlace) -> None:
    case_id = check(town)
    make_all(town)
    officer, paper = town.actor("intake"), papers_of(town, case_id)[0]
    before = document_of(town, case_id)
    assert correct_paper(town.database, officer, paper.id, "  写错了 称谓 ", submission_key="fix") == 2
    assert correct_paper(town.database, officer, paper.id, "写错了称谓", submission_key="fix") == 2
    with pytest.raises(PaperNotReady):
        get_paper_document(town.database, officer, paper.id, 2, "zh")
    assert get_paper_page(town.database, officer, paper.id, "zh").line.version == 1, "the last that is made"
    make_all(town)
    page = get_paper_page(town.database, officer, paper.id, "zh")
    assert [line.version for line in page.versions] == [2, 1]
    assert "第 2 版：写错了 称谓" in texts_of(
        get_paper_document(town.database, officer, paper.id, 2, "zh")[1]
    )
    assert get_paper_document(town.database, officer, paper.id, 1, "zh")[1] == before
    assert papers_of(town, case_id)[0].number == paper.number


def test_a_correction_says_why(town: PracticePlace) -> None:
    case_id = check(town)
    paper = papers_of(town, case_id)[0]
    for reason in ("", "  ", "长" * 201):
        with pytest.raises(PaperReasonMissing):
            correct_paper(town.database, town.actor("intake"), paper.id, reason, submission_key="fix")


def test_only_who_issued_a_paper_corrects_it(town: PracticePlace) -> None:
    case_id = check(town)
    paper = papers_of(town, case_id)[0]
    with pytest.raises(PaperCorrectionNotPermitted):
        correct_paper(town.database, town.actor("archivist"), paper.id, "原因", submission_key="fix")


def test_a_paper_is_kept_from_whoever_does_not_read_all_that_it_shows(town: PracticePlace) -> None:
    case_id = check(town, facts=GRAVE)
    make_all(town)
    notice, refusal = papers_of(town, case_id)
    applicant = town.actor("applicant")
    shown = get_case_page(town.database, applicant, case_id, "zh").papers
    assert [line.number for line in shown] == [refusal.number], "the notice tells the assessment"
    assert get_paper_page(town.database, applicant, refusal.id, "zh").line.number == refusal.number
    for read in (
        lambda: get_paper_page(town.database, applicant, notice.id, "zh"),
        lambda: get_paper_document(town.database, applicant, notice.id, 1, "zh"),
        lambda: correct_paper(town.database, applicant, notice.id, "原因", submission_key="fix"),
    ):
        with pytest.raises(PaperNotFound):
            read()


def test_who_reads_a_part_of_the_file_is_told_which_organ_issued_a_paper_and_not_who(
    town: PracticePlace,
) -> None:
    _, refusal = papers_of(town, check(town, facts=GRAVE))
    said = {
        reader: get_paper_page(town.database, town.actor(reader), refusal.id, "zh").line.requested_by
        for reader in ("intake", "applicant")
    }
    assert said == {"intake": town.actor("intake").display_name, "applicant": "受理岗"}


@pytest.mark.parametrize("nobody", ["admin", "security"])
def test_no_administrator_reads_a_paper(town: PracticePlace, nobody: str) -> None:
    case_id = check(town)
    make_all(town)
    with pytest.raises(Exception, match="CF-"):
        get_paper_page(town.database, town.actor(nobody), papers_of(town, case_id)[0].id, "zh")


def test_taking_a_document_is_recorded(town: PracticePlace) -> None:
    case_id = check(town)
    make_all(town)
    paper = papers_of(town, case_id)[0]
    name, content = get_paper_document(town.database, town.actor("archivist"), paper.id, 1, "zh")
    assert name == f"受理通知书 {paper.number}.docx"
    with town.database.read() as session:
        last = audit.list_entries(session, f"case:{town.case(case_id).case_no}")[-1]
    assert (last.action, last.actor_account) == ("read_paper", "archivist")
    assert last.facts["paper_sha256"] == hashlib.sha256(content).hexdigest()


def test_the_volume_index_lists_the_papers_before_it(town: PracticePlace) -> None:
    case_id = check(town)
    town.do(case_id, "file_papers", VOLUME, by="archivist")
    make_all(town)
    texts = texts_of(document_of(town, case_id, 1))
    assert papers_of(town, case_id)[0].number in texts
    assert "卷号 2026-1" in texts


def test_a_task_says_which_papers_it_makes(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    task = town.task(case_id, "check_application")
    assert get_task_page(town.database, town.actor("intake"), task.id, "zh").makes == (
        "受理通知书",
        "不予容错决定书",
    )
    assert get_task_page(town.database, town.actor("intake"), task.id, "en").makes == (
        "Notice of acceptance",
        "Denial",
    )


def test_the_course_of_a_case_tells_of_its_papers(town: PracticePlace) -> None:
    case_id = check(town)
    make_all(town)
    page = get_case_page(town.database, town.actor("intake"), case_id, "zh")
    told = [(line.action, line.subject) for line in page.timeline]
    assert ("出具文书", f"受理通知书 {papers_of(town, case_id)[0].number}") in told
