"""What each operation leaves in the registers."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
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
    PETITION,
    REFERRAL,
    SUPERIOR,
    SUPERVISION,
    TRACKING,
    Case,
)
from webapp.procedures.errors import (
    DifferenceUnexplained,
    FourFormMissing,
    OperationInputInvalid,
    OperationInputMissing,
    RegisterEntryMissing,
    RevisitsExceeded,
    VisitorsTooFew,
)
from webapp.procedures.registers import record_number


@pytest.fixture
def case() -> Case:
    return Case()


def test_a_determination_that_follows_the_advice_needs_no_further_reason(case: Case) -> None:
    case.ask("record_determination", **DETERMINATION, advised_outcome="exempt")
    assert case.records("determinations")[0]["differs"] is False


def test_a_determination_that_departs_from_the_advice_must_say_why(case: Case) -> None:
    with pytest.raises(DifferenceUnexplained):
        case.ask("record_determination", **DETERMINATION, advised_outcome="educate", difference_reason=" ")
    case.ask("record_determination", **DETERMINATION, advised_outcome="educate", difference_reason="新证据")
    assert case.records("determinations") == [
        {
            **DETERMINATION,
            "advised_outcome": "educate",
            "difference_reason": "新证据",
            "appeal_until": None,
            "replaces": None,
            "differs": True,
        }
    ]


def test_a_determination_without_any_advice_stands_by_its_own_reasons(case: Case) -> None:
    case.ask("record_determination", **DETERMINATION, advised_outcome=None)
    assert case.records("determinations")[0]["differs"] is False


def test_the_four_forms_say_which_of_the_four(case: Case) -> None:
    with pytest.raises(FourFormMissing):
        case.ask("record_education", **EDUCATION)
    for form in (1, 2, 3, 4):
        case.ask("record_education", **EDUCATION, form=form)
    assert [record["form"] for record in case.records("education")] == [1, 2, 3, 4]


def test_criticism_and_education_needs_no_form(case: Case) -> None:
    case.ask("record_education", **{**EDUCATION, "kind": "criticism_education"})
    assert case.records("education")[0]["form"] is None


def test_a_correction_is_issued_flagged_and_closed_under_one_number(case: Case) -> None:
    number = case.ask("issue_correction", **CORRECTION)["correction_no"]
    assert number == f"{CASE_NO}-JC-01"
    assert case.records("corrections")[0]["is_overdue"] is False
    case.ask("flag_correction_overdue", correction_no=number)
    case.ask("close_correction", correction_no=number, result="已整改", accepted_by="陈华", accepted_on=DAY)
    assert case.records("corrections") == [
        {**CORRECTION, "is_overdue": True, "result": "已整改", "accepted_by": "陈华", "accepted_on": DAY}
    ]


def test_closing_a_correction_that_was_never_issued_is_refused(case: Case) -> None:
    with pytest.raises(RegisterEntryMissing, match="RC-3017"):
        case.ask("close_correction", correction_no="9", result="已整改", accepted_by="陈华", accepted_on=DAY)


def test_a_revisit_fills_the_record_that_was_planned_for_it(case: Case) -> None:
    days = [date(2026, 6, 2), date(2026, 9, 2)]
    assert case.ask("plan_revisits", dates=days)["revisit_nos"] == [f"{CASE_NO}-HF-01", f"{CASE_NO}-HF-02"]
    done = {
        "seq": 2,
        "planned_on": days[1],
        "done_on": date(2026, 9, 3),
        "visitors": ["甲", "乙"],
        "grade": "好",
    }
    assert case.ask("record_revisit", **done) == {"revisit_no": f"{CASE_NO}-HF-02"}
    first, second = case.records("revisits")
    assert (first["seq"], first["planned_on"], first["done_on"]) == (1, days[0], None)
    blank = ["mental_state", "work_state", "life_state", "follow_up", "led_to", "next_on"]
    assert second == {**done, **dict.fromkeys(blank)}


def test_what_a_grade_led_to_stays_on_the_record_of_the_revisit(case: Case) -> None:
    poor = {"done_on": DAY, "visitors": ["甲", "乙"], "grade": "poor"}
    case.ask("record_revisit", seq=1, **poor, led_to="extra_visit", next_on=date(2026, 12, 31))
    [record] = case.records("revisits")
    assert (record["led_to"], record["next_on"]) == ("extra_visit", date(2026, 12, 31))


def test_a_revisit_that_nobody_planned_is_recorded_all_the_same(case: Case) -> None:
    case.ask("record_revisit", seq=1, done_on=DAY, visitors=["甲", "乙"], grade="一般")
    assert case.records("revisits")[0]["planned_on"] is None


def test_a_message_to_several_is_recorded_once_for_each(case: Case) -> None:
    case.ask("notify", to=["intake", "wanghong"], text="请受理")
    assert [record["to"] for record in case.records("messages")] == ["intake", "wanghong"]


def test_a_message_keeps_its_english_and_may_have_none(case: Case) -> None:
    case.ask("notify", to="intake", text="请受理", text_en="Please accept")
    case.ask("notify", to="intake", text="请受理", text_en=" ")
    assert case.records("messages") == [
        {"to": "intake", "text": "请受理", "text_en": "Please accept"},
        {"to": "intake", "text": "请受理", "text_en": None},
    ]


@pytest.mark.parametrize("visitors", ["甲", ["甲"], ["甲", "甲"], ["甲", " 甲 "]])
def test_a_revisit_takes_two_different_visitors(case: Case, visitors: Any) -> None:
    case.ask("plan_revisits", dates=[DAY])
    with pytest.raises(VisitorsTooFew):
        case.ask("record_revisit", seq=1, done_on=DAY, visitors=visitors, grade="好")
    assert case.records("revisits")[0]["done_on"] is None


def visit(case: Case, seq: int, done_on: date, most: int | None = 2) -> None:
    case.ask("record_revisit", seq=seq, done_on=done_on, visitors=["甲", "乙"], grade="好", max_per_year=most)


def test_no_more_revisits_are_entered_in_a_calendar_year_than_the_place_allows(case: Case) -> None:
    case.ask("plan_revisits", dates=[date(2026, 3, 2), date(2026, 9, 2), date(2026, 12, 2)])
    visit(case, 1, date(2026, 1, 1))
    visit(case, 2, date(2026, 12, 31))
    with pytest.raises(RevisitsExceeded) as refusal:
        visit(case, 3, date(2026, 12, 31))
    assert "2026 年已回访 2 次" in refusal.value.text("zh")
    assert "no more than 2" in refusal.value.text("en")
    assert case.records("revisits")[2]["done_on"] is None
    visit(case, 3, date(2027, 1, 1))
    assert [record["done_on"].year for record in case.records("revisits")] == [2026, 2026, 2027]


def test_a_revisit_entered_anew_does_not_count_against_itself(case: Case) -> None:
    visit(case, 1, date(2026, 3, 2), most=1)
    visit(case, 1, date(2026, 3, 3), most=1)
    assert [record["done_on"] for record in case.records("revisits")] == [date(2026, 3, 3)]


def test_without_a_limit_a_year_holds_any_number_of_revisits(case: Case) -> None:
    for seq in range(1, 8):
        visit(case, seq, DAY, most=None)
    assert len(case.records("revisits")) == 7


@given(st.lists(st.dates(date(2025, 6, 1), date(2027, 6, 1)), max_size=12), st.integers(1, 4))
def test_whatever_the_order_of_revisits_no_year_holds_more_than_the_limit(
    days: list[date], most: int
) -> None:
    case = Case()
    for seq, day in enumerate(days, 1):
        with suppress(RevisitsExceeded):
            visit(case, seq, day, most)
    years = [record["done_on"].year for record in case.records("revisits")]
    assert all(years.count(year) == min(most, [day.year for day in days].count(year)) for year in years)


def test_a_changed_conclusion_replaces_the_old_one_and_both_stay_in_the_register(case: Case) -> None:
    old = case.ask("record_determination", **DETERMINATION)["determination_no"]
    new = case.ask("record_determination", **{**DETERMINATION, "outcome": "educate"}, replaces=old)
    first, second = case.records("determinations")
    assert (first["outcome"], first["replaced_by"]) == ("exempt", new["determination_no"])
    assert (second["outcome"], second["replaces"]) == ("educate", old)
    assert "replaced_by" not in second


def test_a_conclusion_cannot_replace_one_that_does_not_exist(case: Case) -> None:
    with pytest.raises(RegisterEntryMissing):
        case.ask("record_determination", **DETERMINATION, replaces=f"{CASE_NO}-RD-01")
    assert case.book.records == {}


def test_service_is_noted_in_the_conclusion(case: Case) -> None:
    number = case.ask("record_determination", **DETERMINATION)["determination_no"]
    served, until = date(2026, 3, 9), date(2026, 4, 9)
    result = case.ask("record_service", determination_no=number, served_on=served, appeal_until=until)
    assert result == {"determination_no": number}
    assert case.records("determinations")[0].items() >= {"served_on": served, "appeal_until": until}.items()


def test_effects_that_are_lifted_stay_in_the_register_with_the_reason(case: Case) -> None:
    number = case.ask("record_effects", effects=["甲"], from_on=DAY)["record_no"]
    lifted = {"lifted_on": date(2027, 3, 2), "reason": "影响期满"}
    assert case.ask("lift_effects", record_no=number, **lifted) == {"record_no": number}
    entered = {"effects": ["甲"], "from_on": DAY, "until_on": None, "appointment_effect": None}
    assert case.records("effects") == [{**entered, **lifted}]


def test_a_petition_is_recorded_and_closed_under_one_number(case: Case) -> None:
    number = case.ask("record_petition", **PETITION, informant="某人", content="反映某事")["petition_no"]
    assert number == f"{CASE_NO}-XF-01"
    closed = {"finding": "true", "closed_on": DAY}
    assert case.ask("close_petition", petition_no=number, **closed) == {"petition_no": number}
    record = case.records("petitions")[0]
    assert record.items() >= {**PETITION, **closed, "informant": "某人", "content": "反映某事"}.items()


@pytest.mark.parametrize("named", [True, False])
def test_a_petition_without_a_name_is_a_petition_all_the_same(case: Case, named: bool) -> None:
    case.ask("record_petition", **{**PETITION, "is_named": named}, informant=None)
    assert case.records("petitions")[0]["is_named"] is named


@pytest.mark.parametrize("modes", ["written", ["written"], ["in_person", "circular", "online"]])
def test_a_name_is_cleared_in_one_way_or_in_several(case: Case, modes: Any) -> None:
    case.ask("record_clarification", **{**CLARIFICATION, "modes": modes})
    assert case.records("clarifications")[0]["modes"] == modes


def test_a_correction_that_is_escalated_keeps_its_duties(case: Case) -> None:
    number = case.ask("issue_correction", **CORRECTION)["correction_no"]
    assert case.ask("escalate_correction", correction_no=number, **ESCALATION) == {"correction_no": number}
    assert case.records("corrections") == [
        {**CORRECTION, **ESCALATION, "is_overdue": False, "result": None},
    ]


def test_a_supervision_finding_is_recorded_and_closed_under_one_number(case: Case) -> None:
    number = case.ask("record_supervision", **SUPERVISION)["supervision_no"]
    closed = {"result": "escalated", "text": "拒不整改", "closed_on": DAY, "closed_by": "甲"}
    case.ask("close_supervision", supervision_no=number, **closed)
    assert case.records("supervisions") == [{**SUPERVISION, "due_on": None, **closed}]


def test_each_person_who_stays_away_has_a_record(case: Case) -> None:
    rows = [
        {"account": "wang", "reason": "relative", "basis": "姻亲"},
        {"account": "li", "reason": "subject"},
    ]
    numbers = case.ask("record_recusals", recusals=rows, decided_by="陈华")["record_nos"]
    assert numbers == [f"{CASE_NO}-HB-01", f"{CASE_NO}-HB-02"]
    assert case.records("recusals") == [
        {"account": "wang", "reason": "relative", "basis": "姻亲", "decided_by": "陈华"},
        {"account": "li", "reason": "subject", "basis": None, "decided_by": "陈华"},
    ]


@pytest.mark.parametrize("nobody", [None, []])
def test_where_nobody_has_to_stay_away_nothing_is_recorded(case: Case, nobody: Any) -> None:
    assert case.ask("record_recusals", recusals=nobody, decided_by=None) == {"record_nos": []}
    assert case.book.records == {}


def test_a_recusal_names_who_decided_it(case: Case) -> None:
    with pytest.raises(OperationInputMissing, match="decided_by"):
        case.ask("record_recusals", recusals=[{"account": "wang", "reason": "other"}])
    assert case.book.records == {}


@pytest.mark.parametrize(
    ("operation", "inputs"),
    [
        ("close_petition", {"petition_no": "9", "finding": "true", "closed_on": DAY}),
        ("record_service", {"determination_no": "9", "served_on": DAY, "appeal_until": DAY}),
        ("lift_effects", {"record_no": "9", "lifted_on": DAY, "reason": "影响期满"}),
        ("escalate_correction", {"correction_no": "9", **ESCALATION}),
        (
            "close_supervision",
            {"supervision_no": "9", "result": "settled", "text": "甲", "closed_on": DAY, "closed_by": "甲"},
        ),
    ],
)
def test_what_was_never_recorded_cannot_be_amended(
    case: Case, operation: str, inputs: dict[str, Any]
) -> None:
    with pytest.raises(RegisterEntryMissing):
        case.ask(operation, **inputs)
    assert all(not records for records in case.book.records.values())


def test_effects_keep_their_items_whatever_a_table_put_into_them(case: Case) -> None:
    effects = [{"area": "绩效考核", "effect": "免予扣分"}]
    case.ask("record_effects", effects=effects, from_on=DAY, until_on=None)
    assert case.records("effects")[0]["effects"] == effects


@pytest.mark.parametrize(
    ("operation", "register", "inputs"),
    [
        ("record_advice", "advice", {"decision": "outcome", "advice": {"outcome": "exempt"}}),
        ("record_notice", "notices", {"kind": "result", "to_body": "申请人", "sent_on": DAY}),
        (
            "publish_case",
            "publications",
            {"title": "甲", "text": "乙", "scope": "internal", "approved_by": "丙"},
        ),
        (
            "record_transfer",
            "transfers",
            {"to_body": "区纪委", "reason": "不属本机关", "transferred_on": DAY},
        ),
        ("record_withdrawal", "withdrawals", {"reason": "情况已变", "withdrawn_on": DAY}),
        ("record_referral", "referrals", REFERRAL),
        ("record_tracking", "trackings", {**TRACKING, "advice": "完善制度"}),
        ("record_promotion", "promotions", {"kind": "rank", "on": DAY, "post": "四级调研员"}),
        ("archive_case", "archives", {"volume_no": "2026-1", "retention": "永久", "archived_on": DAY}),
    ],
)
def test_an_entry_goes_into_its_register_as_it_was_given(
    case: Case, operation: str, register: str, inputs: dict[str, Any]
) -> None:
    number = case.ask(operation, **inputs)["record_no"]
    assert number == record_number(CASE_NO, register, 1)
    assert case.records(register)[0].items() >= inputs.items()


def test_what_the_superior_answers_is_noted_in_the_explanation_it_answers(case: Case) -> None:
    first = case.ask("record_explanation", **EXPLANATION)["explanation_no"]
    second = case.ask("record_explanation", **EXPLANATION)["explanation_no"]
    case.ask("close_explanation", explanation_no=second, **ANSWER)
    case.ask("close_explanation", explanation_no=first, **{**ANSWER, "answer": "more"})
    assert [record["answer"] for record in case.records("explanations")] == ["more", "returned"]
    assert [record["text"] for record in case.records("explanations")] == [EXPLANATION["text"]] * 2


def test_an_answer_needs_the_explanation_that_it_answers(case: Case) -> None:
    with pytest.raises(RegisterEntryMissing):
        case.ask("close_explanation", explanation_no=record_number(CASE_NO, "explanations", 1), **ANSWER)


def test_a_superior_answers_in_one_of_three_ways_and_no_other(case: Case) -> None:
    number = case.ask("record_explanation", **EXPLANATION)["explanation_no"]
    with pytest.raises(OperationInputInvalid, match="answer"):
        case.ask("close_explanation", explanation_no=number, **{**ANSWER, "answer": "silence"})
    assert "answer" not in case.records("explanations")[0]


def test_a_body_that_let_errors_happen_is_entered_with_its_fault_and_the_harm(case: Case) -> None:
    case.ask("record_superior_accountability", **SUPERIOR, correction_no="JC-01")
    [record] = case.records("superior_accountability")
    assert (record["body"], record["correction_no"]) == (SUPERIOR["body"], "JC-01")


@pytest.mark.parametrize("left_out", ["body", "fault", "consequence", "to_body"])
def test_a_body_is_not_held_to_account_without_its_fault_the_harm_and_to_whom(
    case: Case, left_out: str
) -> None:
    with pytest.raises(OperationInputMissing, match=left_out):
        case.ask("record_superior_accountability", **{**SUPERIOR, left_out: " "})
    assert case.records("superior_accountability") == []
