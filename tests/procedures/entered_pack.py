"""The small place with a second way in: what is planned is filed in advance."""

from __future__ import annotations

from collections.abc import Mapping

from tests.procedures.small_pack import APPLY_FORM, CODE, FILES, JURISDICTION, MATTER, TEXTS, Change

FILING = f"bpmn/{CODE}/filing.bpmn"
FILING_FORM = f"forms/{CODE}/file_plan.form"
FILING_STORY = f"tests/scenarios/{CODE}/filed.toml"

_ENTRANCE = """[entrances.filing]
zh = "备案"
en = "Filing"
start = ["intake"]

"""
_DIAGRAM = (
    FILES[MATTER][: FILES[MATTER].index("  <bpmn:process")]
    + """  <bpmn:process id="filing" name="备案" isExecutable="true">
    <bpmn:documentation>办理之前备案。</bpmn:documentation>
    <bpmn:startEvent id="planned" name="报送"><bpmn:extensionElements><zeebe:formDefinition formId="file_plan" />
      <zeebe:properties><zeebe:property name="source" value="assumed" /></zeebe:properties></bpmn:extensionElements>
      <bpmn:outgoing>p1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="mark_filed" name="备案"><bpmn:extensionElements><zeebe:taskDefinition type="set_status" />
      <zeebe:ioMapping><zeebe:input source="filed" target="status" /></zeebe:ioMapping>
      <zeebe:properties><zeebe:property name="source" value="assumed" /></zeebe:properties></bpmn:extensionElements>
      <bpmn:incoming>p1</bpmn:incoming><bpmn:outgoing>p2</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:endEvent id="kept" name="已备案"><bpmn:incoming>p2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="p1" sourceRef="planned" targetRef="mark_filed" />
    <bpmn:sequenceFlow id="p2" sourceRef="mark_filed" targetRef="kept" />
  </bpmn:process>
</bpmn:definitions>
"""
)
_TEXTS = f"""
["{FILING}"]
"filing" = "Filing"
"filing.documentation" = "Filed before anything is done."
"planned" = "Filed"
"mark_filed" = "On file"
"kept" = "On file"

["{FILING_FORM}"]
"application.request_text" = "What is planned"
"""
_STORY = """name = "备案"
name_en = "A plan is filed"
source = "S1"
entrance = "filing"
opened_at = "2026-03-02T09:00:00+08:00"
opened_by = { role = "intake" }

[start]
"application.request_text" = "先行先试"

[expect]
ended = true
status = "filed"
path = ["filing:planned", "filing:kept"]
"""

#: The small place with a second entrance, which only the intake may use.
ENTERED: Mapping[str, Change] = {
    JURISDICTION: ("[parameters.accept_working_days]", f"{_ENTRANCE}[parameters.accept_working_days]"),
    FILING: _DIAGRAM,
    FILING_FORM: FILES[APPLY_FORM].replace("submit_application", "file_plan"),
    TEXTS: FILES[TEXTS] + _TEXTS,
    FILING_STORY: _STORY,
}
