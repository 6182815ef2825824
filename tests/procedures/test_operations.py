"""Operations: the closed list, what their inputs may be, and what they announce."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedures.operation_requests import (
    ANSWER,
    CASE_NO,
    CLARIFICATION,
    CORRECTION,
    DAY,
    DETERMINATION,
    EDUCATION,
    ESCALATION,
    EXPLANATION,
    FILING,
    PETITION,
    REFERRAL,
    REMINDER,
    REVIEW,
    SUPERIOR,
    SUPERVISION,
    TRACK,
    TRACKING,
    VOTE,
    Case,
)
from webapp.procedures.errors import (
    OperationInputInvalid,
    OperationInputMissing,
    OperationInputUnknown,
    RegisterEntryMissing,
    UnknownOperation,
)
from webapp.procedures.operations import OPERATIONS, STATUSES, declared_inputs
from webapp.procedures.registers import REGISTERS, record_number, sequence_of

AGREED = {
    "set_status": {"status"},
    "record_advice": {"decision", "advice"},
    "record_determination": {
        "outcome",
        "reasons",
        "decided_by",
        "decided_on",
        "advised_outcome",
        "difference_reason",
        "appeal_until",
        "replaces",
    },
    "record_service": {"determination_no", "served_on", "appeal_until"},
    "record_effects": {"effects", "from_on", "until_on", "appointment_effect"},
    "record_education": {"kind", "form", "text", "done_on", "done_by"},
    "issue_correction": {"doc_kind", "duties", "owner", "due_on", "methods"},
    "close_correction": {"correction_no", "result", "accepted_by", "accepted_on"},
    "flag_correction_overdue": {"correction_no"},
    "record_notice": {"kind", "to_body", "method", "sent_on", "receipt_on", "text"},
    "publish_case": {"title", "text", "scope", "approved_by"},
    "plan_revisits": {"dates"},
    "record_revisit": {
        "seq",
        "planned_on",
        "done_on",
        "visitors",
        "mental_state",
        "work_state",
        "life_state",
        "grade",
        "follow_up",
        "led_to",
        "next_on",
        "max_per_year",
    },
    "record_transfer": {"to_body", "reason", "transferred_on"},
    "record_withdrawal": {"reason", "withdrawn_on", "paper_received_on", "paper_note"},
    "archive_case": {"volume_no", "retention", "archived_on"},
    "notify": {"to", "text", "text_en"},
    "record_petition": {
        "channel",
        "received_on",
        "is_named",
        "content",
        "informant",
        "reference",
        "times",
        "earlier_case_no",
    },
    "close_petition": {"petition_no", "finding", "closed_on", "note"},
    "record_clarification": {
        "finding",
        "adverse_effect",
        "modes",
        "scope",
        "text",
        "done_on",
        "done_by",
        "informant_action",
    },
    "record_referral": {"about", "to_body", "reason", "approved_by", "approved_on", "referred_on"},
    "record_review": {
        "filed_by",
        "filed_on",
        "grounds",
        "result",
        "text",
        "reviewer",
        "decided_by",
        "decided_on",
    },
    "lift_effects": {"record_no", "lifted_on", "reason"},
    "record_tracking": {"kind", "text", "advice", "done_on", "done_by"},
    "record_promotion": {"kind", "on", "post", "note", "influence_ended_on", "cadre_level"},
    "escalate_correction": {"correction_no", "to_body", "reason", "escalated_on", "escalated_by"},
    "record_supervision": {"finding", "basis", "demand", "found_by", "found_on", "due_on"},
    "close_supervision": {"supervision_no", "result", "text", "closed_on", "closed_by"},
    "record_recusals": {"recusals", "decided_by"},
    "record_explanation": {"to_body", "text", "explained_by", "explained_on"},
    "close_explanation": {"explanation_no", "answer", "answer_text", "answered_by", "answered_on"},
    "record_superior_accountability": {
        "body_kind",
        "body",
        "fault",
        "consequence",
        "to_body",
        "held_on",
        "held_by",
        "correction_no",
    },
    "record_risk_filing": {
        "title",
        "unit_code",
        "subject_name",
        "matter",
        "risk",
        "decision_basis",
        "controls",
        "filed_on",
    },
    "settle_risk_filing": {"filing_no", "result", "settled_on", "settled_by", "valid_to", "note"},
    "expire_risk_filing": {"filing_no", "expired_on"},
    "link_risk_filings": {"filing_nos", "event_on", "note", "linked_by", "linked_on"},
    "record_early_reminder": {
        "unit_code",
        "subject_name",
        "problem",
        "reminder",
        "reminded_by",
        "reminded_on",
        "due_on",
    },
    "close_early_reminder": {"reminder_no", "measures", "closed_on", "closed_by"},
    "record_vote": {
        "round",
        "held_on",
        "members",
        "recused",
        "entitled",
        "present",
        "tolerate_yes",
        "tolerate_no",
        "tolerate_abstain",
        "correct_yes",
        "correct_no",
        "result",
        "handling",
    },
    "record_accountability": {"organ", "reference", "received_on", "note"},
    "close_accountability": {"accountability_no", "result", "concluded_on", "follows_conclusion", "text"},
    "release_accountability": {"released_on", "release_reason"},
}


@pytest.fixture
def case() -> Case:
    return Case()


def test_the_list_of_operations_and_their_inputs_is_the_agreed_one() -> None:
    assert {name: set(inputs) for name, inputs in declared_inputs().items()} == AGREED


def test_every_operation_and_input_has_a_name_and_a_description_in_both_languages() -> None:
    for operation in OPERATIONS.values():
        assert operation.name("zh") != operation.name("en")
        assert operation.description("zh") != operation.description("en")
        for item in operation.inputs:
            assert item.label("zh")
            assert item.label("en")
            assert item.label("en").isascii()


def test_every_register_has_a_code_of_its_own() -> None:
    assert len({register.code for register in REGISTERS.values()}) == len(REGISTERS)


def test_an_operation_that_the_platform_does_not_offer_is_refused(case: Case) -> None:
    with pytest.raises(UnknownOperation) as refusal:
        case.ask("send_mail", to="x")
    assert "send_mail" in refusal.value.text("zh")
    assert "set_status" in refusal.value.text("en")


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_a_required_input_left_blank_is_named(case: Case, blank: str | None) -> None:
    with pytest.raises(OperationInputMissing) as refusal:
        case.ask("archive_case", volume_no=blank, retention="永久", archived_on=DAY)
    assert "volume_no" in refusal.value.text("zh")
    assert "卷号" in refusal.value.text("zh")
    assert "Volume" in refusal.value.text("en")


def test_an_input_that_the_operation_does_not_have_is_refused(case: Case) -> None:
    with pytest.raises(OperationInputUnknown, match="colour"):
        case.ask("set_status", status="applied", colour="red")


@pytest.mark.parametrize(
    ("operation", "inputs", "wrong"),
    [
        ("archive_case", {"volume_no": 7, "retention": "永久", "archived_on": DAY}, "volume_no"),
        ("archive_case", {"volume_no": "7", "retention": "永久", "archived_on": "2026-03-02"}, "archived_on"),
        ("set_status", {"status": "finished"}, "status"),
        ("plan_revisits", {"dates": [DAY, "soon"]}, "dates"),
        ("plan_revisits", {"dates": DAY}, "dates"),
        ("record_determination", {**DETERMINATION, "outcome": "pardon"}, "outcome"),
        ("record_effects", {"effects": "none", "from_on": DAY}, "effects"),
        ("record_education", {**EDUCATION, "form": 5}, "form"),
        ("record_education", {**EDUCATION, "form": 1.5}, "form"),
        ("issue_correction", {**CORRECTION, "doc_kind": "letter"}, "doc_kind"),
        ("record_notice", {"kind": "gossip", "to_body": "申请人"}, "kind"),
        ("record_revisit", {"seq": 1.5, "done_on": DAY, "visitors": ["甲"], "grade": "好"}, "seq"),
        ("record_revisit", {"seq": 0, "done_on": DAY, "visitors": ["甲"], "grade": "好"}, "seq"),
        ("record_determination", {**DETERMINATION, "outcome": ["exempt"]}, "outcome"),
        ("record_petition", {**PETITION, "times": 0}, "times"),
        ("record_petition", {**PETITION, "times": 1.5}, "times"),
        ("record_petition", {**PETITION, "is_named": "yes"}, "is_named"),
        ("record_clarification", {**CLARIFICATION, "finding": "rumour"}, "finding"),
        ("record_clarification", {**CLARIFICATION, "modes": ["in_person", "rumour"]}, "modes"),
        ("record_clarification", {**CLARIFICATION, "modes": "rumour"}, "modes"),
        ("record_review", {**REVIEW, "result": "postpone"}, "result"),
        ("record_promotion", {"kind": "demoted", "on": DAY}, "kind"),
        ("record_tracking", {**TRACKING, "kind": "glance"}, "kind"),
        ("record_supervision", {**SUPERVISION, "finding": "mistaken"}, "finding"),
        ("record_recusals", {"recusals": ["wang"], "decided_by": "甲"}, "recusals"),
        ("record_recusals", {"recusals": [{"account": "wang"}], "decided_by": "甲"}, "recusals"),
        (
            "record_recusals",
            {"recusals": [{"account": " ", "reason": "other"}], "decided_by": "甲"},
            "recusals",
        ),
        (
            "record_recusals",
            {"recusals": [{"account": "wang", "reason": "rival"}], "decided_by": "甲"},
            "recusals",
        ),
        (
            "record_recusals",
            {"recusals": [{"account": "wang", "reason": "other", "basis": 5}], "decided_by": "甲"},
            "recusals",
        ),
        (
            "record_recusals",
            {"recusals": [{"account": "wang", "reason": "other", "until": "x"}], "decided_by": "甲"},
            "recusals",
        ),
    ],
)
def test_an_input_of_the_wrong_kind_is_refused_and_nothing_is_recorded(
    case: Case, operation: str, inputs: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(OperationInputInvalid) as refusal:
        case.ask(operation, **inputs)
    assert f"“{wrong}”" in refusal.value.text("zh")
    assert f"'{wrong}'" in refusal.value.text("en")
    assert case.book.records == {}


@given(
    st.sampled_from(sorted(AGREED)),
    st.dictionaries(st.sampled_from(["text", "to", "seq", "kind"]), st.text()),
)
def test_whatever_is_asked_either_works_or_is_a_named_refusal(operation: str, inputs: dict[str, Any]) -> None:
    case = Case()
    with suppress(OperationInputMissing, OperationInputUnknown, OperationInputInvalid, RegisterEntryMissing):
        assert set(case.ask(operation, **inputs)) == set(OPERATIONS[operation].results)
        return
    assert case.book.records == {}


def test_record_numbers_follow_from_the_case_the_register_and_the_sequence(case: Case) -> None:
    first = case.ask("record_determination", **DETERMINATION)["determination_no"]
    second = case.ask("record_determination", **DETERMINATION)["determination_no"]
    assert [first, second] == [f"{CASE_NO}-RD-01", f"{CASE_NO}-RD-02"]
    assert first == record_number(CASE_NO, "determinations", 1)
    assert sequence_of(second) == 2


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_each_status_can_be_set_and_the_last_one_counts(case: Case, status: str) -> None:
    assert case.book.status() is None
    case.ask("set_status", status="applied")
    case.ask("set_status", status=status)
    assert case.book.status() == status


def test_every_operation_names_the_register_it_writes_into() -> None:
    assert {operation.register for operation in OPERATIONS.values()} == set(REGISTERS)


def test_the_results_that_an_operation_announces_are_those_it_gives(case: Case) -> None:
    number = case.ask("issue_correction", **CORRECTION)["correction_no"]
    given: dict[str, dict[str, Any]] = {
        "set_status": {"status": "applied"},
        "record_advice": {"decision": "outcome", "advice": "exempt"},
        "record_determination": DETERMINATION,
        "record_effects": {"effects": ["甲"], "from_on": DAY},
        "record_education": {**EDUCATION, "form": 1},
        "issue_correction": CORRECTION,
        "close_correction": {
            "correction_no": number,
            "result": "已整改",
            "accepted_by": "甲",
            "accepted_on": DAY,
        },
        "flag_correction_overdue": {"correction_no": number},
        "record_notice": {"kind": "accept", "to_body": "甲"},
        "publish_case": {"title": "甲", "text": "乙", "scope": "internal", "approved_by": "丙"},
        "plan_revisits": {"dates": [DAY]},
        "record_revisit": {"seq": 1, "done_on": DAY, "visitors": ["甲", "乙"], "grade": "好"},
        "record_transfer": {"to_body": "甲", "reason": "乙", "transferred_on": DAY},
        "record_withdrawal": {"withdrawn_on": DAY},
        "archive_case": {"volume_no": "1", "retention": "永久", "archived_on": DAY},
        "notify": {"to": "intake", "text": "甲"},
        "record_petition": PETITION,
        "close_petition": {
            "petition_no": record_number(CASE_NO, "petitions", 1),
            "finding": "wrong",
            "closed_on": DAY,
        },
        "record_clarification": CLARIFICATION,
        "record_referral": REFERRAL,
        "record_review": REVIEW,
        "record_service": {
            "determination_no": record_number(CASE_NO, "determinations", 1),
            "served_on": DAY,
            "appeal_until": DAY,
        },
        "lift_effects": {"record_no": record_number(CASE_NO, "effects", 1), "lifted_on": DAY, "reason": "甲"},
        "record_promotion": {"kind": "none", "on": DAY},
        "record_tracking": TRACKING,
        "escalate_correction": {"correction_no": number, **ESCALATION},
        "record_supervision": SUPERVISION,
        "close_supervision": {
            "supervision_no": record_number(CASE_NO, "supervisions", 1),
            "result": "settled",
            "text": "已启动",
            "closed_on": DAY,
            "closed_by": "甲",
        },
        "record_explanation": EXPLANATION,
        "close_explanation": {"explanation_no": record_number(CASE_NO, "explanations", 1), **ANSWER},
        "record_superior_accountability": SUPERIOR,
        "record_risk_filing": FILING,
        "settle_risk_filing": {
            "filing_no": record_number(CASE_NO, "risk_filings", 1),
            "result": "filed",
            "settled_on": DAY,
        },
        "expire_risk_filing": {
            "filing_no": record_number(CASE_NO, "risk_filings", 1),
            "expired_on": DAY,
        },
        "link_risk_filings": {"filing_nos": ["甲"], "linked_by": "乙", "linked_on": DAY},
        "record_early_reminder": REMINDER,
        "close_early_reminder": {
            "reminder_no": record_number(CASE_NO, "early_reminders", 1),
            "measures": "甲",
            "closed_on": DAY,
            "closed_by": "乙",
        },
        "record_vote": VOTE,
        "record_accountability": TRACK,
        "close_accountability": {
            "accountability_no": record_number(CASE_NO, "accountability", 1),
            "result": "exempted",
            "concluded_on": DAY,
            "follows_conclusion": True,
        },
        "release_accountability": {"released_on": DAY, "release_reason": "撤回"},
        "record_recusals": {
            "recusals": [{"account": "wang", "reason": "relative"}],
            "decided_by": "甲",
        },
    }
    assert given.keys() == OPERATIONS.keys()
    for operation, inputs in given.items():
        assert tuple(case.ask(operation, **inputs)) == OPERATIONS[operation].results
