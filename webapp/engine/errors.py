"""What the engine refuses, each as one fact with a stable code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.errors import Problem, RongcuoError


class EngineError(RongcuoError):
    """Base of the engine's refusals."""

    code = "EN-000"


class DeploymentRefused(EngineError):
    """The diagrams hold at least one error; ``problems`` names them all, warnings included."""

    code = "EN-001"
    zh = "流程图未通过检查，共 {count} 处错误。首处：{first}"
    en = "The diagrams did not pass the check: {count} error(s). The first: {first_en}"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in problems if problem.severity == "error"]
        first = errors[0] if errors else None
        super().__init__(
            count=len(errors),
            first=first.text("zh") if first else "",
            first_en=first.text("en") if first else "",
        )


class ProcessUnknown(EngineError):
    """The deployment holds no process of that id."""

    code = "EN-002"
    zh = "该部署中没有流程「{process_id}」。请检查流程标识，或发布含有它的版本。"
    en = "This deployment holds no process “{process_id}”. Check the id, or publish a version that holds it."


class TaskNotOpen(EngineError):
    """The task is not open: it was completed or cancelled, or never existed."""

    code = "EN-003"
    zh = "任务 {task_id} 不在待办状态，可能已经办结或已被取消。请查看案件的最新进展。"
    en = "Task {task_id} is not open; it may be completed or cancelled already. Look at the case's latest state."


class UndeclaredEntity(EngineError):
    """A submission holds an entity that the task's form does not declare."""

    code = "EN-004"
    zh = "任务 {task_id} 的表单没有声明「{entity}」，不予接收。请把它加进表单，或从提交中去掉。"
    en = "The form of task {task_id} does not declare “{entity}”; it is not accepted. Add it to the form, or leave it out."


class IncidentNotOpen(EngineError):
    """There is no such incident, or it was resolved."""

    code = "EN-005"
    zh = "异常 {incident_id} 不存在或已经解决。请刷新异常列表。"
    en = "Incident {incident_id} does not exist or is resolved already. Reload the list of incidents."


class StateUnreadable(EngineError):
    """The stored state is damaged, or of a format that this release does not read."""

    code = "EN-006"
    zh = "案件运行状态无法读取：{reason_zh}。"
    en = "The running state of the case cannot be read: {reason_en}."


class ReservedName(EngineError):
    """A variable may not take a name that the platform provides."""

    code = "EN-007"
    zh = "「{name}」是平台提供的名称，不能作为变量写入。"
    en = "“{name}” is a name the platform provides; it cannot be written as a variable."


class ValueNotStorable(EngineError):
    """A value cannot be kept in a case: a function, or something that is no FEEL value."""

    code = "EN-008"
    zh = "变量「{name}」的值不能保存：{kind} 不是可保存的 FEEL 值。请改成数、文字、日期、列表或情境。"
    en = "The value of “{name}” cannot be kept: {kind} is not a storable FEEL value. Make it a number, a text, a date, a list or a context."


class BusinessError(Exception):
    """Raised by `Host.perform` to throw a BPMN error that an error boundary event may catch.

    Uncaught, it becomes an incident. ``variables`` are handed to the catching event.
    """

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        self.code = code
        self.message = message
        self.variables = dict(variables or {})
        super().__init__(f"{code}: {message}" if message else code)
