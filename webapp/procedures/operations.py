"""The closed list of operations that a diagram's service tasks may ask for.

Each is a function of its inputs and the case's register book, nothing else: a scenario runs it on a book in
memory, a case on its book in the database, with the same result. A wrong input raises, and the engine turns
that into an incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures.errors import UnknownOperation
from webapp.procedures.operation_effects import (
    Effect,
    close_correction,
    flag_correction_overdue,
    issue_correction,
    notify,
    plan_revisits,
    record_determination,
    record_education,
    record_in,
    record_revisit,
    set_status,
)
from webapp.procedures.operation_inputs import (
    ANYTHING,
    DAY,
    DAYS,
    ITEMS,
    TEXT,
    TEXTS,
    WHOLE,
    InputKind,
    OperationInput,
    check_inputs,
    one_of,
    optional,
)
from webapp.procedures.registers import RegisterBook

#: The states of a case, with their names.
STATUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "applied": ("已申请", "Applied"),
        "supplementing": ("补正中", "Being supplemented"),
        "verifying": ("核实中", "Being verified"),
        "consulting": ("会商中", "In consultation"),
        "deciding": ("待认定", "Awaiting determination"),
        "implementing": ("结果运用", "Being implemented"),
        "revisiting": ("回访中", "Being revisited"),
        "archived": ("已归档", "Archived"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "transferred": ("已移送", "Transferred"),
        "lapsed": ("逾期未补正视为撤回", "Lapsed: not supplemented in time"),
    }
)

_STATUS = one_of(**STATUSES)
_OUTCOME = one_of(
    exempt=("免责", "Exempt"),
    mitigate_light=("从轻", "Lighter within the range"),
    mitigate_reduce=("减轻", "Reduced below the range"),
    educate=("批评教育（免予处分）", "Criticism and education, no sanction"),
    no_accountability=("不启动问责", "No accountability started"),
    deny=("不予容错", "Tolerance refused"),
    withdrawn=("撤回", "Withdrawn"),
)
_CORRECTION_DOCUMENT = one_of(
    supervision_proposal=("纪检监察建议书", "Supervision proposal"),
    rectify_notice=("问题整改通知书", "Notice to correct"),
    talk=("谈话", "Talk"),
    remind=("提醒", "Reminder"),
    feedback=("反馈", "Feedback"),
)
_NOTICE = one_of(
    accept=("受理", "Acceptance"),
    reject=("不予受理", "Not accepted"),
    supplement=("补正", "To be completed"),
    result=("结果反馈", "Result"),
    filing=("报备", "Filing"),
    cc_org=("抄送组织人事", "Copy to the personnel department"),
    rectify=("整改", "Correction"),
    clarify=("澄清", "Clarification"),
    revisit=("回访", "Revisit"),
    appeal_rights=("救济告知", "Right to ask for review"),
)
_FOUR_FORM = InputKind(
    "four_form", "1 至 4", "1 to 4", lambda value: value in [Decimal(form) for form in (1, 2, 3, 4)]
)
_EDUCATION = one_of(
    criticism_education=("批评教育", "Criticism and education"),
    four_forms=("四种形态", "One of the four forms"),
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its type in the diagram, names, inputs, the names of its results, and what it does."""

    type: str
    zh: str
    en: str
    description_zh: str
    description_en: str
    inputs: tuple[OperationInput, ...]
    results: tuple[str, ...]
    effect: Effect

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh

    def description(self, language: Language = "zh") -> str:
        return self.description_en if language == "en" else self.description_zh


class Call(Protocol):
    """What the engine hands over when a service task is reached."""

    @property
    def type(self) -> str:
        """The operation asked for."""

    @property
    def inputs(self) -> Mapping[str, Value]:
        """The inputs mapped in the diagram."""


def perform_operation(call: Call, book: RegisterBook) -> Mapping[str, Value]:
    """Check the inputs, do what the operation does, and return its results.

    Raises:
        UnknownOperation: the type is not in the list.
        OperationInputMissing, OperationInputUnknown, OperationInputInvalid: the inputs do not fit.
        DifferenceUnexplained, FourFormMissing, RegisterEntryMissing: the record would break a rule.
    """
    operation = OPERATIONS.get(call.type)
    if operation is None:
        raise UnknownOperation(operation=call.type, known=", ".join(OPERATIONS))
    return operation.effect(check_inputs(operation.type, operation.inputs, call.inputs), book)


