"""What the properties of elements are called, as designers see them in the editor."""

from __future__ import annotations

import re

from webapp.procedures.comparing.words import Said

PROPERTY_WORDS: dict[str, Said] = {
    "kind": Said("类型", "Kind"),
    "name": Said("名称", "Name"),
    "lane": Said("泳道", "Lane"),
    "documentation": Said("办理说明", "Guidance"),
    "property.source": Said("依据", "Source"),
    "property.separate_from": Said("须由他人办理", "Somebody else than"),
    "property.papers": Said("出具文书", "Papers"),
    "formDefinition.formId": Said("表单", "Form"),
    "calledDecision.decisionId": Said("判断表", "Table"),
    "calledDecision.resultVariable": Said("结果变量", "Result variable"),
    "calledElement.processId": Said("调用的流程", "Called process"),
    "assignmentDefinition.assignee": Said("指定办理人", "Assignee"),
    "assignmentDefinition.candidateGroups": Said("可办理的角色", "Roles that may do it"),
    "assignmentDefinition.candidateUsers": Said("可办理的人", "People who may do it"),
    "taskSchedule.dueDate": Said("办理期限", "Due date"),
    "taskSchedule.followUpDate": Said("跟进日期", "Follow-up date"),
    "priorityDefinition.priority": Said("优先级", "Priority"),
    "taskDefinition.type": Said("平台操作", "Operation"),
    "taskDefinition.retries": Said("重试次数", "Retries"),
    "script.expression": Said("表达式", "Expression"),
    "script.resultVariable": Said("结果变量", "Result variable"),
    "conditionExpression": Said("条件", "Condition"),
    "sourceRef": Said("起点", "From"),
    "targetRef": Said("终点", "To"),
    "default": Said("默认流向", "Default flow"),
    "attachedToRef": Said("附着于", "Attached to"),
    "cancelActivity": Said("是否中断", "Interrupting"),
    "isExecutable": Said("可执行", "Executable"),
    "timerEventDefinition.timeDuration": Said("等待时长", "Duration"),
    "timerEventDefinition.timeDate": Said("时刻", "Date"),
    "timerEventDefinition.timeCycle": Said("周期", "Cycle"),
    "messageEventDefinition.messageRef": Said("消息", "Message"),
    "errorEventDefinition.errorRef": Said("错误", "Error"),
    "terminateEventDefinition": Said("终止全案", "Terminates"),
    "subscription.correlationKey": Said("消息关联", "Correlation"),
    "multiInstanceLoopCharacteristics.loopCharacteristics.inputCollection": Said(
        "逐个办理的清单", "Done for each of"
    ),
    "multiInstanceLoopCharacteristics.loopCharacteristics.inputElement": Said(
        "清单中的一个", "Each is called"
    ),
    "multiInstanceLoopCharacteristics.loopCharacteristics.outputCollection": Said(
        "结果清单", "Results go to"
    ),
    "multiInstanceLoopCharacteristics.loopCharacteristics.outputElement": Said(
        "每个的结果", "Result of each"
    ),
    "multiInstanceLoopCharacteristics.completionCondition": Said("提前结束条件", "Ends early when"),
    "multiInstanceLoopCharacteristics.isSequential": Said("依次办理", "One after the other"),
}
_KINDS: dict[str, Said] = {
    "process": Said("流程", "Process"),
    "participant": Said("参与方", "Participant"),
    "lane": Said("泳道", "Lane"),
    "sequenceFlow": Said("流向", "Flow"),
    "messageFlow": Said("消息流", "Message flow"),
    "association": Said("关联线", "Association"),
    "textAnnotation": Said("注释", "Annotation"),
    "group": Said("分组", "Group"),
    "task": Said("步骤", "Task"),
    "userTask": Said("人工任务", "User task"),
    "manualTask": Said("线下任务", "Manual task"),
    "serviceTask": Said("平台操作", "Operation"),
    "sendTask": Said("发送任务", "Send task"),
    "receiveTask": Said("接收任务", "Receive task"),
    "scriptTask": Said("计算任务", "Script task"),
    "businessRuleTask": Said("判断任务", "Decision task"),
    "callActivity": Said("调用流程", "Call"),
    "subProcess": Said("子流程", "Subprocess"),
    "startEvent": Said("开始", "Start"),
    "endEvent": Said("结束", "End"),
    "intermediateCatchEvent": Said("等待事件", "Catching event"),
    "intermediateThrowEvent": Said("发出事件", "Throwing event"),
    "boundaryEvent": Said("附着事件", "Boundary event"),
    "exclusiveGateway": Said("选择网关", "Exclusive gateway"),
    "inclusiveGateway": Said("包容网关", "Inclusive gateway"),
    "parallelGateway": Said("并行网关", "Parallel gateway"),
    "eventBasedGateway": Said("事件网关", "Event gateway"),
    "message": Said("消息", "Message"),
    "error": Said("错误", "Error"),
    "escalation": Said("升级", "Escalation"),
    "signal": Said("信号", "Signal"),
}
_MAPPED = re.compile(r"(?:^|\.)(property|input|output|header)\.(.+)$")
_MAPPED_WORDS = {
    "property": ("扩展属性 {}", "Property {}"),
    "input": ("输入 {}", "Input {}"),
    "output": ("输出 {}", "Output {}"),
    "header": ("参数 {}", "Header {}"),
}


def kind_word(tag: str) -> Said:
    """What a kind of element is called."""
    return _KINDS.get(tag, Said(tag, tag))


def word_of(key: str) -> Said:
    """What a property is called; the names of the file where there is no word for it."""
    if key in PROPERTY_WORDS:
        return PROPERTY_WORDS[key]
    if (mapped := _MAPPED.search(key)) is not None:
        zh, en = _MAPPED_WORDS[mapped[1]]
        return Said(zh.format(mapped[2]), en.format(mapped[2]))
    return Said(key, key)
