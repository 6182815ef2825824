"""The shipped templates: every paper of the domain is there, on its standard's page, and comes out filled."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from tests.papers.documents import open_document, texts_of
from tests.papers.paper_place import make_all, papers_of, versions_of
from tests.practice_place import ROOT, PracticePlace
from webapp.cases.models import EvidenceContent
from webapp.cases.replay import replay_scenario
from webapp.papers import EMPTY
from webapp.papers.outline import outline_template
from webapp.papers.rendering import render_template
from webapp.procedures import Pack, read_pack
from webapp.procedures.papers.words import PaperFacts, fill_words, sample_words
from webapp.procedures.publishing import list_jurisdictions

TEMPLATES = sorted(ROOT.glob("forms/*/papers/*.docx"))
#: What the domain's tasks produce, and what other places need.
PROMISED = {
    "acceptance_notice",
    "rejection_notice",
    "supplement_notice",
    "transfer_letter",
    "recusal_decision",
    "verification_report",
    "defence_record",
    "opinion_request",
    "unit_reply",
    "factor_assessment",
    "consultation_opinion",
    "expert_opinion",
    "meeting_minutes",
    "voting_slip",
    "tolerance_conclusion",
    "denial_decision",
    "effects_letter",
    "filing_report",
    "result_feedback",
    "review_decision",
    "discipline_proposal",
    "rectification_notice",
    "correction_report",
    "correction_closure",
    "clarification_letter",
    "informant_transfer",
    "revisit_record",
    "public_text",
    "volume_index",
    "supervision_letter",
    "explanation_letter",
    "prefiling_receipt",
}
_MARKS = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|<w:")


@cache
def pack_of(code: str) -> Pack:
    return read_pack(code, ROOT)


def papers_to_try() -> list[tuple[str, str]]:
    """Every paper of every place: a shared template is filled from each place's own words."""
    return [(code, kind) for code in list_jurisdictions(ROOT) for kind in pack_of(code).papers.kinds]


def templates_to_try() -> list[tuple[str, str]]:
    """Every template once, at the first place that uses it."""
    files = {pack_of(code).papers.kinds[kind].file: (code, kind) for code, kind in reversed(papers_to_try())}
    return sorted(files.values())


def test_every_paper_that_the_domain_names_has_a_template() -> None:
    assert {path.stem for path in TEMPLATES} >= PROMISED


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_shipped_template_is_sound_and_on_the_standards_page(path: Path) -> None:
    content = path.read_bytes()
    assert [finding.zh for finding in outline_template(content).findings] == []
    section = open_document(content).sections[0]
    # GB/T 9704: A4, the top margin 37 mm, the left one 28 mm, the type area 156 mm by 225 mm.
    assert abs((section.page_width or 0) - Mm(210)) < Mm(1)
    assert abs((section.page_height or 0) - Mm(297)) < Mm(1)
    assert [round((each or 0) / Mm(1)) for each in (section.top_margin, section.left_margin)] == [37, 28]
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156  # type: ignore[operator]  # all are set
    assert round((section.page_height - section.top_margin - section.bottom_margin) / Mm(1)) == 225  # type: ignore[operator]  # all are set
    fonts = {
        run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for run in open_document(content).element.body.iter(qn("w:r"))
        if run.find(qn("w:t")) is not None
    }
    assert fonts <= {"仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"}


@pytest.mark.parametrize(("code", "kind"), papers_to_try())
def test_a_paper_comes_out_filled(code: str, kind: str) -> None:
    pack = pack_of(code)
    content = pack.files[pack.papers.kinds[kind].file]
    made = render_template(content, sample_words(pack, kind))
    texts = texts_of(made.document)
    assert made.gaps == ()
    assert [text for text in texts if _MARKS.search(text) or EMPTY in text] == []
    for placeholder in outline_template(content).placeholders:
        if placeholder.kind == "print" and "[]" not in placeholder.path and placeholder.path[0] != "place":
            assert any("〔" in text or placeholder.path[0] == "parameters" for text in texts), (
                placeholder.name
            )


@pytest.mark.parametrize(("code", "kind"), templates_to_try())
def test_a_paper_about_which_nothing_is_known_says_so_everywhere(code: str, kind: str) -> None:
    pack = pack_of(code)
    content = pack.files[pack.papers.kinds[kind].file]
    made = render_template(content, fill_words(pack, PaperFacts({}, MappingProxyType({}))))
    names = {
        each.name
        for each in outline_template(content).placeholders
        if each.kind == "print" and "[]" not in each.path
    }
    assert set(made.gaps) <= names
    assert [text for text in texts_of(made.document) if _MARKS.search(text)] == []


def test_a_case_walked_from_application_to_archive_leaves_papers_without_an_unfilled_field(
    place: PracticePlace,
) -> None:
    scenario = place.scenario("lw1_exempt")
    place.start_clock_at(scenario.opened_at)
    case_id = replay_scenario(place.database, place.pack, scenario)
    issued = papers_of(place, case_id)
    assert {paper.kind for paper in issued} >= {
        "acceptance_notice",
        "opinion_request",
        "defence_record",
        "unit_reply",
        "verification_report",
        "factor_assessment",
        "tolerance_conclusion",
        "effects_letter",
        "result_feedback",
        "volume_index",
    }
    assert make_all(place) == len(issued)
    for paper, version in zip(issued, versions_of(place, case_id), strict=True):
        assert version.made_at is not None, (paper.kind, version.error_en)
        with place.database.read() as session:
            document = session.get_one(EvidenceContent, version.digest).content
        texts = texts_of(document)
        assert any(paper.number in text for text in texts), paper.kind
        assert [text for text in texts if _MARKS.search(text)] == [], paper.kind
        # A code of a form, such as public_interest, is no word for a paper.
        assert [text for text in texts if re.search(r"[a-z]{3,}_[a-z]+", text)] == [], paper.kind
        if paper.kind in {"tolerance_conclusion", "acceptance_notice", "verification_report"}:
            # The story is about a unit, which holds no post: that cell is struck out. Every other field is filled.
            assert set(version.gaps.split(",")) <= {"", "subject.post"}, (paper.kind, version.gaps)
            assert any(version.entry_hash[:32] in text for text in texts), paper.kind
