"""Names of the Camunda 8 dialect: namespaces, the elements we run, the ones that only draw, the ones we refuse."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MODELER = "http://camunda.org/schema/modeler/1.0"
CAMUNDA_7 = "http://camunda.org/schema/1.0/bpmn"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

#: bpmn element → kind of node in our model.
FLOW_NODES = {
    "startEvent": "start_event",
    "endEvent": "end_event",
    "task": "pass_task",
    "manualTask": "pass_task",
    "userTask": "user_task",
    "businessRuleTask": "business_rule_task",
    "scriptTask": "script_task",
    "serviceTask": "service_task",
    "sendTask": "send_task",
    "receiveTask": "receive_task",
    "callActivity": "call_activity",
    "subProcess": "subprocess",
    "exclusiveGateway": "exclusive_gateway",
    "parallelGateway": "parallel_gateway",
    "inclusiveGateway": "inclusive_gateway",
    "eventBasedGateway": "event_gateway",
    "intermediateCatchEvent": "catch_event",
    "intermediateThrowEvent": "throw_event",
    "boundaryEvent": "boundary_event",
}

#: Elements that SpiffWorkflow would run wrongly or not at all, and that we do not run ourselves.
REFUSED_NODES = {
    "complexGateway": ("复杂网关", "complex gateway"),
    "transaction": ("事务子流程", "transaction subprocess"),
    "adHocSubProcess": ("特别子流程", "ad-hoc subprocess"),
    "subChoreography": ("编排", "choreography"),
    "callChoreography": ("编排", "choreography"),
    "choreographyTask": ("编排任务", "choreography task"),
    "implicitThrowEvent": ("隐式抛出事件", "implicit throw event"),
    "event": ("抽象事件", "abstract event"),
}

#: Children of a process or subprocess that only draw or describe.
DRAWING = frozenset(
    {
        "textAnnotation", "association", "group", "dataObject", "dataObjectReference", "dataStoreReference",
        "property", "ioSpecification", "auditing", "monitoring", "artifact", "laneSet", "documentation",
        "extensionElements", "sequenceFlow", "correlationSubscription", "resourceRole", "supports",
    }
)  # fmt: skip

#: Children of a flow node that are read elsewhere, or only draw or describe.
NODE_CHILDREN = frozenset(
    {
        "incoming", "outgoing", "documentation", "extensionElements", "dataInputAssociation", "dataOutputAssociation",
        "property", "ioSpecification", "auditing", "monitoring", "dataInput", "dataOutput", "inputSet", "outputSet",
        "multiInstanceLoopCharacteristics", "script", "categoryValueRef", "resourceRole", "humanPerformer",
        "potentialOwner", "performer",
    }
)  # fmt: skip

#: Children of ``definitions`` that we read or that only draw.
DEFINITIONS_CHILDREN = frozenset(
    {
        "process", "message", "error", "escalation", "signal", "collaboration", "category", "itemDefinition",
        "dataStore", "documentation", "extensionElements", "extension", "relationship", "resource", "correlationProperty",
        "import", "interface", "endPoint", "partnerEntity", "partnerRole", "choreography", "globalConversation",
        "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask",
        "globalChoreographyTask", "timerEventDefinition", "messageEventDefinition", "errorEventDefinition",
        "signalEventDefinition", "escalationEventDefinition", "terminateEventDefinition", "linkEventDefinition",
        "compensateEventDefinition", "conditionalEventDefinition", "cancelEventDefinition",
    }
)  # fmt: skip

REFUSED_EVENTS = {
    "signalEventDefinition": ("信号事件会传到所有案件，请改用消息（correlationKey =case.no）", "A signal reaches every case; use a message correlated by =case.no"),
    "compensateEventDefinition": ("不支持补偿事件", "Compensation is not supported; model the way back as flows"),
    "cancelEventDefinition": ("不支持取消事件", "Cancel events belong to transactions, which are not supported"),
    "conditionalEventDefinition": ("不支持条件事件", "Conditional events are not supported; use a gateway or a timer"),
}  # fmt: skip

#: zeebe extension elements we read, by the local name.
ZEEBE_KNOWN = frozenset(
    {
        "userTask", "assignmentDefinition", "taskSchedule", "formDefinition", "priorityDefinition", "ioMapping",
        "properties", "calledDecision", "script", "taskDefinition", "taskHeaders", "calledElement",
        "loopCharacteristics", "subscription", "userTaskForm", "versionTag",
    }
)  # fmt: skip

GATEWAYS = frozenset({"exclusive_gateway", "parallel_gateway", "inclusive_gateway", "event_gateway"})
ACTIVITIES = frozenset(
    {
        "pass_task", "user_task", "business_rule_task", "script_task", "service_task", "send_task", "receive_task",
        "call_activity", "subprocess",
    }
)  # fmt: skip
#: Nodes that need a clause: somebody or something works there, or time runs.
WORK = frozenset({"user_task", "business_rule_task", "service_task", "send_task", "call_activity"})
