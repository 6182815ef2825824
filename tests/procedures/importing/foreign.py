"""Diagrams, tables and forms as other tools write them: written for these tests, after the habits of each tool."""

from __future__ import annotations

import json

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

#: Camunda 7: attributes of its engine, JUEL in conditions, two flows out of a task, no default flow named.
CAMUNDA_7 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
  id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Platform"
  modeler:executionPlatformVersion="7.19.0">
  <bpmn:process id="tolerance_review" name="容错审核" isExecutable="true" camunda:historyTimeToLive="180">
    <bpmn:startEvent id="start" camunda:formKey="embedded:app:forms/submit-application.html" camunda:initiator="who">
      <bpmn:outgoing>f1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="Activity_0abc" name="初审" camunda:candidateGroups="intake" camunda:assignee="${{who}}"
      camunda:formKey="camunda-forms:deployment:firstReview.form" camunda:dueDate="${{dateTime().plusDays(3)}}"
      camunda:asyncBefore="true">
      <bpmn:extensionElements>
        <camunda:inputOutput>
          <camunda:inputParameter name="amount">${{request.amount * 2}}</camunda:inputParameter>
          <camunda:inputParameter name="script"><camunda:script scriptFormat="groovy">1+1</camunda:script></camunda:inputParameter>
        </camunda:inputOutput>
        <camunda:taskListener class="com.example.Notify" event="create" />
        <camunda:properties><camunda:property name="clause" value="第三条" /></camunda:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming>
      <bpmn:outgoing>f2</bpmn:outgoing>
      <bpmn:outgoing>f3</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:businessRuleTask id="advise" name="参考意见" camunda:decisionRef="advice" camunda:resultVariable="advised"
      camunda:mapDecisionResult="singleEntry"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing>
    </bpmn:businessRuleTask>
    <bpmn:serviceTask id="tell" name="通知" camunda:delegateExpression="${{mailer}}">
      <bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:exclusiveGateway id="which" name="结论？"><bpmn:incoming>f4</bpmn:incoming>
      <bpmn:outgoing>f6</bpmn:outgoing><bpmn:outgoing>f7</bpmn:outgoing><bpmn:outgoing>f8</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:callActivity id="call" name="整改" calledElement="correct"><bpmn:extensionElements>
      <camunda:in variables="all" /><camunda:in source="report" target="finding" /></bpmn:extensionElements>
      <bpmn:incoming>f6</bpmn:incoming><bpmn:outgoing>f9</bpmn:outgoing></bpmn:callActivity>
    <bpmn:endEvent id="end" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="Activity_0abc" />
    <bpmn:sequenceFlow id="f2" sourceRef="Activity_0abc" targetRef="advise" />
    <bpmn:sequenceFlow id="f3" sourceRef="Activity_0abc" targetRef="tell" />
    <bpmn:sequenceFlow id="f4" sourceRef="advise" targetRef="which" />
    <bpmn:sequenceFlow id="f5" sourceRef="tell" targetRef="end" />
    <bpmn:sequenceFlow id="f6" sourceRef="which" targetRef="call">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${{advised == 'correct' &amp;&amp; !report.late}}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f7" sourceRef="which" targetRef="end">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${{rules.check(execution)}}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f8" sourceRef="which" targetRef="end" />
    <bpmn:sequenceFlow id="f9" sourceRef="call" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>
""".encode()

#: Activiti, drawn in China: GBK, ids in Chinese and beginning with a digit, no drawing, the flag of execution left out,
#: fields of the form in the diagram, conditional flows straight out of a task.
ACTIVITI = f"""<?xml version="1.0" encoding="GBK"?>
<definitions xmlns="{BPMN}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:activiti="http://activiti.org/bpmn" targetNamespace="http://www.activiti.org/processdef">
  <process id="容错申请" name="容错申请">
    <startEvent id="1" name="开始" activiti:initiator="applyUserId"/>
    <userTask id="受理" name="受理" activiti:candidateGroups="受理岗">
      <extensionElements>
        <activiti:formProperty id="isComplete" name="材料齐全" type="boolean" required="true"/>
        <activiti:formProperty id="opinion" name="意见" type="string"/>
      </extensionElements>
    </userTask>
    <userTask id="task2" name="补正" activiti:assignee="#{{applyUserId}}"/>
    <endEvent id="结束"/>
    <sequenceFlow id="flow1" sourceRef="1" targetRef="受理"/>
    <sequenceFlow id="flow2" sourceRef="受理" targetRef="结束">
      <conditionExpression xsi:type="tFormalExpression"><![CDATA[${{isComplete eq true}}]]></conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="flow3" sourceRef="受理" targetRef="task2">
      <conditionExpression xsi:type="tFormalExpression"><![CDATA[${{isComplete ne true}}]]></conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="flow4" sourceRef="task2" targetRef="受理"/>
  </process>
