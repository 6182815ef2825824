"""A task more in a diagram, on one of its flows, and the form that it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.procedures.small_pack import CODE, MATTER, SCENARIO, files_of

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


def grown(
    path: str, flow: str, *, loop: str = "", role: str = "intake", files: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The small place, or files of it, with the task on a flow."""
    return with_task(files_of({}) if files is None else files, CODE, path, flow, role=role, loop=loop)


OVERDUE = """
name = "逾期"
opened_at = "2026-03-02T09:00:00+08:00"
opened_by = {role = "applicant"}
start = {"application.request_text" = "请求容错"}

[[step]]  # It lapses, and is filed.
advance_to = "2026-06-01T09:00:00+08:00"
task = "file_papers"
role = "archivist"
facts = {"archive_record.volume_no" = "2026-1", "archive_record.retention" = "永久"}

[expect]
ended = true
"""


def overdue() -> dict[str, bytes]:
    """The small place that files what lapsed, and a scenario of it whose clock moves at once."""
    return files_of({
        MATTER: [
            ('<bpmn:sequenceFlow id="f10" sourceRef="not_accepted" targetRef="lapsed">',
             '<bpmn:sequenceFlow id="f10" sourceRef="not_accepted" targetRef="archive_matter">'),
            ("<bpmn:incoming>f10</bpmn:incoming>", ""),
            ("<bpmn:incoming>f6</bpmn:incoming>",
             "<bpmn:incoming>f6</bpmn:incoming><bpmn:incoming>f10</bpmn:incoming>"),
            ('    <bpmn:endEvent id="lapsed" name="逾期终止"></bpmn:endEvent>\n', ""),
        ],
        SCENARIO: OVERDUE,
    })  # fmt: skip
