"""Corrections: issued, overdue, handed to a higher level, closed."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value
from webapp.procedures.operations.inputs import DAY, TEXT, TEXTS, OperationInput, one_of, optional, some_of
from webapp.procedures.operations.operation import Operation, amend_in
from webapp.procedures.registers import RegisterBook

_CORRECTION_DOCUMENT = one_of(
    supervision_proposal=("纪检监察建议书", "Supervision proposal"),
    rectify_notice=("问题整改通知书", "Notice to correct"),
    talk=("谈话", "Talk"),
    remind=("提醒", "Reminder"),
    feedback=("反馈", "Feedback"),
)
_METHODS = some_of(
    case_warning=("案例警示教育", "Warning by cases"),
    on_site_reflection=("现场反省鉴戒", "Reflection on the spot"),
    model_rectification=("整改典型镜鉴提高", "Learning from good corrections"),
)
_CORRECTION_NO = OperationInput("correction_no", TEXT, "纠错编号", "Correction number")


def _issue_correction(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    number = book.add("corrections", {**inputs, "result": None, "is_overdue": False})
    return {"correction_no": number}


def _flag_correction_overdue(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    book.amend("corrections", str(inputs["correction_no"]), {"is_overdue": True})
    return {"correction_no": inputs["correction_no"]}


OPERATIONS = (
    Operation(
        "issue_correction",
        "corrections",
        "下发纠错文书",
        "Issue a correction",
        "登记纠错文书、要求、责任单位和期限，得到纠错编号。",
        "Enters the paper, the duties, the owner and the limit of a correction; gives its number.",
        (
            OperationInput("doc_kind", _CORRECTION_DOCUMENT, "文书种类", "Kind of paper"),
            OperationInput("duties", TEXTS, "纠错要求", "Duties"),
            OperationInput("owner", TEXT, "责任单位", "Owner"),
            OperationInput("due_on", DAY, "期限", "Due on"),
            optional("methods", _METHODS, "纠错方法", "Methods"),
        ),
        ("correction_no",),
        _issue_correction,
    ),
    Operation(
        "flag_correction_overdue",
        "corrections",
        "标记纠错逾期",
        "Flag a correction as overdue",
        "在台账上标明纠错已逾期。",
        "Marks a correction as overdue in the register.",
        (_CORRECTION_NO,),
        ("correction_no",),
        _flag_correction_overdue,
    ),
    Operation(
        "escalate_correction",
        "corrections",
        "纠错上报追责",
        "Escalate a correction",
        "注明纠错不落实的问题报送何处、由谁报送；纠错的责任不因此免除。",
        "Notes to whom a correction that is not carried out was reported, and by whom. The duty to correct stays.",
        (
            _CORRECTION_NO,
            OperationInput("to_body", TEXT, "报送机关", "Escalated to"),
            OperationInput("reason", TEXT, "报送理由", "Reason for escalating"),
            OperationInput("escalated_on", DAY, "报送日期", "Escalated on"),
            OperationInput("escalated_by", TEXT, "报送人", "Escalated by"),
        ),
        ("correction_no",),
        amend_in("corrections", "correction_no"),
    ),
    Operation(
        "close_correction",
        "corrections",
        "纠错销号",
        "Close a correction",
        "登记整改验收结果。",
        "Enters the result of checking a correction.",
        (
            _CORRECTION_NO,
            OperationInput("result", TEXT, "验收结果", "Result"),
            OperationInput("accepted_by", TEXT, "验收人", "Accepted by"),
            OperationInput("accepted_on", DAY, "验收日期", "Accepted on"),
        ),
        ("correction_no",),
        amend_in("corrections", "correction_no"),
    ),
)
