"""A small place, 小城: one matter from filing to archive, with everything that a pack can hold.

`write_pack` writes it into a folder; a test names what it changes: a replacement inside a file, a file of
its own, or a file left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from webapp.procedures import Pack, read_pack

CODE = "xiaocheng"

JURISDICTION = f"bpmn/{CODE}/jurisdiction.toml"
MATTER = f"bpmn/{CODE}/matter.bpmn"
ARCHIVE = "bpmn/shared/archive.bpmn"
OUTCOME = f"dmn/{CODE}/outcome.dmn"
APPLY_FORM = f"forms/{CODE}/submit_application.form"
CHECK_FORM = f"forms/{CODE}/check_application.form"
WITHDRAW_FORM = f"forms/{CODE}/withdraw.form"
ARCHIVE_FORM = "forms/shared/file_papers.form"
TEXTS = f"bpmn/{CODE}/texts.en.toml"
SHARED_TEXTS = "bpmn/shared/texts.en.toml"
#: The place's own words for what it shares; it has none unless a test gives them.
WORDS = f"bpmn/{CODE}/texts.zh.toml"
SCENARIO = f"tests/scenarios/{CODE}/tolerated.toml"
WITHDRAWAL = f"tests/scenarios/{CODE}/withdrawn.toml"

_JURISDICTION = """
code = "xiaocheng"
zh = "小城"
en = "Small Town"
zone = "Asia/Shanghai"
root_process = "matter"
start = ["applicant"]

[roles.applicant]
zh = "申请人"
en = "Applicant"
case_access = "involved"

[roles.intake]
zh = "受理岗"
en = "Intake"
case_access = "all"

[roles.archivist]
zh = "归档岗"
en = "Archivist"
case_access = "all"

[parameters.accept_working_days]
value = 5
unit = "working_days"
source = "assumed"
zh = "受理期限"
en = "Time to accept"

[messages.withdraw]
zh = "撤回"
en = "Withdraw"
roles = ["applicant"]
form = "withdraw"