</definitions>
""".encode("gbk")

#: bpmn.io: a sketch with pools, lanes named as people say it, a subprocess and a timer; drawn, but nothing runs.
SKETCH = f"""<?xml version="1.0" encoding="UTF-16"?>
<bpmn2:definitions xmlns:bpmn2="{BPMN}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="sample"
  targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn2:collaboration id="Collab"><bpmn2:participant id="Pool" name="县" processRef="Process_1"/>
    <bpmn2:participant id="Outside" name="申请单位"/></bpmn2:collaboration>
  <bpmn2:process id="Process_1" isExecutable="false">
    <bpmn2:laneSet id="lanes"><bpmn2:lane id="Lane_1" name="受理岗"><bpmn2:flowNodeRef>s</bpmn2:flowNodeRef>
      <bpmn2:flowNodeRef>sub</bpmn2:flowNodeRef></bpmn2:lane>
      <bpmn2:lane id="Lane_2" name="县长办公室"><bpmn2:flowNodeRef>sign</bpmn2:flowNodeRef><bpmn2:flowNodeRef>e</bpmn2:flowNodeRef>
      </bpmn2:lane></bpmn2:laneSet>
    <bpmn2:startEvent id="s"/>
    <bpmn2:subProcess id="sub" name="核实">
      <bpmn2:startEvent id="ss"/><bpmn2:userTask id="look" name="查看"/><bpmn2:endEvent id="se"/>
      <bpmn2:sequenceFlow id="i1" sourceRef="ss" targetRef="look"/><bpmn2:sequenceFlow id="i2" sourceRef="look" targetRef="se"/>
    </bpmn2:subProcess>
    <bpmn2:boundaryEvent id="late" attachedToRef="sub"><bpmn2:timerEventDefinition id="t"><bpmn2:timeDuration
      xsi:type="bpmn2:tFormalExpression">P15D</bpmn2:timeDuration></bpmn2:timerEventDefinition></bpmn2:boundaryEvent>
    <bpmn2:userTask id="sign" name="签批"/><bpmn2:endEvent id="e"/>
    <bpmn2:sequenceFlow id="o1" sourceRef="s" targetRef="sub"/><bpmn2:sequenceFlow id="o2" sourceRef="sub" targetRef="sign"/>
    <bpmn2:sequenceFlow id="o3" sourceRef="sign" targetRef="e"/><bpmn2:sequenceFlow id="o4" sourceRef="late" targetRef="sign"/>
    <bpmn2:textAnnotation id="note"><bpmn2:text>十五日</bpmn2:text></bpmn2:textAnnotation>
    <bpmn2:association id="a" sourceRef="sub" targetRef="note"/>
  </bpmn2:process>
</bpmn2:definitions>
""".encode("utf-16")

#: A decision table of DMN 1.1, as Camunda 7 kept them: type names with a prefix, no column for sources.
TABLE_1_1 = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" id="defs" name="表" namespace="n"
  xmlns:feel="http://www.omg.org/spec/FEEL/20140401">
  <inputData id="loss_data" name="loss"><variable id="v" name="loss" typeRef="feel:number"/></inputData>
  <decision id="advice" name="参考意见">
    <informationRequirement><requiredInput href="#loss_data"/></informationRequirement>
    <decisionTable id="t" hitPolicy="FIRST">
      <input id="i" label="损失"><inputExpression id="ie" typeRef="feel:number"><text>loss</text></inputExpression></input>
      <output id="o" name="advice" typeRef="feel:string"/>
      <rule id="r1"><inputEntry id="e1"><text>&lt; 100</text></inputEntry><outputEntry id="o1"><text>"exempt"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="e2"><text>-</text></inputEntry><outputEntry id="o2"><text>"deny"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
""".encode()

