"""Accountability of the bodies that supervise: those that let an error go on are held to account themselves."""

from __future__ import annotations

from webapp.procedures.operations.inputs import DAY, TEXT, OperationInput, one_of, optional
from webapp.procedures.operations.operation import Operation, record_in

_BODY_KIND = one_of(
    party_committee=("党委（党组）", "Party committee or group"),
    accountable_organ=("问责机关（部门）", "Organ or department that holds to account"),
)

OPERATIONS = (
    Operation(
        "record_superior_accountability",
        "superior_accountability",
        "登记对督促指导单位的问责",
        "Record that a supervising body is held to account",
        "督促指导不到位、放任错误发生并造成不良后果或者影响的，登记对党委（党组）或者问责机关（部门）的问责建议。",
        "Where a body failed to urge and guide, let errors happen and harm came of it, enters that the Party committee "
        "or the organ that holds to account is to be held to account itself.",
        (
            OperationInput("body_kind", _BODY_KIND, "被问责单位的类别", "Kind of body"),
            OperationInput("body", TEXT, "被问责单位", "Body held to account"),
            OperationInput("fault", TEXT, "督促指导不到位的事实", "What it failed to do"),
            OperationInput("consequence", TEXT, "不良后果或者影响", "Harm that came of it"),
            OperationInput("to_body", TEXT, "向哪个机关提出", "Proposed to"),
            OperationInput("held_on", DAY, "提出日期", "Proposed on"),
            OperationInput("held_by", TEXT, "提出人", "Proposed by"),
            optional("correction_no", TEXT, "纠错编号", "Correction number"),
        ),
        ("record_no",),
        record_in("superior_accountability"),
    ),
)
