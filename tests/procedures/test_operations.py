"""Operations: the closed list, their inputs, and what each leaves in the registers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.feel import Value, from_python, to_python
from webapp.procedures.errors import (
    DifferenceUnexplained,
    FourFormMissing,
    OperationInputInvalid,
    OperationInputMissing,
    OperationInputUnknown,
    RegisterEntryMissing,
    UnknownOperation,
)
from webapp.procedures.operations import OPERATIONS, STATUSES, declared_inputs, perform_operation
from webapp.procedures.registers import REGISTERS, HeldRegisterBook, record_number, sequence_of

CASE_NO = "〔2026〕LIWAN-0001"

#: The operations and inputs that packs are written against.
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
    },
    "record_effects": {"effects", "from_on", "until_on"},
    "record_education": {"kind", "form", "text", "done_on", "done_by"},
    "issue_correction": {"doc_kind", "duties", "owner", "due_on"},
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
    },
    "record_transfer": {"to_body", "reason", "transferred_on"},
    "record_withdrawal": {"reason", "withdrawn_on"},
    "archive_case": {"volume_no", "retention", "archived_on"},
    "notify": {"to", "text"},
}

DAY = date(2026, 3, 2)

DETERMINATION = {"outcome": "exempt", "reasons": "集体决策", "decided_by": "常委会", "decided_on": DAY}
CORRECTION = {"doc_kind": "rectify_notice", "duties": "完善制度", "owner": "区住建局", "due_on": DAY}
EDUCATION = {"kind": "four_forms", "text": "谈话提醒", "done_on": DAY, "done_by": "陈华"}


@dataclass(frozen=True)
class Asked:
    """A service task's request."""

    type: str
    inputs: Mapping[str, Value]


@dataclass
class Case:
    """A book and shorthand for asking."""

    book: HeldRegisterBook = field(default_factory=lambda: HeldRegisterBook(CASE_NO))

    def ask(self, operation: str, **inputs: Any) -> dict[str, Any]:
        call = Asked(operation, {name: from_python(value) for name, value in inputs.items()})
        return {name: to_python(value) for name, value in perform_operation(call, self.book).items()}

    def records(self, register: str) -> list[dict[str, Any]]:
        listed = self.book.list_records(register)
        return [{name: to_python(value) for name, value in record.items()} for record in listed]


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
    assert second == {**done, "mental_state": None, "work_state": None, "life_state": None, "follow_up": None}


def test_a_revisit_that_nobody_planned_is_recorded_all_the_same(case: Case) -> None:
    case.ask("record_revisit", seq=1, done_on=DAY, visitors="甲", grade="一般")
    assert case.records("revisits")[0]["planned_on"] is None


def test_a_message_to_several_is_recorded_once_for_each(case: Case) -> None:
    case.ask("notify", to=["intake", "wanghong"], text="请受理")
    assert [record["to"] for record in case.records("messages")] == ["intake", "wanghong"]


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
        ("archive_case", "archives", {"volume_no": "2026-1", "retention": "永久", "archived_on": DAY}),
    ],
)
def test_an_entry_goes_into_its_register_as_it_was_given(
    case: Case, operation: str, register: str, inputs: dict[str, Any]
) -> None:
    number = case.ask(operation, **inputs)["record_no"]
    assert number == record_number(CASE_NO, register, 1)
    assert case.records(register)[0].items() >= inputs.items()


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
        "record_revisit": {"seq": 1, "done_on": DAY, "visitors": "甲", "grade": "好"},
        "record_transfer": {"to_body": "甲", "reason": "乙", "transferred_on": DAY},
        "record_withdrawal": {"withdrawn_on": DAY},
        "archive_case": {"volume_no": "1", "retention": "永久", "archived_on": DAY},
        "notify": {"to": "intake", "text": "甲"},
    }
    assert given.keys() == OPERATIONS.keys()
    for operation, inputs in given.items():
        assert tuple(case.ask(operation, **inputs)) == OPERATIONS[operation].results