[sources.S1]
zh = "小城容错办法"
en = "Small Town's rule on tolerance"
"""

_DEFINITIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
    ' modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0"'
    ' id="definitions" targetNamespace="https://example.org/xiaocheng">\n'
)


def _marked(extra: str = "", source: str = "assumed") -> str:
    return (
        f'<bpmn:extensionElements>{extra}<zeebe:properties><zeebe:property name="source" value="{source}" />'
        "</zeebe:properties></bpmn:extensionElements>"
    )


def _mapped(**inputs: str) -> str:
    rows = "".join(
        f'<zeebe:input source="{source}" target="{target}" />' for target, source in inputs.items()
    )
    return f"<zeebe:ioMapping>{rows}</zeebe:ioMapping>"


def _service(element_id: str, name: str, operation: str, incoming: str, outgoing: str, **inputs: str) -> str:
    extra = f'<zeebe:taskDefinition type="{operation}" />{_mapped(**inputs)}'
    return (
        f'    <bpmn:serviceTask id="{element_id}" name="{name}">{_marked(extra)}'
        f"<bpmn:incoming>{incoming}</bpmn:incoming><bpmn:outgoing>{outgoing}</bpmn:outgoing></bpmn:serviceTask>\n"
    )


def _flow(flow_id: str, source: str, target: str, condition: str = "") -> str:
    inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return (
        f'    <bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">'
        f"{inside}</bpmn:sequenceFlow>\n"
    )


_MATTER = (
    _DEFINITIONS
    + '  <bpmn:process id="matter" name="办理" isExecutable="true">\n'
    + '    <bpmn:startEvent id="started" name="申请">'
    + _marked('<zeebe:formDefinition formId="submit_application" />')
    + "<bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>\n"
    + _service("mark_applied", "登记申请", "set_status", "f1", "f2", status="applied")
    + '    <bpmn:userTask id="check_application" name="受理审查">'
    + "<bpmn:documentation>提出必受理。</bpmn:documentation>"
    + _marked(
        '<zeebe:userTask /><zeebe:formDefinition formId="check_application" />'
        '<zeebe:assignmentDefinition candidateGroups="intake" />'
        "<zeebe:taskSchedule dueDate="
        '"=date and time(add working days(case.opened_on, parameters.accept_working_days),'
        ' time(&quot;23:59:59@Asia/Shanghai&quot;))" />',
        "S1",
    )
    + "<bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>\n"
    + '    <bpmn:boundaryEvent id="withdrawn" name="撤回" attachedToRef="check_application">'
    + _marked()
    + "<bpmn:outgoing>f8</bpmn:outgoing>"
    + '<bpmn:messageEventDefinition id="withdrawn_by" messageRef="message_withdraw" /></bpmn:boundaryEvent>\n'
    + '    <bpmn:boundaryEvent id="not_accepted" name="逾期" attachedToRef="check_application">'
    + _marked()
    + "<bpmn:outgoing>f10</bpmn:outgoing>"
    + '<bpmn:timerEventDefinition id="after"><bpmn:timeDuration>P60D</bpmn:timeDuration>'
    + "</bpmn:timerEventDefinition></bpmn:boundaryEvent>\n"
    + '    <bpmn:businessRuleTask id="advise_outcome" name="形成参考意见">'
    + _marked('<zeebe:calledDecision decisionId="outcome" resultVariable="advice" />')
    + "<bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing></bpmn:businessRuleTask>\n"
    + _service(
        "keep_advice", "记录参考意见", "record_advice", "f4", "f5", decision="outcome", advice="=advice"
    )
    + '    <bpmn:exclusiveGateway id="is_tolerated" name="是否容错" default="f7">'
    + _marked()
    + "<bpmn:incoming>f5</bpmn:incoming><bpmn:outgoing>f6</bpmn:outgoing>"
    + "<bpmn:outgoing>f7</bpmn:outgoing></bpmn:exclusiveGateway>\n"
    + '    <bpmn:callActivity id="archive_matter" name="归档">'
    + _marked('<zeebe:calledElement processId="archive" propagateAllChildVariables="true" />')
    + "<bpmn:incoming>f6</bpmn:incoming><bpmn:outgoing>f9</bpmn:outgoing></bpmn:callActivity>\n"
    + '    <bpmn:endEvent id="refused" name="不予容错"><bpmn:incoming>f7</bpmn:incoming></bpmn:endEvent>\n'
    + _service(
        "keep_withdrawal",
        "登记撤回",
        "record_withdrawal",
        "f8",
        "f11",
        reason="=withdrawal.reason",
        withdrawn_on="=today()",
    )
    + '    <bpmn:endEvent id="ended" name="办结"><bpmn:incoming>f9</bpmn:incoming></bpmn:endEvent>\n'
    + '    <bpmn:endEvent id="lapsed" name="逾期终止"><bpmn:incoming>f10</bpmn:incoming></bpmn:endEvent>\n'
    + '    <bpmn:endEvent id="given_up" name="已撤回"><bpmn:incoming>f11</bpmn:incoming></bpmn:endEvent>\n'
    + _flow("f1", "started", "mark_applied")
    + _flow("f2", "mark_applied", "check_application")
    + _flow("f3", "check_application", "advise_outcome")
    + _flow("f4", "advise_outcome", "keep_advice")
    + _flow("f5", "keep_advice", "is_tolerated")
    + _flow("f6", "is_tolerated", "archive_matter", '=advice != "deny"')
    + _flow("f7", "is_tolerated", "refused")
    + _flow("f8", "withdrawn", "keep_withdrawal")
    + _flow("f9", "archive_matter", "ended")
    + _flow("f10", "not_accepted", "lapsed")
    + _flow("f11", "keep_withdrawal", "given_up")
    + "  </bpmn:process>\n"
    + '  <bpmn:message id="message_withdraw" name="withdraw"><bpmn:extensionElements>'
    + '<zeebe:subscription correlationKey="=case.no" /></bpmn:extensionElements></bpmn:message>\n'
    + "</bpmn:definitions>\n"
)

_ARCHIVE = (
    _DEFINITIONS
    + '  <bpmn:process id="archive" name="归档" isExecutable="true">\n'
    + '    <bpmn:startEvent id="archive_started"><bpmn:outgoing>a1</bpmn:outgoing></bpmn:startEvent>\n'
    + '    <bpmn:userTask id="file_papers" name="整理归档">'
    + _marked(
        '<zeebe:userTask /><zeebe:formDefinition formId="file_papers" />'
        '<zeebe:assignmentDefinition candidateGroups="archivist" />'
    )
    + "<bpmn:incoming>a1</bpmn:incoming><bpmn:outgoing>a2</bpmn:outgoing></bpmn:userTask>\n"
    + _service(
        "enter_archive",
        "登记归档",
        "archive_case",
        "a2",
        "a3",
        volume_no="=archive_record.volume_no",
        retention="=archive_record.retention",
        archived_on="=today()",
    )
    + _service("mark_archived", "更新状态", "set_status", "a3", "a4", status="archived")
    + '    <bpmn:endEvent id="archive_ended"><bpmn:incoming>a4</bpmn:incoming></bpmn:endEvent>\n'
    + _flow("a1", "archive_started", "file_papers")
    + _flow("a2", "file_papers", "enter_archive")
    + _flow("a3", "enter_archive", "mark_archived")
    + _flow("a4", "mark_archived", "archive_ended")
    + "  </bpmn:process>\n</bpmn:definitions>\n"
)


def _row(row_id: str, condition: str, outcome: str, source: str) -> str:
    return (
        f'      <rule id="{row_id}"><inputEntry id="{row_id}_in"><text>{condition}</text></inputEntry>'
        f'<outputEntry id="{row_id}_out"><text>{outcome}</text></outputEntry>'
        f"<annotationEntry><text>{source}</text></annotationEntry></rule>\n"
    )


_OUTCOME = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="outcome_definitions"'
    ' name="认定建议" namespace="https://example.org/xiaocheng">\n'
    '  <decision id="outcome" name="认定建议">\n'
    '    <decisionTable id="outcome_table" hitPolicy="UNIQUE">\n'
    '      <input id="fault" label="过失程度"><inputExpression id="fault_expression" typeRef="string">'
    "<text>assessment.f_fault</text></inputExpression>"
    '<inputValues id="fault_values"><text>"none","slight","grave"</text></inputValues></input>\n'
    '      <output id="outcome_out" label="结论" name="outcome" typeRef="string">'
    '<outputValues id="outcome_values"><text>"exempt","educate","deny"</text></outputValues></output>\n'
    '      <annotation name="source" />\n'
    + _row("r1", '"none"', '"exempt"', "S1 第一条")
    + _row("r2", '"slight"', '"educate"', "assumed")
    + _row("r3", '"grave"', '"deny"', "assumed")
    + "    </decisionTable>\n  </decision>\n</definitions>\n"
)


def _form(form_id: str, *components: str) -> str:
    return (
        '{"type": "default", "schemaVersion": 18, "executionPlatform": "Camunda Cloud", '
        f'"id": "{form_id}", "components": [{", ".join(components)}]}}\n'
    )


def _text_field(key: str, label: str) -> str:
    return (
        f'{{"type": "textfield", "id": "{key.replace(".", "_")}", "key": "{key}", "label": "{label}", '
        '"validate": {"required": true, "maxLength": 40}}'
    )


_CHECK_FORM = _form(
    "check_application",
    '{"type": "select", "id": "fault", "key": "assessment.f_fault", "label": "过失程度", '
    '"values": [{"value": "none", "label": "无"}, {"value": "slight", "label": "轻微"}, '
    '{"value": "grave", "label": "严重"}], "validate": {"required": true}}',
)

_TEXTS = """
["bpmn/xiaocheng/matter.bpmn"]
matter = "Matter"
started = "Application"
mark_applied = "Enter the application"
check_application = "Check for acceptance"
"check_application.documentation" = "What is filed must be accepted."
withdrawn = "Withdrawal"
not_accepted = "Overdue"
advise_outcome = "Form the advice"
keep_advice = "Record the advice"
is_tolerated = "Tolerated?"
archive_matter = "Archive"
refused = "Refused"
keep_withdrawal = "Record the withdrawal"
ended = "Ended"
lapsed = "Lapsed"
given_up = "Withdrawn"

