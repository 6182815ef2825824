"""What a new diagram, table or form begins with: as little as the editors need to open it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any


def empty_diagram(name: str, zh: str) -> bytes:
    """A process with a start, an end and the flow between them; its id is the file's name."""
    title = escape(zh or name, quote=True)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions_{name}" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="{name}" name="{title}" isExecutable="true">
    <bpmn:startEvent id="start_{name}" name="开始">
      <bpmn:outgoing>flow_start_to_end</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:endEvent id="end_{name}" name="结束">
      <bpmn:incoming>flow_start_to_end</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="flow_start_to_end" sourceRef="start_{name}" targetRef="end_{name}" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram_{name}">
    <bpmndi:BPMNPlane id="plane_{name}" bpmnElement="{name}">
      <bpmndi:BPMNShape id="start_{name}_di" bpmnElement="start_{name}">
        <dc:Bounds x="160" y="100" width="36" height="36" />
        <bpmndi:BPMNLabel>
          <dc:Bounds x="166" y="143" width="25" height="14" />
        </bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_{name}_di" bpmnElement="end_{name}">
        <dc:Bounds x="320" y="100" width="36" height="36" />
        <bpmndi:BPMNLabel>
          <dc:Bounds x="326" y="143" width="25" height="14" />
        </bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flow_start_to_end_di" bpmnElement="flow_start_to_end">
        <di:waypoint x="196" y="118" />
        <di:waypoint x="320" y="118" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
""".encode()


def empty_table(name: str, zh: str) -> bytes:
    """A decision table with one input, one output, the column for sources and no rule; its id is the file's name."""
    title = escape(zh or name, quote=True)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="definitions_{name}" name="{title}" namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="{name}" name="{title}">
    <decisionTable id="{name}_table" hitPolicy="FIRST">
      <input id="{name}_input" label="事实">
        <inputExpression id="{name}_input_expression" typeRef="string">
          <text></text>
        </inputExpression>
      </input>
      <output id="{name}_output" label="结论" name="{name}" typeRef="string" />
      <annotation name="source" />
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram>
      <dmndi:DMNShape dmnElementRef="{name}">
        <dc:Bounds height="80" width="180" x="160" y="100" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
""".encode()


def empty_form(name: str, zh: str) -> bytes:
    """A form without a field; its id is the file's name."""
    schema = {
        "components": [],
        "type": "default",
        "id": name,
        "executionPlatform": "Camunda Cloud",
        "executionPlatformVersion": "8.6.0",
        "schemaVersion": 17,
    }
    return (json.dumps(with_form_name(schema, zh), ensure_ascii=False, indent=2) + "\n").encode()


def with_form_name(schema: Mapping[str, Any], zh: str) -> dict[str, Any]:
    """The form called ``zh``, as a custom property that the stock editors keep; without a name where it is empty."""
    held = schema.get("properties")
    properties = (
        {key: value for key, value in held.items() if key != "name"} if isinstance(held, dict) else {}
    )
    if zh:
        properties["name"] = zh
    rest = {key: value for key, value in schema.items() if key != "properties"}
    return {**rest, "properties": properties} if properties else rest
