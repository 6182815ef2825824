"""A task more in a diagram, on one of its flows, and the form that it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping

TASK = "sign_off"
FORM = (
    '{"type": "default", "schemaVersion": 18, "executionPlatform": "Camunda Cloud", "id": "sign_off", "components": ['
    '{"type": "textfield", "id": "note", "key": "sign_off.note", "label": "签批意见", "validate": {"required": true}}]}\n'
)
LOOP = (
    "<bpmn:multiInstanceLoopCharacteristics{order}><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=[&quot;a&quot;, &quot;b&quot;]" inputElement="each" '
    'outputCollection="notes" outputElement="=sign_off.note" />'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)


def with_task(
    files: Mapping[str, bytes], code: str, path: str, flow: str, *, role: str, loop: str = "", apart: str = ""
) -> dict[str, bytes]:
    """The files with a task on ``flow`` of the diagram ``path``, between what it joins; ``apart`` keeps people from it."""
    separate = f'<zeebe:property name="separate_from" value="{apart}" />' if apart else ""
    text = files[path].decode()
    found = re.search(rf'<bpmn:sequenceFlow id="{flow}"[^>]*? targetRef="(\w+)"', text)
    assert found is not None, f"{path} has no flow {flow}"
    target = found[1]
    at = text.index(f'id="{target}"')
    before, behind = text[:at], text[at:]
    assert f"<bpmn:incoming>{flow}</bpmn:incoming>" in behind
    text = before + behind.replace(f"<bpmn:incoming>{flow}<", "<bpmn:incoming>behind_sign_off<", 1)
    begin = text.index(found[0])
    task = (
        f'<bpmn:userTask id="{TASK}" name="签批"><bpmn:extensionElements><zeebe:userTask />'
        f'<zeebe:formDefinition formId="sign_off" /><zeebe:assignmentDefinition candidateGroups="{role}" />'
        '<zeebe:properties><zeebe:property name="source" value="assumed" />'
        f"{separate}</zeebe:properties></bpmn:extensionElements>"
        f"<bpmn:incoming>{flow}</bpmn:incoming><bpmn:outgoing>behind_sign_off</bpmn:outgoing>{loop}</bpmn:userTask>"
        f'<bpmn:sequenceFlow id="behind_sign_off" sourceRef="{TASK}" targetRef="{target}" />'
    )
    moved = found[0].replace(f'targetRef="{target}"', f'targetRef="{TASK}"')
    text = text[:begin] + task + text[begin:].replace(found[0], moved, 1)
    return {**files, path: text.encode(), f"forms/{code}/sign_off.form": FORM.encode()}