["dmn/xiaocheng/outcome.dmn"]
outcome = "Advice on the outcome"
"outcome.过失程度" = "Degree of fault"
"outcome.结论" = "Outcome"

["forms/xiaocheng/submit_application.form"]
"application.request_text" = "Request"

["forms/xiaocheng/check_application.form"]
"assessment.f_fault" = "Degree of fault"
"assessment.f_fault.none" = "None"
"assessment.f_fault.slight" = "Slight"
"assessment.f_fault.grave" = "Grave"

["forms/xiaocheng/withdraw.form"]
"withdrawal.reason" = "Reason"
"""

_SHARED_TEXTS = """
["bpmn/shared/archive.bpmn"]
archive = "Archiving"
file_papers = "File the papers"
enter_archive = "Enter the archive"
mark_archived = "Set the status"

["forms/shared/file_papers.form"]
"archive_record.volume_no" = "Volume"
"archive_record.retention" = "Retention"
"""

_SCENARIO = """
name = "轻微过失"
name_en = "A slight fault"
source = "S1"
opened_at = "2026-03-02T09:00:00+08:00"
opened_by = {account = "wanghong", role = "applicant"}

[start]
"application.request_text" = "请求容错"

[[step]]
expect.open = ["check_application"]
expect.status = "applied"
expect.due = {check_application = "2026-03-09"}

