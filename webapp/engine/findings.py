"""What a check can find, by stable code, in both languages: what is wrong and how to mend it.

Facts whose names end in ``_en`` go into the English text only; the others are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from webapp.errors import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file, element, line from 1."""

    file: str
    element_id: str | None = None
    line: int | None = None

    def at(self, line: int | None) -> Place:
        """The same place on another line."""
        return replace(self, line=line)


FINDINGS: dict[str, tuple[str, str]] = {
    # Files
    "EN-101": (
        "文件有 {size} 字节，超过上限 {limit} 字节。请删去内嵌图片等多余内容，或拆分流程。",
        "The file has {size} bytes; the limit is {limit}. Remove embedded pictures and the like, or split the process.",
    ),
    "EN-102": (
        "不支持的编码「{encoding}」。请存为 UTF-8（也接受 UTF-16、GBK、GB18030）。",
        "The encoding “{encoding}” is not supported. Save as UTF-8 (UTF-16, GBK and GB18030 are taken too).",
    ),
    "EN-103": (
        "不是格式正确的 XML：{reason}。请用流程图编辑器重新保存。",
        "Not well-formed XML: {reason}. Save it again with a diagram editor.",
    ),
    "EN-104": (
        "含有 DOCTYPE 或实体声明，不予读取。请删去该声明。",
        "The file holds a DOCTYPE or entity declarations and is not read. Remove the declaration.",
    ),
    "EN-105": (
        "内容与声明的编码 {encoding} 不符（第 {offset} 字节处）。请改正 XML 声明中的 encoding。",
        "The content is not {encoding} as declared (at byte {offset}). Correct the encoding in the XML declaration.",
    ),
    "EN-106": (
        "根元素是「{name}」，不是 BPMN 2.0 的 definitions。请提供 BPMN 2.0 文件。",
        "The root element is “{name}”, not BPMN 2.0 definitions. Supply a BPMN 2.0 file.",
    ),
    "EN-107": (
        '文件中没有可执行流程。请给一个 process 标上 isExecutable="true"。',
        'The file holds no executable process. Mark one process with isExecutable="true".',
    ),
    # Elements
    "EN-110": (
        "不认识的元素「{name}」。请删去，或换成平台支持的元素。",
        "Unknown element “{name}”. Remove it or use an element that the platform supports.",
    ),
    "EN-111": (
        "不支持「{what}」。请用网关、子流程和边界事件画出同样的意思。",
        "“{what_en}” is not supported. Draw the same meaning with gateways, subprocesses and boundary events.",
    ),
    "EN-112": (
        "不支持扩展元素 zeebe:{name}。请删去。",
        "The extension element zeebe:{name} is not supported. Remove it.",
    ),
    "EN-113": (
        "含有其他引擎的扩展「{name}」。请改用 Camunda 8（zeebe）的写法。",
        "Holds another engine's extension “{name}”. Use the Camunda 8 (zeebe) dialect instead.",
    ),
    "EN-114": (
        "脚本只接受 zeebe:script 里的 FEEL 表达式（以 = 开头），不接受其他脚本语言。",
        "Scripts are FEEL expressions in zeebe:script (beginning with =) only; other script languages are refused.",
    ),
    "EN-115": ("{what}。", "{what_en}."),
    "EN-116": (
        "一个事件上有多个事件定义。请每个事件只留一个。",
        "The event has several event definitions. Keep one per event.",
    ),
    "EN-117": (
        "不支持事件子流程。请把需要中断的部分放进一个子流程或调用活动，用边界消息事件中断它。",
        ("Event subprocesses are not supported. Put the part to interrupt into a subprocess or call activity and"
         " interrupt it with a boundary message event."),
    ),
    "EN-118": (
        "不支持循环标记。请画出带排他网关的回路，或用多实例。",
        "The loop marker is not supported. Draw the loop with an exclusive gateway, or use multi-instance.",
    ),
    "EN-119": (
        "多实例要按清单展开：请填写 zeebe:loopCharacteristics 的 inputCollection（以 = 开头）。",
        "A multi-instance runs over a list: fill in inputCollection of zeebe:loopCharacteristics (beginning with =).",
    ),
    "EN-120": (
        "平台没有操作「{operation}」，也不运行外部的作业程序。请从可用的操作中选择：{known}。",
        "The platform offers no operation “{operation}” and runs no job workers from outside. Choose one of: {known_en}.",
    ),
    "EN-121": (
        "没有写明操作。请填写 zeebe:taskDefinition 的 type。",
        "No operation is named. Fill in the type of zeebe:taskDefinition.",
    ),
    "EN-122": (
        "操作「{operation}」没有输入「{name}」。请改成可用的输入：{known}。",
        "The operation “{operation}” takes no input “{name}”. Change it to one that it takes: {known_en}.",
    ),
    "EN-123": (
        "没有写明判断表。请填写 zeebe:calledDecision 的 decisionId 和 resultVariable。",
        "No decision is named. Fill in decisionId and resultVariable of zeebe:calledDecision.",
    ),
    "EN-124": (
        "没有写明被调用流程。请填写 zeebe:calledElement 的 processId（固定值，不能是表达式）。",
        "No called process is named. Fill in processId of zeebe:calledElement (a fixed id, not an expression).",
    ),
    "EN-125": (
        "操作「{operation}」必填的「{label}」（{name}）没有填写。请在这一步的“输入”里给它填上内容。",
        "The operation “{operation}” needs “{label_en}” ({name}), which is left empty. Fill it in among the inputs of this step.",
    ),
    # Ids and references
    "EN-130": (
        "标识「{id}」不合规范。标识以字母或下划线开头，只含字母、数字、下划线、点和连字符。",
        "The id “{id}” is not an NCName. Begin with a letter or underscore; use letters, digits, _, . and - only.",
    ),
    "EN-131": ("标识「{id}」重复。请改成唯一的标识。", "The id “{id}” is used twice. Make it unique."),
    "EN-132": (
        "流程标识「{id}」与文件 {other} 中的重复。请改名。",
        "The process id “{id}” is also used in {other}. Rename one.",
    ),
    "EN-133": (
        "{what}「{ref}」不存在。请在编辑器中重新连接或选择。",
        "The {what_en} “{ref}” does not exist. Connect or choose it again in the editor.",
    ),
    "EN-134": (
        "数据对象「{ref}」不在可见范围内。请引用本流程或上级流程的数据对象，或把它移到那里。",
        "The data object “{ref}” is not in scope. Refer to one of this process or an enclosing one, or move it there.",
    ),
    "EN-135": (
        "「{name}」不能用作变量名。变量名以字母、下划线或汉字开头，不含空格，且不是平台名称（{reserved}）。",
        ("“{name}” cannot be a variable name. Begin with a letter or underscore, no spaces, and none of the"
         " platform's names ({reserved_en})."),
    ),
    # Structure
    "EN-140": (
        "每个流程或子流程要有且只有一个空白开始事件（流程也可以是一个消息开始事件），这里有 {count} 个{which}。请只留一个，其他入口各画成一个流程。",
        ("Each process or subprocess has exactly one none start event (a process may have one message start instead);"
         " here are {count}{which_en}. Keep one, and draw the other entrances as processes of their own."),
    ),
    "EN-141": (
        "排他（或包容）网关没有默认流。请指定一条默认流，以免条件都不成立时停住。",
        "The gateway has no default flow. Choose one, so that the case does not stop when no condition holds.",
    ),
    "EN-142": (
        "条件只能写在排他网关或包容网关的流出线上。请加一个网关。",
        "Conditions belong on the flows out of an exclusive or inclusive gateway only. Add a gateway.",
    ),
    "EN-143": (
        "条件「{text}」不是表达式。条件必须以 = 开头。",
        "The condition “{text}” is no expression. A condition begins with =.",
    ),
    "EN-144": (
        "从开始事件走不到「{id}」。请接上或删去。",
        "“{id}” cannot be reached from the start event. Connect or remove it.",
    ),
    "EN-145": (
        "开始事件没有流出线。请接上第一步。",
        "The start event has no outgoing flow. Connect the first step.",
    ),
    "EN-146": (
        "回路 {path} 里没有人工任务、定时或消息等待，会空转不停。请在回路中加一个。",
        "The loop {path} holds no user task, timer or message and would spin. Put one into the loop.",
    ),
    "EN-147": (
        "回路 {path} 没有出口。请在回路中加一个排他网关。",
        "The loop {path} has no way out. Put an exclusive gateway into it.",
    ),
    "EN-148": (
        "事件网关要有两条以上流出线，只能接到消息、定时捕获事件或接收任务，定时最多一个，被接的事件不能另有来路。",
        ("An event-based gateway has two or more flows, only to message or timer catch events or receive tasks without"
         " other incoming flows, with at most one timer."),
    ),
    "EN-149": (
        "多实例缺少「{what}」。多实例的人工任务、子流程和调用活动要写明输入清单、输入元素、输出清单和输出元素。",
        "The multi-instance lacks “{what_en}”. Name input collection, input element, output collection and output element.",
    ),
    "EN-150": (
        "抛出的{what}「{code}」没有人接。请在{where}上加一个接住它的边界事件。",
        "Nobody catches the thrown {what_en} “{code}”. Put a boundary event that catches it on {where_en}.",
    ),
    "EN-151": (
        "流程互相调用成环：{path}。请去掉其中一次调用。",
        "The processes call each other in a circle: {path}. Remove one of the calls.",
    ),
    "EN-152": (
        "被调用的流程「{ref}」不在本套流程中。请一并提供，或改正 processId。",
        "The called process “{ref}” is not in this set. Supply it or correct the processId.",
    ),
    "EN-153": (
        "决策「{ref}」不存在。请提供该 DMN 文件，或改正 decisionId。",
        "The decision “{ref}” does not exist. Supply the DMN file or correct the decisionId.",
    ),
    "EN-154": (
        "表单「{ref}」不存在。请提供该表单，或改正 formId。",
        "The form “{ref}” does not exist. Supply the form or correct the formId.",
    ),
    "EN-155": (
        "人工任务没有表单。请填写 zeebe:formDefinition 的 formId。",
        "The user task has no form. Fill in formId of zeebe:formDefinition.",
    ),
    "EN-156": (
        "候选组「{group}」不是本地的角色。请从已有角色中选择，或补上该角色：{known}。",
        "The candidate group “{group}” is no role of the place. Choose one of its roles, or add the role: {known_en}.",
    ),
    "EN-157": (
        "人工任务没有办理人：既没有候选组或经办人，也不在泳道里。请把它放进泳道，或填写候选组。",
        ("Nobody can do the user task: it has no candidate group or assignee and stands in no lane. Put it into a lane or"
         " name a candidate group."),
    ),
    "EN-158": (
        "流程有 {nodes} 个节点、{flows} 条连线，超过上限（{most_nodes} 个节点、{most_flows} 条连线）。请拆成调用活动。",
        ("The process has {nodes} nodes and {flows} flows; the limits are {most_nodes} and {most_flows}. Split it into"
         " call activities."),
    ),
    "EN-159": (
        "链接「{name}」要有且只有一个捕获端（这里有 {count} 个），并至少有一个抛出端。",
        "The link “{name}” needs exactly one catching end (here {count}) and at least one throwing end.",
    ),
    # Expressions
    "EN-160": (
        "{what}「{text}」不是正确的 FEEL 表达式，请改正：{reason}",
        "{what_en} “{text}” is not valid FEEL; correct it: {reason_en}",
    ),
    "EN-161": (
        "{what}「{text}」用到了未知的名称「{name}」。没有表单、映射或决策会写入它，请改正拼写。",
        "{what_en} “{text}” uses the unknown name “{name}”. No form, mapping or decision writes it; correct the spelling.",
    ),
    "EN-162": (
        "{what}「{text}」读取「{name}」，但没有表单字段或映射写入它。请核对拼写。",
        "{what_en} “{text}” reads “{name}”, which no form field or mapping writes. Check the spelling.",
    ),
    "EN-163": (
        "定时「{text}」不是 ISO 8601 的{what}（如 {example}）。FEEL 表达式请以 = 开头。",
        "The timer “{text}” is not an ISO 8601 {what_en} (such as {example}). Begin a FEEL expression with =.",
    ),
    "EN-164": (
        "消息「{name}」没有关联键。请填写 zeebe:subscription 的 correlationKey，例如 =case.no。",
        "The message “{name}” has no correlation key. Fill in correlationKey of zeebe:subscription, such as =case.no.",
    ),
    "EN-165": (
        "「{first}」与「{second}」可能同时进行，却都写入变量「{name}」，后写的会覆盖先写的。请改用不同的变量。",
        ("“{first}” and “{second}” may run at the same time and both write “{name}”; one would overwrite the other."
         " Use different variables."),
    ),
    "EN-166": (
        "「{reader}」读取「{name}」，但它只在同时进行的「{writer}」里写入，届时可能还没有值。请在汇合之后再读取，或在表达式中处理空值。",
        ("“{reader}” reads “{name}”, which only the concurrent “{writer}” writes; it may not be there yet. Read it after the"
         " join, or allow for null."),
    ),
    "EN-167": (
        "没有写明依据。请加扩展属性 source（条款，或 assumed 表示自拟）。",
        "No source is given. Add the extension property source (a clause, or assumed).",
    ),
    "EN-168": (
        "{what}「{id}」应与{other}「{expected}」同名，便于查找。",
        "The {what_en} “{id}” should have the same name as the {other_en} “{expected}”.",
    ),
    "EN-170": (
        "网关有多条流出线，其中「{id}」既不是默认流又没有条件。请写上条件。",
        "The gateway has several flows; “{id}” is neither the default nor has a condition. Give it one.",
    ),
    "EN-171": (
        "这里不能用{what}事件。{mend}",
        "A {what_en} event cannot stand here. {mend_en}",
    ),
    "EN-172": (
        "{what}必须是以 = 开头的表达式，现为「{text}」。请在前面加上 = 。",
        "{what_en} must be an expression beginning with =; it is “{text}”. Put = before it.",
    ),
    "EN-173": (
        "「{what}」没有填写。请填写。",
        "“{what_en}” is not filled in. Fill it in.",
    ),
    "EN-175": (
        "{what}「{text}」不能是表达式，请写固定的名称。",
        "The {what_en} “{text}” cannot be an expression here; write a fixed name.",
    ),
    "EN-176": (
        "流程中嵌入的表单「{form}」不是 form-js 的 JSON。请在编辑器中重新生成，或改用独立的表单文件。",
        "The form “{form}” embedded in the process is no form-js JSON. Make it again in the editor, or link a form file.",
    ),
    "EN-177": (
        "{what}「{text}」调用了不存在的函数「{name}」。请改用平台有的 FEEL 函数。",
        "{what_en} “{text}” calls “{name}”, which is no function here. Use a FEEL function that the platform has.",
    ),
    "EN-178": (
        "「{name}」是 Camunda 7 的写法，Camunda 8 和本平台都不予理会。如需要它的作用，请换成 Camunda 8 的写法。",
        "“{name}” is Camunda 7's; neither Camunda 8 nor this platform heeds it. If it is wanted, say it in the Camunda 8 way.",
    ),
    "EN-174": (
        "试运行超出限制（{reason}）。请简化流程图。",
        "The dry run went past its limits ({reason_en}). Simplify the diagram.",
    ),
}  # fmt: skip


def listed(names: Iterable[str]) -> dict[str, str]:
    """The facts ``known`` and ``known_en``: names to choose from, in order."""
    known = sorted(names)
    return {"known": "、".join(known), "known_en": ", ".join(known)}


def finding(code: str, place: Place, /, **facts: Any) -> Problem:
    """An error of the catalogue at a place: it keeps the diagrams from being deployed."""
    return _problem(code, "error", place, facts)


def warning(code: str, place: Place, /, **facts: Any) -> Problem:
    """A warning of the catalogue at a place."""
    return _problem(code, "warning", place, facts)


def _problem(
    code: str, severity: Literal["error", "warning"], place: Place, facts: Mapping[str, Any]
) -> Problem:
    zh, en = FINDINGS[code]
    return Problem(
        code=code,
        severity=severity,
        file=place.file,
        element_id=place.element_id,
        line=place.line,
        zh=zh.format(**facts),
        en=en.format(**facts),
    )
