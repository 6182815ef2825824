"""Petitions, what was found of them, the clearing of a name, and the referral of who reported maliciously."""

from __future__ import annotations

from webapp.procedures.operations.inputs import (
    COUNT,
    DAY,
    FLAG,
    TEXT,
    OperationInput,
    one_of,
    optional,
    some_of,
)
from webapp.procedures.operations.operation import Operation, amend_in, record_in

_FINDING = one_of(
    true=("属实", "True"),
    partly=("部分属实", "Partly true"),
    mistaken=("误告", "Mistaken"),
    wrong=("错告", "Wrong"),
    false_malicious=("诬告陷害", "False and malicious"),
    undetermined=("未查实，不能排除", "Not proven but not excluded"),
    repeat=("重复信访，无新线索", "Repeated, with nothing new"),
    new_clues=("有新线索", "With new clues"),
)
_CLARIFICATION_MODES = some_of(
    in_person=("当面告知", "Told in person"),
    written=("书面通知", "Written notice"),
    circular=("通报", "Circular"),
    meeting=("召开会议", "Meeting"),
    online=("网络平台", "Online"),
)

OPERATIONS = (
    Operation(
        "record_petition",
        "petitions",
        "登记信访举报",
        "Record a petition",
        "登记信访举报的渠道、内容、举报人和次数，得到信访举报编号。",
        "Enters the channel, the contents, the informant and the count of a petition; gives its number.",
        (
            OperationInput("channel", TEXT, "渠道", "Channel"),
            OperationInput("received_on", DAY, "收到日期", "Received on"),
            OperationInput("is_named", FLAG, "是否实名", "Named"),
            optional("content", TEXT, "举报内容", "Content"),
            optional("informant", TEXT, "举报人", "Informant"),
            optional("reference", TEXT, "来文编号", "Reference"),
            OperationInput("times", COUNT, "第几次", "Times"),
            optional("earlier_case_no", TEXT, "以前的案号", "Earlier case"),
        ),
        ("petition_no",),
        record_in("petitions", "petition_no"),
    ),
    Operation(
        "close_petition",
        "petitions",
        "办结信访举报",
        "Close a petition",
        "登记信访举报的查核结论。",
        "Enters what was found of a petition.",
        (
            OperationInput("petition_no", TEXT, "信访举报编号", "Petition number"),
            OperationInput("finding", _FINDING, "查核结论", "Finding"),
            OperationInput("closed_on", DAY, "办结日期", "Closed on"),
            optional("note", TEXT, "说明", "Note"),
        ),
        ("petition_no",),
        amend_in("petitions", "petition_no"),
    ),
    Operation(
        "record_clarification",
        "clarifications",
        "登记澄清正名",
        "Record a clarification",
        "登记为不实举报的对象澄清正名的方式、范围和内容，以及对举报人的处理。",
        "Enters how, where and in what words a name was cleared, and what was done about the informant.",
        (
            OperationInput("finding", _FINDING, "查核结论", "Finding"),
            optional("adverse_effect", FLAG, "是否造成不良影响", "Adverse effect"),
            OperationInput("modes", _CLARIFICATION_MODES, "澄清方式", "Modes"),
            OperationInput("scope", TEXT, "澄清范围", "Scope"),
            OperationInput("text", TEXT, "澄清内容", "Text"),
            OperationInput("done_on", DAY, "澄清日期", "Done on"),
            OperationInput("done_by", TEXT, "实施人", "Done by"),
            optional("informant_action", TEXT, "对举报人的处理", "Action on the informant"),
        ),
        ("clarification_no",),
        record_in("clarifications", "clarification_no"),
    ),
    Operation(
        "record_referral",
        "referrals",
        "登记诬告陷害移送",
        "Record a referral",
        "登记经批准按诬告陷害移送处理的对象、机关和理由。",
        "Enters whom, to whom and why a malicious report was referred, once approved.",
        (
            OperationInput("about", TEXT, "移送对象", "About"),
            OperationInput("to_body", TEXT, "接收机关", "To"),
            OperationInput("reason", TEXT, "理由", "Reason"),
            OperationInput("approved_by", TEXT, "批准机关", "Approved by"),
            OperationInput("approved_on", DAY, "批准日期", "Approved on"),
            OperationInput("referred_on", DAY, "移送日期", "Referred on"),
        ),
        ("record_no",),
        record_in("referrals"),
    ),
)