[[step]]
advance_to = "2026-03-04T09:00:00+08:00"
task = "check_application"
role = "intake"
facts = {"assessment.f_fault" = "slight"}
expect.open = ["file_papers"]
expect.variables = {"advice" = "educate"}

[[step]]
task = "file_papers"
role = "archivist"
facts = {"archive_record.volume_no" = "2026-1", "archive_record.retention" = "永久"}

[expect]
ended = true
status = "archived"
path = ["matter:check_application", "matter:archive_matter", "archive:file_papers", "matter:ended"]
advice = {outcome = "educate"}
fired = {outcome = [2]}
registers.archives = [{volume_no = "2026-1", archived_on = "2026-03-04"}]
registers.withdrawals = []
"""

_WITHDRAWAL = """
name = "撤回"
name_en = "Withdrawn"
source = "assumed"
opened_at = "2026-03-02T09:00:00+08:00"
opened_by = {account = "wanghong", role = "applicant"}

[start]
"application.request_text" = "请求容错"

[[step]]
message = "withdraw"
role = "applicant"
payload = {"withdrawal.reason" = "情况已变"}

[expect]
ended = true
path = ["matter:keep_withdrawal", "matter:given_up"]
registers.withdrawals = [{reason = "情况已变", withdrawn_on = "2026-03-02"}]
"""

FILES: Mapping[str, str] = {
    JURISDICTION: _JURISDICTION,
    MATTER: _MATTER,
    ARCHIVE: _ARCHIVE,
    "bpmn/shared/unused.bpmn": _ARCHIVE.replace('id="archive"', 'id="unused"'),
    OUTCOME: _OUTCOME,
    APPLY_FORM: _form("submit_application", _text_field("application.request_text", "申请事由")),
    CHECK_FORM: _CHECK_FORM,
    WITHDRAW_FORM: _form("withdraw", _text_field("withdrawal.reason", "撤回理由")),
    ARCHIVE_FORM: _form(
        "file_papers",
        _text_field("archive_record.volume_no", "卷号"),
        _text_field("archive_record.retention", "保管期限"),
    ),
    TEXTS: _TEXTS,
    SHARED_TEXTS: _SHARED_TEXTS,
    SCENARIO: _SCENARIO,
    WITHDRAWAL: _WITHDRAWAL,
}

#: The files of the closure: everything but what nothing reaches.
CLOSURE = frozenset(FILES) - {"bpmn/shared/unused.bpmn"}

Replacement = tuple[str, str]
Change = str | bytes | Replacement | list[Replacement] | None


def write_pack(root: Path, changes: Mapping[str, Change] | None = None) -> Path:
    """Write the pack below ``root``. A change is new content, an (old, new) text or several, or None: leave
    it out.
    """
    for path, content in files_of(changes or {}).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root


def files_of(changes: Mapping[str, Change]) -> dict[str, bytes]:
    """The files of the pack with some changes."""
    files = {path: text.encode() for path, text in FILES.items()}
    for path, change in changes.items():
        if change is None:
            del files[path]
        elif isinstance(change, bytes):
            files[path] = change
        elif isinstance(change, str):
            files[path] = change.encode()
        else:
            files[path] = _replace(FILES[path], change if isinstance(change, list) else [change]).encode()
    return files


def _replace(text: str, replacements: list[Replacement]) -> str:
    for old, new in replacements:
        assert old in text, f"the small pack holds no {old!r}"
        text = text.replace(old, new)
    return text


def small_pack(root: Path, changes: Mapping[str, Change] | None = None) -> Pack:
    """The pack read from a folder."""
    return read_pack(CODE, write_pack(root, changes))