def declared_inputs() -> Mapping[str, frozenset[str]]:
    """Operation type → names of its inputs, as the engine's checks want it."""
    return {
        operation.type: frozenset(item.name for item in operation.inputs) for operation in OPERATIONS.values()
    }


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        operation.type: operation
        for operation in (
            Operation(
                "set_status",
                "更新办理状态",
                "Set the status",
                "写入案件的办理状态。",
                "Writes the state the case is in.",
                (OperationInput("status", _STATUS, "办理状态", "Status"),),
                (),
                set_status,
            ),
            Operation(
                "record_advice",
                "记录参考意见",
                "Record the advice",
                "把决策表的结论连同其编号记入台账，供认定时参考。",
                "Enters a table's conclusion as advice for those who decide.",
                (
                    OperationInput("decision", TEXT, "决策表", "Decision"),
                    OperationInput("advice", ANYTHING, "参考意见", "Advice"),
                ),
                ("record_no",),
                record_in("advice"),
            ),
            Operation(
                "record_determination",
                "登记认定结论",
                "Record the determination",
                "登记由人作出的认定；与参考意见不一致时必须有理由。",
                "Enters the determination a person made; one that departs from the advice needs a reason.",
                (
                    OperationInput("outcome", _OUTCOME, "认定结论", "Outcome"),
                    OperationInput("reasons", TEXT, "理由", "Reasons"),
                    OperationInput("decided_by", TEXT, "认定人", "Decided by"),
                    OperationInput("decided_on", DAY, "认定日期", "Decided on"),
                    optional("advised_outcome", _OUTCOME, "参考结论", "Advised outcome"),
                    optional("difference_reason", TEXT, "不一致的理由", "Reason for departing"),
                    optional("appeal_until", DAY, "申请复核期限", "Appeal until"),
                ),
                ("determination_no",),
                record_determination,
            ),
            Operation(
                "record_effects",
                "登记结果运用",
                "Record the effects",
                "登记认定结论在考核、任用等方面的运用及期限。",
                "Enters what follows from the determination in assessment and appointment, and for how long.",
                (
                    OperationInput("effects", ITEMS, "运用事项", "Effects"),
                    OperationInput("from_on", DAY, "起始日期", "From"),
                    optional("until_on", DAY, "截止日期", "Until"),
                ),
                ("record_no",),
                record_in("effects"),
            ),
            Operation(
                "record_education",
                "登记批评教育或四种形态",
                "Record education or one of the four forms",
                "登记批评教育，或所运用的四种形态之一。",
                "Enters criticism and education, or which of the four forms was applied.",
                (
                    OperationInput("kind", _EDUCATION, "方式", "Kind"),
                    optional("form", _FOUR_FORM, "第几种形态", "Which form"),
                    OperationInput("text", TEXT, "内容", "Text"),
                    OperationInput("done_on", DAY, "日期", "Done on"),
                    OperationInput("done_by", TEXT, "实施人", "Done by"),
                ),
                ("record_no",),
                record_education,
            ),
            Operation(
                "issue_correction",
                "下发纠错文书",
                "Issue a correction",
                "登记纠错文书、要求、责任单位和期限，得到纠错编号。",
                "Enters the paper, the duties, the owner and the limit of a correction; gives its number.",
                (
                    OperationInput("doc_kind", _CORRECTION_DOCUMENT, "文书种类", "Kind of paper"),
                    OperationInput("duties", TEXTS, "纠错要求", "Duties"),
                    OperationInput("owner", TEXT, "责任单位", "Owner"),
                    OperationInput("due_on", DAY, "期限", "Due on"),
                ),
                ("correction_no",),
                issue_correction,
            ),
            Operation(
                "close_correction",
                "纠错销号",
                "Close a correction",
                "登记整改验收结果。",
                "Enters the result of checking a correction.",
                (
                    OperationInput("correction_no", TEXT, "纠错编号", "Correction number"),
                    OperationInput("result", TEXT, "验收结果", "Result"),
                    OperationInput("accepted_by", TEXT, "验收人", "Accepted by"),
                    OperationInput("accepted_on", DAY, "验收日期", "Accepted on"),
                ),
                ("correction_no",),
                close_correction,
            ),
            Operation(
                "flag_correction_overdue",
                "标记纠错逾期",
                "Flag a correction as overdue",
                "在台账上标明纠错已逾期。",
                "Marks a correction as overdue in the register.",
                (OperationInput("correction_no", TEXT, "纠错编号", "Correction number"),),
                ("correction_no",),
                flag_correction_overdue,
            ),
            Operation(
                "record_notice",
                "登记通知",
                "Record a notice",
                "登记发出的通知、反馈、抄送或报备。",
                "Enters a notice, feedback, copy or filing that was sent.",
                (
                    OperationInput("kind", _NOTICE, "种类", "Kind"),
                    OperationInput("to_body", TEXT, "送达对象", "To"),
                    optional("method", TEXT, "送达方式", "Method"),
                    optional("sent_on", DAY, "发出日期", "Sent on"),
                    optional("receipt_on", DAY, "签收日期", "Received on"),
                    optional("text", TEXT, "内容", "Text"),
                ),
                ("record_no",),
                record_in("notices"),
            ),
            Operation(
                "publish_case",
                "案例公开",
                "Publish the case",
                "把去标识后的案例收入案例库。",
                "Takes the anonymised case into the case library.",
                (
                    OperationInput("title", TEXT, "标题", "Title"),
                    OperationInput("text", TEXT, "正文", "Text"),
                    OperationInput("scope", TEXT, "公开范围", "Scope"),
                    OperationInput("approved_by", TEXT, "审批人", "Approved by"),
                ),
                ("record_no",),
                record_in("publications"),
            ),
            Operation(
                "plan_revisits",
                "制定回访计划",
                "Plan the revisits",
                "按日期逐次登记回访计划。",
                "Enters one planned revisit for each date.",
                (OperationInput("dates", DAYS, "回访日期", "Dates"),),
                ("revisit_nos",),
                plan_revisits,
            ),
            Operation(
                "record_revisit",
                "登记回访",
                "Record a revisit",
                "登记一次回访的情况。",
                "Enters what a revisit found.",
                (
                    OperationInput("seq", WHOLE, "次序", "Sequence"),
                    optional("planned_on", DAY, "计划日期", "Planned on"),
                    OperationInput("done_on", DAY, "回访日期", "Done on"),
                    OperationInput("visitors", TEXTS, "回访人", "Visitors"),
                    optional("mental_state", TEXT, "思想状态", "State of mind"),
                    optional("work_state", TEXT, "工作状态", "Work"),
                    optional("life_state", TEXT, "生活情况", "Life"),
                    OperationInput("grade", TEXT, "评价", "Grade"),
                    optional("follow_up", TEXT, "后续措施", "Follow-up"),
                ),
                ("revisit_no",),
                record_revisit,
            ),
            Operation(
                "record_transfer",
                "登记移送",
                "Record a transfer",
                "登记案件移送的机关和理由。",
                "Enters where the matter was transferred, and why.",
                (
                    OperationInput("to_body", TEXT, "移送机关", "To"),
                    OperationInput("reason", TEXT, "理由", "Reason"),
                    OperationInput("transferred_on", DAY, "移送日期", "Transferred on"),
                ),
                ("record_no",),
                record_in("transfers"),
            ),
            Operation(
                "record_withdrawal",
                "登记撤回",
                "Record a withdrawal",
                "登记申请的撤回。",
                "Enters that the application was withdrawn.",
                (
                    optional("reason", TEXT, "理由", "Reason"),
                    OperationInput("withdrawn_on", DAY, "撤回日期", "Withdrawn on"),
                ),
                ("record_no",),
                record_in("withdrawals"),
            ),
            Operation(
                "archive_case",
                "归档",
                "Archive the case",
                "登记卷号、保管期限和归档日期。",
                "Enters volume number, retention and day of archiving.",
                (
                    OperationInput("volume_no", TEXT, "卷号", "Volume"),
                    OperationInput("retention", TEXT, "保管期限", "Retention"),
                    OperationInput("archived_on", DAY, "归档日期", "Archived on"),
                ),
                ("record_no",),
                record_in("archives"),
            ),
            Operation(
                "notify",
                "发送站内消息",
                "Send a message",
                "给一个角色（或账号）发送站内消息。",
                "Sends a message inside the platform to a role or an account.",
                (
                    OperationInput("to", TEXTS, "收件人", "To"),
                    OperationInput("text", TEXT, "内容", "Text"),
                ),
                ("message_nos",),
                notify,
            ),
        )
    }
)
