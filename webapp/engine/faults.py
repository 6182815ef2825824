"""Why a step cannot go on: the texts of incidents, by stable code, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.feel.values import Value

FAULTS: dict[str, tuple[str, str]] = {
    "EN-201": (
        "表达式「{text}」超出限制：{reason}",
        "The expression “{text}” went past a limit: {reason_en}",
    ),
    "EN-202": (
        "条件「{text}」的结果不是是或否，而是 {value}。{why}",
        "The condition “{text}” is neither true nor false but {value}. {why_en}",
    ),
    "EN-203": (
        "没有条件成立，也没有默认流。请补上默认流，或更正事实后重试。",
        "No condition holds and there is no default flow. Add a default flow, or correct the facts and retry.",
    ),
    "EN-204": (
        "{what}「{text}」的结果 {value} 不可用，应为{expected}。{why}",
        "{what_en} “{text}” gives {value}, which cannot be used; expected: {expected_en}. {why_en}",
    ),
    "EN-205": (
        "任务没有办理人：经办人和候选组都算不出来。请核对表达式所用的事实后重试。",
        (
            "Nobody can do the task: neither assignee nor candidate groups come out of the expressions. Check the facts that"
            " they read, then retry."
        ),
    ),
    "EN-206": (
        "决策「{decision}」缺少事实：{missing}。请补充后重试。",
        "The decision “{decision}” lacks facts: {missing}. Supply them and retry.",
    ),
    "EN-207": (
        "决策「{decision}」没有得出结论：{reason}",
        "The decision “{decision}” came to no conclusion: {reason_en}",
    ),
    "EN-208": (
        "操作「{operation}」失败：{reason}",
        "The operation “{operation}” failed: {reason_en}",
    ),
    "EN-209": (
        "错误「{error}」没有人接。{reason}",
        "Nobody catches the error “{error}”. {reason}",
    ),
    "EN-210": (
        "一次动作里自动走了 {steps} 步仍未停下，可能是空转的回路。核对流程图后可重试。",
        (
            "One action ran {steps} automatic steps without coming to rest; it may be a loop that spins. Check the diagram,"
            " then retry."
        ),
    ),
    "EN-211": (
        "多实例清单有 {count} 项，超过上限 {limit} 项。请缩短清单后重试。",
        "The multi-instance list has {count} items; the limit is {limit}. Shorten the list and retry.",
    ),
    "EN-212": (
        "变量「{name}」的值不能保存：{kind}。请更正写入它的表达式。",
        "The value of “{name}” cannot be kept: {kind}. Correct the expression that writes it.",
    ),
    "EN-213": (
        "「{name}」是平台提供的名称，不能写入。请换一个变量名。",
        "“{name}” is a name the platform provides; it cannot be written. Take another variable name.",
    ),
    "EN-216": (
        "案件中同时进行的步骤将超过上限 {limit} 个。请减少并行的步骤或清单的项数后重试。",
        "The case would have more than {limit} steps under way at once. Shorten lists or branches, then retry.",
    ),
    "EN-215": (
        "汇合处在等 {missing}，但已经没有哪一步能走到那里。请更正流程图；已受影响的案件由管理员处理。",
        (
            "The join waits for {missing}, which nothing under way can reach any more. Correct the diagram; an administrator"
            " settles the cases it has caught."
        ),
    ),
    "EN-214": (
        "步骤内部出错：{reason}",
        "The step failed inside: {reason}",
    ),
}


class Fault(Exception):
    """A step cannot go on. Caught at the step's edge and shown as an incident."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        zh, en = FAULTS[code]
        self.zh = zh.format(**facts).strip()
        self.en = en.format(**facts).strip()
        super().__init__(f"{code}: {self.en}")


class ThrownError(Exception):
    """A BPMN error on its way to the boundary event that catches it."""

    def __init__(self, code: str, variables: Mapping[str, Value], otherwise: Fault) -> None:
        self.code = code
        self.variables = variables
        self.otherwise = otherwise
        super().__init__(code)
