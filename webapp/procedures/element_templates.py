"""Element templates for the diagram editor: a ready step for each of the platform's operations, and for the steps that
every procedure is made of.

The format is the modeler's own (https://docs.camunda.io/docs/components/modeler/desktop-modeler/element-templates/),
so that a designer can also put the list into the desktop modeler.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.errors import Language
from webapp.procedures.operations import OPERATIONS, Operation, OperationInput
from webapp.procedures.registers import REGISTERS
from webapp.procedures.source_marks import ASSUMED

Template = dict[str, Any]

#: What the modeler knows its template format by.
SCHEMA = "@camunda/zeebe-element-templates-json-schema/resources/schema.json"
#: Before the ids of our templates: a diagram may carry templates of others.
PREFIX = "rongcuo."

#: The shared processes that a procedure calls as a step of its own: id → (Chinese, English, hands its results back).
CALLED_PROCESSES = {
    "accept": ("受理", "Acceptance", True),
    "verify": ("调查核实", "Verification", True),
    "consult": ("会商（单独征求或联席研判）", "Joint consultation", True),
    "experts": ("专家评估", "Expert assessment", True),
    "implement": ("结果运用、纠错与反馈", "Effects, correction and feedback", True),
    "correct": ("纠错", "Correction", True),
    "feedback": ("反馈", "Feedback", True),
    "revisit": ("跟踪回访", "Revisits", True),
    "clarify": ("澄清正名", "Clarification", True),
    "review": ("复核", "Review", False),
    "publish_case": ("案例公开", "Publication of the case", True),
    "archive": ("归档", "Archiving", True),
}


def element_templates(language: Language = "zh") -> list[Template]:
    """All templates, in the order in which the editor shows them."""
    return [*_steps(language), *_called(language), *map(_Words(language).operation, OPERATIONS.values())]


def _template(
    id_: str, name: str, kind: str, category: tuple[str, str], properties: list[Template]
) -> Template:
    return {
        "$schema": SCHEMA,
        "id": PREFIX + id_,
        "name": name,
        "version": 1,
        "category": {"id": PREFIX + category[0], "name": category[1]},
        "appliesTo": ["bpmn:Task", kind],
        "elementType": {"value": kind},
        "properties": properties,
    }


def _hidden(value: str | bool, **binding: str) -> Template:
    return {"type": "Hidden", "value": value, "binding": binding}


def _source(language: Language) -> Template:
    """The mark that every step carries: the clause it rests on, or that it is assumed."""
    return {
        "id": "source",
        "label": "依据" if language == "zh" else "Source",
        "description": "写明条款；没有依据的填 assumed。" if language == "zh" else "The clause, or assumed.",
        "type": "Text",
        "value": ASSUMED,
        "binding": {"type": "zeebe:property", "name": "source"},
    }


def _steps(language: Language) -> Iterator[Template]:
    """A person's task, one that issues a paper, and a decision table, with the fields that the checks ask for."""
    is_zh = language == "zh"
    category = ("steps", "常用步骤" if is_zh else "Steps")
    task = _task_properties(language)
    yield _template("user_task", "经办任务" if is_zh else "A person's task", "bpmn:UserTask", category, task)
    yield _template(
        "issue_paper",
        "出具文书" if is_zh else "Issue a paper",
        "bpmn:UserTask",
        category,
        [*task, _paper(language)],
    )
    yield _template(
        "decision",
        "判断表" if is_zh else "A decision table",
        "bpmn:BusinessRuleTask",
        category,
        [
            _text("decision", "判断表" if is_zh else "Decision", "zeebe:calledDecision", "decisionId"),
            _text("result", "结果变量" if is_zh else "Result", "zeebe:calledDecision", "resultVariable"),
            _source(language),
        ],
    )


def _task_properties(language: Language) -> list[Template]:
    is_zh = language == "zh"
    return [
        {"type": "Hidden", "binding": {"type": "zeebe:userTask"}},
        _text("form", "表单" if is_zh else "Form", "zeebe:formDefinition", "formId"),
        _text("role", "岗位" if is_zh else "Role", "zeebe:assignmentDefinition", "candidateGroups"),
        _feel("due", "办理期限" if is_zh else "Due", "zeebe:taskSchedule", "dueDate"),
        _source(language),
    ]


def _paper(language: Language) -> Template:
    """The paper that is made out when the task is completed."""
    is_zh = language == "zh"
    return {
        "id": "papers",
        "label": "文书" if is_zh else "Papers",
        "description": (
            "文书的编号，例如 opinion_request。"
            if is_zh
            else "The id of the paper, for example opinion_request."
        ),
        "type": "String",
        "constraints": {"notEmpty": True},
        "binding": {"type": "zeebe:property", "name": "papers"},
    }


def _text(id_: str, label: str, binding: str, name: str) -> Template:
    return {
        "id": id_,
        "label": label,
        "type": "String",
        "constraints": {"notEmpty": True},
        "binding": {"type": binding, "property": name},
    }


def _feel(id_: str, label: str, binding: str, name: str) -> Template:
    return {
        "id": id_,
        "label": label,
        "type": "String",
        "feel": "required",
        "optional": False,
        "binding": {"type": binding, "property": name},
    }


def _called(language: Language) -> Iterator[Template]:
    """The shared processes, each as one step."""
    category = ("processes", "共用流程" if language == "zh" else "Shared processes")
    for process, (zh, en, is_propagated) in CALLED_PROCESSES.items():
        yield _template(
            f"call_{process}",
            zh if language == "zh" else en,
            "bpmn:CallActivity",
            category,
            [
                _hidden(process, type="zeebe:calledElement", property="processId"),
                # Unless a template says so, the modeler hands nothing into the called process.
                _hidden(True, type="zeebe:calledElement", property="propagateAllParentVariables"),
                _hidden(is_propagated, type="zeebe:calledElement", property="propagateAllChildVariables"),
                _source(language),
            ],
        )


class _Words:
    """Operations as templates, in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def operation(self, operation: Operation) -> Template:
        register = REGISTERS.get(operation.register)
        category = (operation.register, register.name(self._language) if register else operation.register)
        template = _template(
            operation.type,
            operation.name(self._language),
            "bpmn:ServiceTask",
            category,
            [
                _hidden(operation.type, type="zeebe:taskDefinition", property="type"),
                *map(self._input, operation.inputs),
                _source(self._language),
            ],
        )
        template["description"] = operation.description(self._language)
        return template

    def _input(self, item: OperationInput) -> Template:
        kind = item.kind.zh if self._language == "zh" else item.kind.en
        entry = {
            "id": f"input_{item.name}",
            "label": item.label(self._language),
            "description": kind,
            "type": "String",
            "feel": "required",
            "optional": not item.is_required,
            "binding": {"type": "zeebe:input", "name": item.name},
        }
        if item.is_required:
            entry["constraints"] = {"notEmpty": True}
        return entry