#: A form of an early form-js: no id that can be used, no version, fields without an entity.
OLD_FORM = json.dumps(
    {
        "id": "Form_0xyz",
        "components": [
            {"type": "textfield", "key": "applicantName", "label": "申请人"},
            {"type": "number", "key": "损失", "label": "损失"},
            {
                "type": "select",
                "key": "form.kind",
                "label": "类别",
                "values": [{"label": "甲", "value": "a"}],
            },
        ],
    },
    ensure_ascii=False,
).encode()

#: Two pools that run, each with a lane of one name, and the applicant's pool, which is a black box; one calls the other,
#: sends it a message and the applicant another. Drawn in full. Their ids are Chinese.
TWO_POOLS = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{
    BPMN
}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions_2" targetNamespace="http://bpmn.io/schema/bpmn">
  <message id="Message_told" name="告知" /><message id="Message_ended" name="办结" />
  <collaboration id="Collaboration_1">
    <participant id="Pool_office" name="办理机关" processRef="办理" />
    <participant id="Pool_team" name="核查组" processRef="核查" />
    <participant id="Pool_applicant" name="申请人" />
    <messageFlow id="Flow_told" name="告知" sourceRef="ask_team" targetRef="team_start" />
    <messageFlow id="Flow_answer" name="答复" sourceRef="office_end" targetRef="Pool_applicant" />
    <textAnnotation id="Note_team"><text>三人以上</text></textAnnotation>
    <association id="Link_team" sourceRef="look" targetRef="Note_team" />
  </collaboration>
  <process id="办理" isExecutable="true">
    <laneSet id="Lanes_office"><lane id="Lane_office" name="受理岗"><flowNodeRef>office_start</flowNodeRef>
      <flowNodeRef>ask_team</flowNodeRef><flowNodeRef>verify</flowNodeRef><flowNodeRef>office_end</flowNodeRef></lane></laneSet>
    <startEvent id="office_start" />
    <userTask id="ask_team" name="请核查组核查" />
    <callActivity id="verify" name="核查" calledElement="核查" />
    <endEvent id="office_end"><messageEventDefinition id="Ended" messageRef="Message_ended" /></endEvent>
    <sequenceFlow id="o1" sourceRef="office_start" targetRef="ask_team" />
    <sequenceFlow id="o2" sourceRef="ask_team" targetRef="verify" />
    <sequenceFlow id="o3" sourceRef="verify" targetRef="office_end" />
  </process>
  <process id="核查">
    <laneSet id="Lanes_team"><lane id="Lane_team" name="受理岗"><flowNodeRef>team_start</flowNodeRef>
      <flowNodeRef>look</flowNodeRef><flowNodeRef>team_end</flowNodeRef></lane></laneSet>
    <startEvent id="team_start" /><userTask id="look" name="查看" /><endEvent id="team_end" />
    <sequenceFlow id="t1" sourceRef="team_start" targetRef="look" />
    <sequenceFlow id="t2" sourceRef="look" targetRef="team_end" />
  </process>
  <bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="Plane_1" bpmnElement="Collaboration_1">
    {
    "".join(
        f'<bpmndi:BPMNShape id="{each}_di" bpmnElement="{each}"><dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}" />'
        f"</bpmndi:BPMNShape>"
        for each, x, y, w, h in (
            ("Pool_office", 100, 80, 700, 160),
            ("Lane_office", 130, 80, 670, 160),
            ("office_start", 180, 142, 36, 36),
            ("ask_team", 260, 120, 100, 80),
            ("verify", 420, 120, 100, 80),
            ("office_end", 600, 142, 36, 36),
            ("Pool_team", 100, 300, 700, 160),
            ("Lane_team", 130, 300, 670, 160),
            ("team_start", 180, 362, 36, 36),
            ("look", 260, 340, 100, 80),
            ("team_end", 420, 362, 36, 36),
            ("Note_team", 560, 320, 100, 30),
            ("Pool_applicant", 100, 520, 700, 60),
        )
    )
}
    {
    "".join(
        f'<bpmndi:BPMNEdge id="{each}_di" bpmnElement="{each}"><di:waypoint x="1" y="1" /><di:waypoint x="9" y="9" />'
        f"</bpmndi:BPMNEdge>"
        for each in ("o1", "o2", "o3", "t1", "t2", "Flow_told", "Flow_answer", "Link_team")
    )
}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>
""".encode()
