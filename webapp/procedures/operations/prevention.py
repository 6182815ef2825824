"""Before anything goes wrong: risks filed in advance, linked to the cases that come later, and early reminders."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value
from webapp.procedures.operations.inputs import DAY, TEXT, TEXTS, OperationInput, one_of, optional
from webapp.procedures.operations.operation import Operation, amend_in, record_in
from webapp.procedures.registers import RegisterBook

_FILING_RESULT = one_of(
    filed=("予以备案", "Filed"),
    monitored=("备案并重点关注", "Filed and watched closely"),
    refused=("不予备案", "Not filed"),
    lapsed=("逾期未补正", "Lapsed: not completed in time"),
)
_FILING_NO = OperationInput("filing_no", TEXT, "备案编号", "Filing number")
_REMINDER_NO = OperationInput("reminder_no", TEXT, "提醒编号", "Reminder number")


def _link_risk_filings(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """One record in the later case for each filing; nothing where none is linked."""
    named = inputs["filing_nos"]
    numbers = named if isinstance(named, list) else [named] if named else []
    linked = {name: inputs[name] for name in ("event_on", "note", "linked_by", "linked_on")}
    return {"link_nos": [book.add("filing_links", {"filing_no": number, **linked}) for number in numbers]}


OPERATIONS = (
    Operation(
        "record_risk_filing",
        "risk_filings",
        "登记风险备案",
        "Record a risk filing",
        "登记事前报来的风险备案，得到备案编号。登记不等于承诺免责。",
        "Enters a risk that was filed before the event and gives its number. Being entered promises no exemption.",
        (
            OperationInput("title", TEXT, "事项名称", "Title"),
            OperationInput("unit_code", TEXT, "单位", "Unit"),
            OperationInput("subject_name", TEXT, "当事人或者单位", "Person or unit"),
            OperationInput("matter", TEXT, "拟办事项", "What is planned"),
            OperationInput("risk", TEXT, "风险", "Risk"),
            OperationInput("decision_basis", TEXT, "决策依据", "Basis of the decision"),
            OperationInput("controls", TEXT, "防控措施", "Controls"),
            OperationInput("filed_on", DAY, "备案日期", "Filed on"),
        ),
        ("filing_no",),
        record_in("risk_filings", "filing_no"),
    ),
    Operation(
        "settle_risk_filing",
        "risk_filings",
        "办结风险备案",
        "Settle a risk filing",
        "登记备案审核的结论、有效期和理由。",
        "Enters how the review of a risk filing ended, until when it is valid, and why.",
        (
            _FILING_NO,
            OperationInput("result", _FILING_RESULT, "审核结论", "Result"),
            OperationInput("settled_on", DAY, "办结日期", "Settled on"),
            optional("settled_by", TEXT, "审核人", "Reviewed by"),
            optional("valid_to", DAY, "有效期至", "Valid until"),
            optional("note", TEXT, "说明", "Note"),
        ),
        ("filing_no",),
        amend_in("risk_filings", "filing_no"),
    ),
    Operation(
        "expire_risk_filing",
        "risk_filings",
        "风险备案期满",
        "Expire a risk filing",
        "有效期届满时注明备案从哪一天起失效；审核结论不变。",
        "Notes from which day on a risk filing covers nothing any more; how its review ended stays.",
        (_FILING_NO, OperationInput("expired_on", DAY, "期满失效日期", "Expired on")),
        ("filing_no",),
        amend_in("risk_filings", "filing_no"),
    ),
    Operation(
        "link_risk_filings",
        "filing_links",
        "关联风险备案",
        "Link risk filings",
        "在后来的案件里登记承办人确认的风险备案，逐件一条；没有的不登记。",
        "Enters in a later case the risk filings that the officer confirmed, one record each; nothing where there is none.",
        (
            optional("filing_nos", TEXTS, "备案编号", "Filing numbers"),
            optional("event_on", DAY, "事项发生日期", "Day of the event"),
            optional("note", TEXT, "与本案的关系", "What they have to do with the case"),
            OperationInput("linked_by", TEXT, "确认人", "Confirmed by"),
            OperationInput("linked_on", DAY, "确认日期", "Confirmed on"),
        ),
        ("link_nos",),
        _link_risk_filings,
    ),
    Operation(
        "record_early_reminder",
        "early_reminders",
        "登记事前提醒",
        "Record an early reminder",
        "登记对苗头性、倾向性问题的提醒，得到提醒编号。",
        "Enters a reminder about a problem in its beginnings and gives its number.",
        (
            OperationInput("unit_code", TEXT, "被提醒单位", "Unit reminded"),
            optional("subject_name", TEXT, "被提醒人", "Person reminded"),
            OperationInput("problem", TEXT, "苗头性、倾向性问题", "Problem in its beginnings"),
            OperationInput("reminder", TEXT, "提醒内容", "Reminder"),
            OperationInput("reminded_by", TEXT, "提醒人", "Reminded by"),
            OperationInput("reminded_on", DAY, "提醒日期", "Reminded on"),
            optional("due_on", DAY, "答复期限", "Answer due on"),
        ),
        ("reminder_no",),
        record_in("early_reminders", "reminder_no"),
    ),
    Operation(
        "close_early_reminder",
        "early_reminders",
        "办结事前提醒",
        "Close an early reminder",
        "登记被提醒单位采取的措施。",
        "Enters what the unit did about a reminder.",
        (
            _REMINDER_NO,
            OperationInput("measures", TEXT, "采取的措施", "Measures taken"),
            OperationInput("closed_on", DAY, "办结日期", "Closed on"),
            OperationInput("closed_by", TEXT, "办结人", "Closed by"),
        ),
        ("reminder_no",),
        amend_in("early_reminders", "reminder_no"),
    ),
)
