"""Every document that the domain names: issued by a step of each place, or named as not issued there with the reason."""

from __future__ import annotations

from functools import cache

import pytest

from tests.practice_place import ROOT
from webapp.procedures import Pack, read_pack
from webapp.procedures.diagram_outlines import outline_diagram
from webapp.procedures.papers.demands import read_demand
from webapp.procedures.publishing import list_jurisdictions

#: What is done → the papers that it leaves (domain.md 3.4).
DOCUMENTS = {
    "风险备案": ("prefiling_receipt",),
    "提交申请": ("application_record",),
    "受理审查": ("acceptance_notice", "rejection_notice", "supplement_notice", "transfer_letter"),
    "回避审查": ("recusal_decision",),
    "调查核实": ("verification_report",),
    "当事人申辩": ("defence_record",),
    "所在单位意见": ("opinion_request", "unit_reply"),
    "因素评估": ("factor_assessment",),
    "会商意见": ("consultation_opinion",),
    "专家评估": ("expert_opinion",),
    "联席、评审会议": ("meeting_minutes", "voting_slip"),
    "作出认定": ("tolerance_conclusion", "denial_decision"),
    "结果运用": ("effects_letter", "mitigation_letter"),
    "报备": ("filing_report",),
    "反馈": ("result_feedback", "unit_feedback"),
    "复议": ("review_decision",),
    "下发纠错文书": ("discipline_proposal", "rectification_notice"),
    "报送整改": ("correction_report",),
    "整改验收": ("correction_closure",),
    "澄清正名": ("clarification_letter", "clarification_circular"),
    "诬告处理建议": ("informant_transfer",),
    "回访": ("revisit_record",),
    "公开审批": ("public_text",),
    "归档": ("volume_index",),
    "向上级解释说明": ("explanation_letter",),
    "监督检查": ("supervision_letter",),
}
PLACES = list_jurisdictions(ROOT)
#: A step that no matter of the place reaches issues nothing.
Step = tuple[str, str]


@cache
def pack_of(code: str) -> Pack:
    return read_pack(code, ROOT)


@cache
def steps_that_issue(code: str) -> dict[str, list[Step]]:
    """Paper → the steps (process, element) of the place that make it."""
    pack = pack_of(code)
    found: dict[str, list[Step]] = {}
    for path, content in pack.files.items():
        diagram = outline_diagram(content) if path.endswith(".bpmn") else None
        process = path.rpartition("/")[2].removesuffix(".bpmn")
        for step in diagram.steps if diagram is not None else ():
            if pack.jurisdiction.unwalked.keys().isdisjoint({process, f"{process}:{step.id}"}):
                for paper in read_demand(step.papers).ids:
                    found.setdefault(paper, []).append((process, step.id))
    return found


@pytest.mark.parametrize("code", PLACES)
@pytest.mark.parametrize("doing", DOCUMENTS)
def test_a_document_is_issued_or_named_as_not_issued_with_the_reason(code: str, doing: str) -> None:
    papers = pack_of(code).papers
    for paper in DOCUMENTS[doing]:
        absent = papers.not_issued.get(paper)
        if absent is None:
            assert paper in papers.kinds, f"{code}: {paper} has no template"
            assert steps_that_issue(code).get(paper), f"{code}: no step makes {paper}, and no reason is given"
        else:
            assert absent.reason("zh"), (code, paper)
            assert absent.reason("en") != absent.reason("zh")


@pytest.mark.parametrize("code", PLACES)
def test_every_template_of_a_place_is_made_by_a_step_or_named_as_not_issued(code: str) -> None:
    papers = pack_of(code).papers
    assert papers.kinds.keys() - steps_that_issue(code).keys() - papers.not_issued.keys() == set()


@pytest.mark.parametrize("code", PLACES)
def test_a_conclusion_can_name_what_it_rests_on(code: str) -> None:
    papers = pack_of(code).papers
    basis = {kind.id for kind in papers.kinds.values() if kind.is_basis}
    assert "verification_report" in basis
    assert basis <= steps_that_issue(code).keys()


def test_the_letter_of_inspection_goes_out_with_the_finding_in_every_place() -> None:
    makers = {code: steps_that_issue(code)["supervision_letter"] for code in PLACES}
    assert makers == {key: [("matter", "on_supervision")] for key in PLACES}
