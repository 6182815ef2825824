"""Papers that leave the case or end it: notices, messages, publication, transfer, withdrawal, archive."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value
from webapp.procedures.operations.inputs import (
    DAY,
    TEXT,
    TEXTS,
    OperationInput,
    one_of,
    optional,
    texts_such_as,
)
from webapp.procedures.operations.operation import Operation, record_in
from webapp.procedures.registers import RegisterBook

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
_METHOD = texts_such_as(
    in_person=("当面", "In person"),
    post=("邮寄", "By post"),
    official_letter=("公文交换", "Official exchange"),
    platform=("平台送达", "On the platform"),
    written=("书面通知", "In writing"),
    circular=("通报", "Circular"),
    meeting=("召开会议", "At a meeting"),
    online=("网络平台发布", "Published online"),
)


def _notify(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    to = inputs["to"]
    recipients = to if isinstance(to, list) else [to]
    texts = {"text": inputs["text"], "text_en": inputs["text_en"]}
    return {"message_nos": [book.add("messages", {"to": one, **texts}) for one in recipients]}


OPERATIONS = (
    Operation(
        "record_notice",
        "notices",
        "登记通知",
        "Record a notice",
        "登记发出的通知、反馈、抄送或报备。",
        "Enters a notice, feedback, copy or filing that was sent.",
        (
            OperationInput("kind", _NOTICE, "种类", "Kind"),
            OperationInput("to_body", TEXT, "送达对象", "To"),
            optional("method", _METHOD, "送达方式", "Method"),
            optional("sent_on", DAY, "发出日期", "Sent on"),
            optional("receipt_on", DAY, "签收日期", "Received on"),
            optional("text", TEXT, "内容", "Text"),
        ),
        ("record_no",),
        record_in("notices"),
    ),
    Operation(
        "publish_case",
        "publications",
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
        "record_transfer",
        "transfers",
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
        "withdrawals",
        "登记撤回",
        "Record a withdrawal",
        "登记申请的撤回。",
        "Enters that the application was withdrawn.",
        (
            optional("reason", TEXT, "理由", "Reason"),
            OperationInput("withdrawn_on", DAY, "撤回日期", "Withdrawn on"),
            optional("paper_received_on", DAY, "收到书面申请的日期", "Paper request received on"),
            optional("paper_note", TEXT, "书面撤回申请", "Paper request"),
        ),
        ("record_no",),
        record_in("withdrawals"),
    ),
    Operation(
        "archive_case",
        "archives",
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
        "messages",
        "发送站内消息",
        "Send a message",
        "给一个角色（或账号）发送站内消息。",
        "Sends a message inside the platform to a role or an account.",
        (
            OperationInput("to", TEXTS, "收件人", "To"),
            OperationInput("text", TEXT, "内容", "Text"),
            optional("text_en", TEXT, "英文内容", "Text in English"),
        ),
        ("message_nos",),
        _notify,
    ),
)
