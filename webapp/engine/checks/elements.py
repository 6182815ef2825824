"""Each element by itself: does it say all it must, and nothing it may not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from webapp.engine.diagram import Container, Event, MultiInstance, Node, Process
from webapp.engine.dialect import ACTIVITIES, WORK
from webapp.engine.embedded_forms import declared_fields
from webapp.engine.expressions import PROVIDED_NAMES, is_expression, says_nothing
from webapp.engine.findings import finding, listed
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem

_NAME = re.compile(r"[^\W\d]\w*\Z")
_INNER = frozenset({"subprocess", "call_activity"})
_MESSAGE_CATCHERS = frozenset({"catch_event", "boundary_event", "receive_task"})
_ALLOWED_EVENTS = {
    "start_event": frozenset({"none", "message", "timer"}),
    "end_event": frozenset({"none", "message", "error", "escalation", "terminate"}),
    "catch_event": frozenset({"timer", "message", "link"}),
    "throw_event": frozenset({"none", "message", "escalation", "link"}),
    "boundary_event": frozenset({"timer", "message", "error", "escalation"}),
}


def check_elements(processes: Sequence[Process], surroundings: Surroundings) -> Iterator[Problem]:
    """Each element of each process."""
    for process in processes:
        for form_id, text in process.embedded_forms.items():
            if declared_fields(text) is None:
                yield finding("EN-176", process.place, form=form_id)
        for container, node in process.body.walk():
            if not node.is_synthetic:
                yield from _check_node(container, node, surroundings)


def _check_node(container: Container, node: Node, surroundings: Surroundings) -> Iterator[Problem]:
    yield from _check_kind(node, surroundings)
    if node.event is not None and node.kind != "receive_task":
        yield from _check_event(node, node.event)
    elif node.event is not None:
        yield from _check_fixed(node, node.event)
    if node.kind == "boundary_event":
        yield from _check_boundary(container, node)
    if node.event is not None and node.event.kind == "message" and node.kind in _MESSAGE_CATCHERS:
        yield from _check_message(node, node.event)
    if node.multi_instance is not None:
        yield from _check_multi_instance(node, node.multi_instance)
    yield from _check_names(node)
    if surroundings.require_sources and _needs_source(node) and not node.properties.get("source", "").strip():
        yield finding("EN-167", node.place)


def _needs_source(node: Node) -> bool:
    """Work, and time that runs."""
    return node.kind in WORK or (node.event is not None and node.event.kind == "timer")


def _check_kind(node: Node, surroundings: Surroundings) -> Iterator[Problem]:
    if node.is_operation:
        yield from _check_operation(node, surroundings)
    elif node.kind == "business_rule_task":
        yield from _check_decision(node, surroundings)
    elif node.kind == "script_task" and (node.script is None or not is_expression(node.script)):
        yield finding("EN-114", node.place)
    elif node.kind == "call_activity" and (
        node.called is None or not node.called.process_id or is_expression(node.called.process_id)
    ):
        yield finding("EN-124", node.place)


def _check_decision(node: Node, surroundings: Surroundings) -> Iterator[Problem]:
    if node.operation is not None or node.decision_id is None or node.result_variable is None:
        yield finding("EN-123", node.place)
    elif is_expression(node.decision_id):
        yield finding("EN-175", node.place, what="决策", what_en="decision", text=node.decision_id)
    elif node.decision_id not in surroundings.decisions.decisions:
        yield finding("EN-153", node.place, ref=node.decision_id)


def _check_operation(node: Node, surroundings: Surroundings) -> Iterator[Problem]:
    if node.operation is None:
        yield finding("EN-121", node.place)
        return
    if is_expression(node.operation):
        yield finding("EN-175", node.place, what="操作", what_en="operation", text=node.operation)
        return
    inputs = surroundings.operations.get(node.operation)
    if inputs is None:
        yield finding("EN-120", node.place, operation=node.operation, **listed(surroundings.operations))
        return
    for mapping in node.inputs:
        name = mapping.target.partition(".")[0]
        if name and name not in inputs:
            yield finding("EN-122", node.place, operation=node.operation, name=name, **listed(inputs))
    filled = {mapping.target.partition(".")[0] for mapping in node.inputs if not says_nothing(mapping.source)}
    for name, (zh, en) in surroundings.required_inputs.get(node.operation, {}).items():
        if name not in filled:
            yield finding("EN-125", node.place, operation=node.operation, name=name, label=zh, label_en=en)


def _check_event(node: Node, event: Event) -> Iterator[Problem]:
    yield from _check_fixed(node, event)
    if node.kind == "start_event" and event.kind != "none":
        return  # A start has a finding of its own.
    if event.kind not in _ALLOWED_EVENTS.get(node.kind, frozenset()):
        yield finding(
            "EN-171", node.place, what=f"此类（{event.kind}）", what_en=event.kind,
            mend="请换成这个位置允许的事件。", mend_en="Use an event that is allowed in this place.",
        )  # fmt: skip
    if event.timer == "cycle" and (node.kind != "boundary_event" or node.is_interrupting):
        yield finding(
            "EN-171", node.place, what="循环定时", what_en="cycle timer",
            mend="循环定时只能用作不中断的边界事件；这里请用日期或期间。",
            mend_en="A cycle belongs on a non-interrupting boundary event; use a date or duration here.",
        )  # fmt: skip
    if node.kind == "end_event" and event.kind == "error" and event.code is None:
        yield finding("EN-173", node.place, what="错误代码", what_en="error code")


def _check_fixed(node: Node, event: Event) -> Iterator[Problem]:
    """Camunda 8 also takes expressions here; names that change while a case runs could not be checked beforehand."""
    if event.name is not None and is_expression(event.name):
        yield finding("EN-175", node.place, what="消息名称", what_en="message name", text=event.name)
    if event.code is not None and is_expression(event.code):
        yield finding(
            "EN-175", node.place, what="错误或升级代码", what_en="error or escalation code", text=event.code
        )


def _check_boundary(container: Container, node: Node) -> Iterator[Problem]:
    host = container.nodes.get(node.attached_to or "")
    if host is None:
        yield finding(
            "EN-133", node.place, what="所附活动", what_en="activity attached to", ref=node.attached_to or ""
        )
        return
    if host.kind not in ACTIVITIES:
        yield finding(
            "EN-171", node.place, what="边界", what_en="boundary",
            mend="边界事件只能附在任务、子流程或调用活动上。",
            mend_en="Attach boundary events to tasks, subprocesses or call activities.",
        )  # fmt: skip
    kind = node.event.kind if node.event is not None else ""
    if kind == "escalation" and host.kind not in _INNER:
        yield finding(
            "EN-171", node.place, what="升级边界", what_en="escalation boundary",
            mend="升级事件只能附在子流程或调用活动上。",
            mend_en="Attach escalation events to subprocesses or call activities.",
        )  # fmt: skip
    if kind == "error" and not node.is_interrupting:
        yield finding(
            "EN-171", node.place, what="不中断的错误边界", what_en="non-interrupting error boundary",
            mend="错误事件总是中断的，请改为中断。", mend_en="Errors always interrupt; make it interrupting.",
        )  # fmt: skip


def _check_message(node: Node, event: Event) -> Iterator[Problem]:
    if event.name is None:
        yield finding("EN-173", node.place, what="消息名称", what_en="message name")
    elif event.text is None:
        yield finding("EN-164", node.place, name=event.name)
    elif not is_expression(event.text):
        yield finding(
            "EN-172", node.place, what="关联键 correlationKey", what_en="correlationKey", text=event.text
        )


def _check_multi_instance(node: Node, loop: MultiInstance) -> Iterator[Problem]:
    if node.kind not in ACTIVITIES - {"receive_task", "pass_task"}:
        yield finding("EN-111", node.place, what="此处的多实例", what_en="multi-instance here")
    if not is_expression(loop.input_collection):
        yield finding("EN-119", node.place)
    for value, zh, en in (
        (loop.input_element, "inputElement 输入元素", "inputElement"),
        (loop.output_collection, "outputCollection 输出清单", "outputCollection"),
        (loop.output_element, "outputElement 输出元素", "outputElement"),
    ):
        if value is None and node.kind in ("user_task", "subprocess", "call_activity"):
            yield finding("EN-149", node.place, what=zh, what_en=en)
    for value, zh, en in (
        (loop.output_element, "outputElement", "outputElement"),
        (loop.completion_condition, "completionCondition", "completionCondition"),
    ):
        if value is not None and not is_expression(value):
            yield finding("EN-172", node.place, what=zh, what_en=en, text=value)


def _check_names(node: Node) -> Iterator[Problem]:
    """Targets of mappings and results are variable names, dotted ones for mappings."""
    loop = node.multi_instance
    plain = [node.result_variable]
    if loop is not None:
        plain += [loop.input_element, loop.output_collection]
    mappings = (*node.inputs, *node.outputs)
    if not all(mapping.target for mapping in mappings):
        yield finding("EN-173", node.place, what="映射的目标 target", what_en="target of the mapping")
    if not all(mapping.source for mapping in node.outputs):
        yield finding(
            "EN-173", node.place, what="输出映射的来源 source", what_en="source of the output mapping"
        )
    targets = [mapping.target for mapping in mappings if mapping.target]
    for name in plain:
        if name is not None and (not _NAME.match(name) or name in PROVIDED_NAMES):
            yield _bad_name(node, name)
    for target in targets:
        parts = target.split(".")
        if not all(_NAME.match(part) for part in parts) or parts[0] in PROVIDED_NAMES:
            yield _bad_name(node, target)


def _bad_name(node: Node, name: str) -> Problem:
    names = sorted(PROVIDED_NAMES)
    return finding("EN-135", node.place, name=name, reserved="、".join(names), reserved_en=", ".join(names))
