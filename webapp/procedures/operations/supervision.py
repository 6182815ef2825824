"""Supervision of how tolerance is applied, and who stays away from a case."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value
from webapp.procedures.errors import OperationInputMissing
from webapp.procedures.operations.inputs import DAY, TEXT, InputKind, OperationInput, one_of, optional
from webapp.procedures.operations.operation import Operation, amend_in, record_in
from webapp.procedures.registers import RegisterBook

_FINDING = one_of(
    failure_to_apply=("该实施不实施", "Not applied where it should be"),
    wrongful_application=("不该实施乱实施", "Applied where it should not be"),
    procedure=("程序不规范", "Procedure not kept"),
    subject=("主体不适用", "Applied by or to the wrong body"),
    conclusion=("结论不准确", "Conclusion not accurate"),
    correction=("纠错不到位", "Correction falls short"),
    overdue=("办理超期", "Overdue"),
    other=("其他", "Other"),
)
_SUPERVISION_RESULT = one_of(
    settled=("已整改到位", "Settled"),
    escalated=("移交追责", "Escalated"),
)
_RECUSAL_REASONS = one_of(
    subject=("本人是当事人", "Party to the matter"),
    relative=("近亲属", "Close relative"),
    earlier_handler=("曾经办理", "Handled it earlier"),
    own_request=("自行申请回避", "At their own request"),
    other=("其他", "Other"),
)
_DECIDED_BY = optional("decided_by", TEXT, "决定人", "Decided by")


def _is_recusals(value: Value) -> bool:
    return isinstance(value, list) and all(_is_recusal(row) for row in value)


def _is_recusal(row: Value) -> bool:
    if not isinstance(row, dict) or not row.keys() <= {"account", "reason", "basis"}:
        return False
    account, basis = row.get("account"), row.get("basis")
    return (
        isinstance(account, str)
        and bool(account.strip())
        and _RECUSAL_REASONS.accepts(row.get("reason"))
        and (basis is None or isinstance(basis, str))
    )


_RECUSALS = InputKind(
    "recusals",
    f"列表，每项含 account（登录名）、reason（{_RECUSAL_REASONS.zh}），可含 basis（依据）",
    f"a list whose items hold account (a login name), reason ({_RECUSAL_REASONS.en}) and perhaps basis",
    _is_recusals,
    {**_RECUSAL_REASONS.choices},
)


def _record_recusals(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
    """One record for each person; nothing where nobody has to stay away."""
    rows = inputs["recusals"] or []
    if rows and inputs["decided_by"] is None:
        raise OperationInputMissing(
            operation="record_recusals", input=_DECIDED_BY.name, label=_DECIDED_BY.zh, label_en=_DECIDED_BY.en
        )
    numbers: list[Value] = []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            record = {name: row.get(name) for name in ("account", "reason", "basis")}
            numbers.append(book.add("recusals", {**record, "decided_by": inputs["decided_by"]}))
    return {"record_nos": numbers}


OPERATIONS = (
    Operation(
        "record_supervision",
        "supervisions",
        "登记监督检查",
        "Record a supervision finding",
        "登记监督检查发现的问题、依据和整改要求，得到监督检查编号。",
        "Enters what an inspection found, on what basis, and what it demands; gives its number.",
        (
            OperationInput("finding", _FINDING, "发现的问题", "Finding"),
            OperationInput("basis", TEXT, "依据", "Basis"),
            OperationInput("demand", TEXT, "整改要求", "Demand"),
            OperationInput("found_by", TEXT, "检查人", "Found by"),
            OperationInput("found_on", DAY, "发现日期", "Found on"),
            optional("due_on", DAY, "期限", "Due on"),
        ),
        ("supervision_no",),
        record_in("supervisions", "supervision_no"),
    ),
    Operation(
        "close_supervision",
        "supervisions",
        "办结监督检查",
        "Close a supervision finding",
        "登记监督检查发现的问题的处理结果。",
        "Enters how the finding of an inspection ended.",
        (
            OperationInput("supervision_no", TEXT, "监督检查编号", "Supervision number"),
            OperationInput("result", _SUPERVISION_RESULT, "处理结果", "Result"),
            OperationInput("text", TEXT, "说明", "Text"),
            OperationInput("closed_on", DAY, "办结日期", "Closed on"),
            OperationInput("closed_by", TEXT, "办结人", "Closed by"),
        ),
        ("supervision_no",),
        amend_in("supervisions", "supervision_no"),
    ),
    Operation(
        "record_recusals",
        "recusals",
        "登记回避",
        "Record recusals",
        "逐人登记回避及其理由；登记后该账号不得再办理、查看本案。列表为空的不登记。",
        "Enters who stays away from the case and why, one record a person; from then on that account may neither "
        "handle nor read it. An empty list enters nothing.",
        (optional("recusals", _RECUSALS, "回避人员", "Recusals"), _DECIDED_BY),
        ("record_nos",),
        _record_recusals,
    ),
)
