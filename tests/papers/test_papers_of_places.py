"""The papers of every place that has its own, from whole matters walked by use cases: each is issued where the procedure makes it, and filled."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

import pytest

from tests.papers.documents import texts_of
from tests.papers.paper_place import papers_of, versions_of
from tests.practice_place import PracticePlace, open_place
from webapp.cases import make_papers
from webapp.cases.models import EvidenceContent
from webapp.cases.replay import replay_scenario
from webapp.papers import EMPTY
from webapp.papers.rendering import render_template
from webapp.procedures.papers.catalogue import PaperKind

_MARKS = re.compile(r"\{\{|\}\}|\{%|%\}")
#: A code of a form, such as public_interest, is no word for a paper.
_CODE = re.compile(
    r"\b[a-z]{2,}(_[a-z]+)+\b|\b(yes|no|abstain|exempt|present|recused|absent|passed|failed)\b"
)
#: Story → the papers it must leave, at the least.
NANJING = {
    "joint_meeting_reduced": {
        "factor_assessment",
        "meeting_minutes",
        "handling_proposal",
        "voting_slip",
        "committee_minutes",
        "tolerance_conclusion",
        "correction_demand",
    },
    "two_tracks_exempt": {"voting_slip", "committee_minutes", "tolerance_conclusion", "effects_letter"},
    "vote_split_then_failed": {"committee_minutes", "denial_decision"},
    "committee_recusals": {"voting_slip", "committee_minutes"},
    "risk_filing_filed": {"prefiling_receipt"},
    "risk_filing_watched": {"prefiling_receipt"},
    "risk_filing_refused": {"filing_refusal"},
    "risk_filing_lapsed": {"filing_supplement"},
    "early_reminder_overdue": {"early_reminder", "reminder_reply"},
    "enterprise_inspected": {"inspection_letter", "enterprise_report", "inspection_closure"},
}
XINZHOU = {
    "archived_exempt": {
        "opinion_draft",
        "tolerance_conclusion",
        "volume_index",
        "effects_letter",
        "yearly_check",
    },
    "situation_9_agreed": {"catch_all_reply", "tolerance_conclusion"},
    "leaves_inaction": {"factor_assessment", "accountability_referral"},
    "wilful": {"denial_decision"},
}
SHENGSI = {
    "branch_a_not_started": {"application_record", "tolerance_conclusion"},
    "branch_b_explained": {"meeting_minutes", "explanation_letter"},
    "branch_c_malicious": {"clarification_letter", "clarification_circular", "informant_transfer"},
    "exempt_investment": {
        "invitation_letter",
        "participation_record",
        "factor_assessment",
        "tolerance_conclusion",
        "effects_letter",
        "result_feedback",
    },
    "poor_conduct_mitigated": {"tolerance_conclusion", "mitigation_letter"},
    "misconduct": {"denial_decision"},
    "review_changed": {"review_decision"},
    "supervised_on_the_way": {"supervision_letter", "supervision_closure"},
}
FRAMEWORK = {
    "experts_heard": {"expert_opinion", "score_sheet", "factor_assessment", "tolerance_conclusion"},
    "correction_followed_up": {"rectification_notice", "correction_report", "correction_closure"},
    "archived_exempt": {"effects_letter", "tracking_report", "revisit_record"},
    "lighter_and_tracked": {"mitigation_letter", "tracking_report"},
}
STORIES = {"nanjing_sasac": NANJING, "xinzhou": XINZHOU, "shengsi": SHENGSI, "framework": FRAMEWORK}
#: What a story may leave out: the field is optional, and the paper strikes it out.
OPTIONAL = {"subject.post", "applicant_notice.receipt_on", "invitation.people.reason"}
#: Papers of a place that none of the stories leaves, and why.
ELSEWHERE = {
    "framework": {"discipline_proposal", "correction_letter"},  # Chosen instead of the notice; same fields.
}


@pytest.mark.parametrize("code", STORIES)
def test_every_paper_of_the_place_is_issued_in_its_stories_and_filled(
    every_place_template: str, code: str, tmp_path: Path
) -> None:
    seen: set[str] = set()
    for story, expected in STORIES[code].items():
        (tmp_path / story).mkdir()
        with open_place(every_place_template, tmp_path / story, code) as place:
            seen |= look_at(place, story, expected)
            kinds = place.pack.papers.kinds.values()
    own = {kind.id for kind in kinds if is_own(place, kind)}
    assert own - seen == ELSEWHERE.get(code, set())


def is_own(place: PracticePlace, kind: PaperKind) -> bool:
    """Whether a paper is the place's own; the shared ones are looked at with the places they come from."""
    return kind.file.startswith(f"forms/{place.code}/")


def look_at(place: PracticePlace, story: str, expected: set[str]) -> set[str]:
    """Walk a story, make its papers, and read each back. Returns the kinds it left."""
    scenario = place.scenario(story)
    place.start_clock_at(scenario.opened_at)
    # The superior answers from outside; what it leaves stands on no paper of these.
    steps = list(takewhile(lambda step: step.message != "superior_answer", scenario.steps))
    case_id = replay_scenario(place.database, place.pack, scenario, steps=steps)
    issued = papers_of(place, case_id)
    assert {paper.kind for paper in issued} >= expected, story
    # In this process: the limited child that makes papers is the subject of other tests, and costs most of the time.
    assert make_papers(place.database, limit=100, fill=render_template) == len(issued)
    for paper, version in zip(issued, versions_of(place, case_id), strict=True):
        told = (story, paper.kind)
        assert version.made_at is not None, (told, version.error_en)
        with place.database.read() as session:
            texts = texts_of(session.get_one(EvidenceContent, version.digest).content)
        assert any(paper.number in text for text in texts), told
        assert [text for text in texts if _MARKS.search(text)] == [], told
        if is_own(place, place.pack.papers.kinds[paper.kind]):
            assert [text for text in texts if _CODE.search(text)] == [], told
            assert set(version.gaps.split(",")) <= {"", *OPTIONAL}, (told, version.gaps)
            assert [text for text in texts if EMPTY in text and text != EMPTY] == [], told
    return {paper.kind for paper in issued}
