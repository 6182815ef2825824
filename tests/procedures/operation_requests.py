"""Asking for operations on a register book in memory, with inputs that every record takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.feel import Value, from_python, to_python
from webapp.procedures.operations import perform_operation
from webapp.procedures.registers import HeldRegisterBook

CASE_NO = "〔2026〕LIWAN-0001"
DAY = date(2026, 3, 2)

DETERMINATION = {"outcome": "exempt", "reasons": "集体决策", "decided_by": "常委会", "decided_on": DAY}
CORRECTION = {
    "doc_kind": "rectify_notice",
    "duties": "完善制度",
    "owner": "区住建局",
    "due_on": DAY,
    "methods": ["case_warning", "on_site_reflection"],
}
PETITION = {"channel": "来信", "received_on": DAY, "is_named": True, "times": 1}
CLARIFICATION = {
    "finding": "wrong",
    "modes": ["in_person", "meeting"],
    "scope": "所在单位",
    "text": "反映的问题不属实",
    "done_on": DAY,
    "done_by": "陈华",
}
REFERRAL = {
    "about": "举报人",
    "to_body": "市公安局",
    "reason": "捏造事实",
    "approved_by": "市纪委监委",
    "approved_on": DAY,
    "referred_on": DAY,
}
REVIEW = {
    "filed_by": "申请人",
    "filed_on": DAY,
    "grounds": "认定过重",
    "result": "change",
    "text": "改为免责",
    "reviewer": "李明",
    "decided_by": "常委会",
    "decided_on": DAY,
}
SUPERVISION = {
    "finding": "failure_to_apply",
    "basis": "抽查",
    "demand": "十日内启动",
    "found_by": "监督检查室",
    "found_on": DAY,
}
ESCALATION = {"to_body": "区委", "reason": "逾期未整改", "escalated_on": DAY, "escalated_by": "监督检查室"}
TRACKING = {"kind": "effect", "text": "执行效果良好", "done_on": DAY, "done_by": "陈华"}
EXPLANATION = {"to_body": "市级机关", "text": "与清单相符", "explained_by": "县委负责人", "explained_on": DAY}
ANSWER = {"answer": "returned", "answer_text": "交本级认定", "answered_by": "承办人", "answered_on": DAY}
SUPERIOR = {
    "body_kind": "party_committee",
    "body": "主管部门党组",
    "fault": "多次提醒没有督促",
    "consequence": "同类问题再次发生",
    "to_body": "县委",
    "held_on": DAY,
    "held_by": "监督检查室",
}
FILING = {
    "title": "新模式投资",
    "unit_code": "soe",
    "subject_name": "项目负责人",
    "matter": "投资",
    "risk": "估值波动",
    "decision_basis": "会议纪要",
    "controls": "止损线",
    "filed_on": DAY,
}
REMINDER = {
    "unit_code": "soe",
    "problem": "补签",
    "reminder": "自查",
    "reminded_by": "陈华",
    "reminded_on": DAY,
}
VOTE = {
    "round": 1,
    "held_on": DAY,
    "members": ["a", "b", "c"],
    "entitled": 3,
    "present": 2,
    "tolerate_yes": 2,
    "tolerate_no": 0,
    "tolerate_abstain": 0,
    "correct_yes": 1,
    "correct_no": 1,
    "result": "passed",
    "handling": "exempt",
}
TRACK = {"organ": "问责机关", "received_on": DAY}
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
