"""The sealed form of a paper: a file that an officer uploads becomes a further version, numbered, hashed and recorded."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from tests.papers.documents import texts_of, write_document
from tests.papers.paper_place import GRAVE, REQUEST, check, make_all, papers_of, versions_of
from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor
from webapp import audit
from webapp.cases import (
    correct_paper,
    get_case_page,
    get_paper_document,
    get_paper_page,
    get_sealed_file,
    seal_paper,
)
from webapp.cases.errors import EvidenceRefused, EvidenceTooLarge, SubmissionKeyRefused
from webapp.cases.evidence import LIMIT_BYTES
from webapp.cases.papers.errors import (
    PaperNotFound,
    PaperNotReady,
    PaperSealNotPermitted,
    PaperSealOutdated,
)
from webapp.settings import read_settings
from webapp.views import create_app

PDF = b"%PDF-1.7 sealed"


def seal(
    town: PracticePlace,
    paper_id: int,
    *,
    by: str = "intake",
    version: int = 1,
    name: str = "扫描件.pdf",
    content: bytes = PDF,
    key: str = "seal-key-one",
) -> int:
    return seal_paper(town.database, town.actor(by), paper_id, version, name, content, submission_key=key)


@pytest.fixture
def paper_id(town: PracticePlace) -> int:
    """A notice that is made, in a case of its own."""
    case_id = check(town)
    make_all(town)
    return papers_of(town, case_id)[0].id


def test_a_sealed_form_is_a_further_version_under_the_same_number(town: PracticePlace, paper_id: int) -> None:
    officer = town.actor("intake")
    before = get_paper_page(town.database, officer, paper_id, "zh").line
    assert seal(town, paper_id) == 2
    page = get_paper_page(town.database, officer, paper_id, "zh")
    assert [(line.version, line.seals, line.file_name) for line in page.versions] == [
        (2, 1, "扫描件.pdf"),
        (1, None, ""),
    ]
    sealed = page.versions[0]
    assert sealed.number == before.number
    assert sealed.requested_by == officer.display_name
    assert (sealed.digest, sealed.size_bytes) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert get_sealed_file(town.database, officer, paper_id, 2, "zh") == ("扫描件.pdf", PDF)
    assert get_paper_document(town.database, officer, paper_id, 1, "zh")[1]


def test_the_record_of_the_case_holds_the_sealed_form_and_who_took_it(
    town: PracticePlace, paper_id: int
) -> None:
    seal(town, paper_id)
    get_sealed_file(town.database, town.actor("archivist"), paper_id, 2, "zh")
    with town.database.read() as session:
        case_no = town.case(1).case_no
        sealed, taken = audit.list_entries(session, f"case:{case_no}")[-2:]
    assert (sealed.action, sealed.actor_account) == ("seal_paper", "intake")
    assert (sealed.facts["version"], sealed.facts["seals"]) == (2, 1)
    assert sealed.facts["paper_sha256"] == hashlib.sha256(PDF).hexdigest()
    version = versions_of(town, 1)[-1]
    assert (version.entry_seq, version.entry_hash) == (sealed.seq, sealed.hash)
    assert (taken.action, taken.actor_account) == ("read_paper", "archivist")
    told = [line.action for line in get_case_page(town.database, town.actor("intake"), 1, "zh").timeline]
    assert "上传盖章签署件" in told


def test_the_same_submission_twice_keeps_one_version(town: PracticePlace, paper_id: int) -> None:
    assert [seal(town, paper_id), seal(town, paper_id)] == [2, 2]
    assert len(versions_of(town, 1)) == 2
    with pytest.raises(SubmissionKeyRefused):
        seal(town, paper_id, by="archivist")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("一.pdf", b"%PDF-1.4"),
        ("一.png", b"\x89PNG\r\n\x1a\n..."),
        ("一.jpg", b"\xff\xd8\xff\xe0..."),
        ("一.docx", write_document("盖章")),
    ],
)
def test_a_pdf_a_picture_and_a_word_document_are_kept(
    town: PracticePlace, paper_id: int, name: str, content: bytes
) -> None:
    assert seal(town, paper_id, name=name, content=content) == 2


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("一.pdf", b"<html>", EvidenceRefused),
        ("一.docx", b"PK\x03\x04 no archive", EvidenceRefused),
        ("一.pdf", b"", EvidenceRefused),
        ("", PDF, EvidenceRefused),
        ("一.pdf", PDF + bytes(LIMIT_BYTES), EvidenceTooLarge),
    ],
)
def test_another_kind_of_file_is_refused_whatever_its_name(
    town: PracticePlace, paper_id: int, name: str, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        seal(town, paper_id, name=name, content=content)
    assert len(versions_of(town, 1)) == 1


def test_a_reader_who_is_no_officer_reads_the_sealed_form_and_keeps_none(town: PracticePlace) -> None:
    case_id = check(town, facts=GRAVE)
    make_all(town)
    notice, refusal = papers_of(town, case_id)
    # The applicant reads the refusal, and does not read the notice, which tells the assessment.
    with pytest.raises(PaperSealNotPermitted):
        seal(town, refusal.id, by="applicant")
    with pytest.raises(PaperNotFound):
        seal(town, notice.id, by="applicant")
    seal(town, notice.id, key="seal-key-notice")
    seal(town, refusal.id, key="seal-key-refusal")
    applicant = town.actor("applicant")
    assert get_sealed_file(town.database, applicant, refusal.id, 2, "zh")[1] == PDF
    with pytest.raises(PaperNotFound):
        get_sealed_file(town.database, applicant, notice.id, 2, "zh")


@pytest.mark.parametrize("outside", ["admin", "security"])
def test_no_administrator_seals_a_paper_or_takes_its_sealed_form(
    town: PracticePlace, paper_id: int, outside: str
) -> None:
    seal(town, paper_id)
    with pytest.raises(Exception, match="CF-"):
        seal(town, paper_id, by=outside, key="seal-key-two")
    with pytest.raises(Exception, match="CF-"):
        get_sealed_file(town.database, town.actor(outside), paper_id, 2, "zh")


def test_what_is_not_made_yet_is_not_sealed(town: PracticePlace) -> None:
    case_id = check(town)
    with pytest.raises(PaperNotReady):
        seal(town, papers_of(town, case_id)[0].id)


def test_a_corrected_paper_is_sealed_anew(town: PracticePlace, paper_id: int) -> None:
    officer = town.actor("intake")
    assert seal(town, paper_id) == 2
    assert correct_paper(town.database, officer, paper_id, "称谓有误", submission_key="fix-key-one") == 3
    with pytest.raises(PaperSealOutdated, match="version 3"):
        seal(town, paper_id, key="seal-key-two")
    make_all(town)
    with pytest.raises(PaperNotFound):
        seal(town, paper_id, version=2, key="seal-key-two")
    assert seal(town, paper_id, version=3, key="seal-key-two") == 4
    assert REQUEST["application.request_text"] in "".join(
        texts_of(get_paper_document(town.database, officer, paper_id, 3, "zh")[1])
    )
    with pytest.raises(PaperNotFound):
        get_paper_document(town.database, officer, paper_id, 4, "zh")
    with pytest.raises(PaperNotFound):
        get_sealed_file(town.database, officer, paper_id, 3, "zh")


@pytest.fixture
def intake(town: PracticePlace, tmp_path: Path) -> Visitor:
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    visitor = Visitor(create_app(settings, town.database))
    visitor.sign_in("intake")
    return visitor


def test_the_page_takes_a_sealed_form_and_lists_it(paper_id: int, intake: Visitor) -> None:
    address = f"/papers/{paper_id}"
    assert "上传盖章签署件" in intake.get(address).text
    wrong = intake.post(
        f"{address}/1/sealed", {"file": (BytesIO(b"<script>"), "一.pdf"), "submission_key": "seal-page"}
    )
    assert wrong.status_code == 422
    assert "不是 PDF、图片（PNG、JPEG）或 Word 文档" in wrong.text
    kept = intake.post(
        f"{address}/1/sealed", {"file": (BytesIO(PDF), "一.pdf"), "submission_key": "seal-page"}
    )
    assert kept.status_code == 302
    page = intake.get(address).text
    assert "这一版是第 1 版的盖章签署件" in page
    assert "一.pdf" in page
    answer = intake.get(f"{address}/2/sealed")
    assert (answer.data, answer.mimetype) == (PDF, "application/octet-stream")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert intake.get(f"{address}/2.docx").status_code == 404
    intake.speak("en")
    assert "sealed form of version 1" in intake.get(address).text
