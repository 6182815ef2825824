"""The small place with something to keep: a petition that only the intake and the decider may know of.

``KEPT`` stands in everything that is theirs alone, ``INTERNAL`` in what those who read a part of the file may not see.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cases.small_place import make_small_place
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import (
    ARCHIVE_FORM,
    CHECK_FORM,
    CODE,
    JURISDICTION,
    MATTER,
    SCENARIO,
    WITHDRAW_FORM,
    WITHDRAWAL,
    Change,
)
from webapp import outbox
from webapp.cases import (
    CaseNotFound,
    TaskNotFound,
    add_comment,
    add_evidence,
    get_case_page,
    get_task_page,
    list_cases,
    list_inbox,
)
from webapp.cases.recusals import find_closed_cases, find_recused_cases
from webapp.errors import Language

KEPT = "限知"
INTERNAL = "办案"
#: Who may know of the petition.
KNOWING = frozenset({"intake", "decider"})
#: Who reads the whole file but for that.
WHOLE = frozenset({"inspector", "archivist"})
#: Who reads a part of it.
PART = frozenset({"applicant", "consulted"})

_ROLES = """
[roles.decider]
zh = "认定机关"
en = "Determining organ"
case_access = "involved"

[roles.inspector]
zh = "监督检查"
en = "Inspection"
case_access = "all"

[roles.consulted]
zh = "会商单位"
en = "Consulted body"
case_access = "involved"
reads = ["application", "opinion"]

[messages.petition]
zh = "登记信访"
en = "Register a petition"
roles = ["intake"]
form = "register_petition"

[need_to_know.petition]
zh = "信访举报和举报人信息"
en = "Petition and informant data"
entities = ["petition", "petition_study", "further_petition"]
registers = ["petitions"]
roles = ["intake", "decider"]
source = "assumed"

[parameters.accept_working_days]"""


def _element(tag: str, element_id: str, extra: str, incoming: str, outgoing: str) -> str:
    return (
        f'<bpmn:{tag} id="{element_id}" name="{element_id}"><bpmn:extensionElements>{extra}'
        '<zeebe:properties><zeebe:property name="source" value="assumed" /></zeebe:properties>'
        f"</bpmn:extensionElements><bpmn:incoming>{incoming}</bpmn:incoming>"
        f"<bpmn:outgoing>{outgoing}</bpmn:outgoing></bpmn:{tag}>"
    )


def _user_task(task_id: str, role: str, incoming: str, outgoing: str) -> str:
    extra = (
        f'<zeebe:userTask /><zeebe:formDefinition formId="{task_id}" />'
        f'<zeebe:assignmentDefinition candidateGroups="{role}" />'
    )
    return _element("userTask", task_id, extra, incoming, outgoing)


def _operation(task_id: str, operation: str, incoming: str, outgoing: str, **inputs: str) -> str:
    rows = "".join(
        f'<zeebe:input source="{source}" target="{target}" />' for target, source in inputs.items()
    )
    extra = f'<zeebe:taskDefinition type="{operation}" /><zeebe:ioMapping>{rows}</zeebe:ioMapping>'
    return _element("serviceTask", task_id, extra, incoming, outgoing)


def _flow(flow_id: str, source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}" />'


_WEIGH = '<zeebe:calledDecision decisionId="weigh" resultVariable="weight" />'
_STEPS = (
    _operation(
        "keep_petition",
        "record_petition",
        "f3",
        "g1",
        channel="letter",
        received_on="=today()",
        is_named="=true",
        times="=1",
        content="=petition.content",
        informant="=petition.informant",
    )
    + _operation("tell_decider", "notify", "g1", "g2", to="decider", text="=petition.content")
    + _user_task("study_petition", "decider", "g2", "g3")
    + _user_task("give_opinion", "consulted", "g3", "g4")
    + _element("businessRuleTask", "weigh_petition", _WEIGH, "g4", "g5")
    + _operation("keep_weight", "record_advice", "g5", "g6", decision="weigh", advice="=weight")
    + '<bpmn:boundaryEvent id="further" name="further" cancelActivity="false" attachedToRef="give_opinion">'
    + '<bpmn:extensionElements><zeebe:properties><zeebe:property name="source" value="assumed" />'
    + "</zeebe:properties></bpmn:extensionElements><bpmn:outgoing>g7</bpmn:outgoing>"
    + '<bpmn:messageEventDefinition id="further_by" messageRef="message_petition" /></bpmn:boundaryEvent>'
    + '<bpmn:endEvent id="further_kept"><bpmn:incoming>g7</bpmn:incoming></bpmn:endEvent>'
    + _flow("g7", "further", "further_kept")
    + _flow("g1", "keep_petition", "tell_decider")
    + _flow("g2", "tell_decider", "study_petition")
    + _flow("g3", "study_petition", "give_opinion")
    + _flow("g4", "give_opinion", "weigh_petition")
    + _flow("g5", "weigh_petition", "keep_weight")
    + _flow("g6", "keep_weight", "advise_outcome")
)

_MESSAGE = (
    '<bpmn:message id="message_petition" name="petition"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=case.no" /></bpmn:extensionElements></bpmn:message>'
)

_WEIGH_TABLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="weigh_definitions" name="weigh"
 namespace="https://example.org/xiaocheng/weigh">
  <decision id="weigh" name="weigh">
    <decisionTable id="weigh_table" hitPolicy="FIRST">
      <input id="weigh_in" label="content"><inputExpression id="weigh_text" typeRef="string">
        <text>petition.content</text></inputExpression></input>
      <output id="weigh_out" label="weight" name="weight" typeRef="string" />
      <annotation name="source" />
      <rule id="w1"><inputEntry id="w1_in"><text>-</text></inputEntry>
        <outputEntry id="w1_out"><text>"{KEPT}：属实"</text></outputEntry>
        <annotationEntry><text>assumed</text></annotationEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""


def _text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "id": key.replace(".", "_"), "key": key, "label": key, **more}


def _shown(element_id: str, expression: str) -> dict[str, Any]:
    return {"type": "text", "id": element_id, "text": expression}


def _form(form_id: str, *components: dict[str, Any]) -> str:
    head = {"type": "default", "schemaVersion": 18, "executionPlatform": "Camunda Cloud", "id": form_id}
    return json.dumps({**head, "components": components}, ensure_ascii=False)


_FAULT = {
    "type": "select",
    "id": "fault",
    "key": "assessment.f_fault",
    "label": "过失程度",
    "values": [{"value": value, "label": value} for value in ("none", "slight", "grave")],
}
_FILES = {
    "type": "filepicker",
    "id": "petition_files",
    "key": "petition.files",
    "label": "petition.files",
    "multiple": True,
}

#: What makes the small place one that keeps something.
GUARDED: Mapping[str, Change] = {
    JURISDICTION: [
        (
            'en = "Applicant"\ncase_access = "involved"',
            'en = "Applicant"\ncase_access = "involved"\nreads = ["application", "acceptance", "archives"]',
        ),
        ('en = "Archivist"\ncase_access = "all"', 'en = "Archivist"\ncase_access = "involved"'),
        ("\n[parameters.accept_working_days]", _ROLES),
    ],
    MATTER: [
        (
            'sourceRef="check_application" targetRef="advise_outcome"',
            'sourceRef="check_application" targetRef="keep_petition"',
        ),
        (
            "<bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4",
            "<bpmn:incoming>g6</bpmn:incoming><bpmn:outgoing>f4",
        ),
        ('  <bpmn:message id="message_withdraw"', f'{_MESSAGE}<bpmn:message id="message_withdraw"'),
        ('    <bpmn:exclusiveGateway id="is_tolerated"', f'{_STEPS}<bpmn:exclusiveGateway id="is_tolerated"'),
    ],
    f"dmn/{CODE}/weigh.dmn": _WEIGH_TABLE,
    CHECK_FORM: _form(
        "check_application",
        _FAULT,
        _text("acceptance.note"),
        _text("petition.content"),
        _text("petition.informant"),
        _FILES,
    ),
    f"forms/{CODE}/register_petition.form": _form(
        "register_petition",
        _text("further_petition.content"),
        {**_FILES, "id": "further_files", "key": "further_petition.files"},
    ),
    f"forms/{CODE}/study_petition.form": _form("study_petition", _text("petition_study.text")),
    f"forms/{CODE}/give_opinion.form": _form(
        "give_opinion",
        _shown("about", '="据：" + petition.content'),
        _text("opinion.text", defaultValue="=petition.content"),
    ),
    WITHDRAW_FORM: _form(
        "withdraw", _shown("about", '="据：" + petition.content'), _text("withdrawal.reason")
    ),
    ARCHIVE_FORM: _form(
        "file_papers",
        _shown("about", '="据：" + petition.content'),
        _text("archive_record.volume_no", defaultValue="=petition.informant"),
        _text("archive_record.retention"),
    ),
    SCENARIO: None,
    WITHDRAWAL: None,
}

REQUEST = {"application.request_text": "请求容错"}
CHECKED = {
    "assessment.f_fault": "slight",
    "acceptance.note": "已受理",
    "petition.content": f"{KEPT}：反映某事",
    "petition.informant": f"{KEPT}：某人",
}
STUDIED = {"petition_study.text": f"{KEPT}：重复"}
OPINION = {"opinion.text": "同意"}
PAPERS = {"archive_record.volume_no": "2026-1", "archive_record.retention": "永久"}


@dataclass
class GuardedMatter:
    """A matter of the guarded place that has come to the archive, with papers and remarks all over it."""

    place: PracticePlace
    case_id: int
    #: Task ids by element.
    tasks: Mapping[str, int]
    #: Evidence ids by whose it is: ``applicant``, ``consulted``, ``inspector``, and the kept ``intake``, ``decider``, ``picked``.
    files: Mapping[str, int]


@contextmanager
def guarded_matter(folder: Path, database_url: str) -> Iterator[GuardedMatter]:
    """The place in a migrated database, and its matter."""
    place = make_small_place(folder, database_url, GUARDED)
    case_id = place.open_matter(REQUEST)
    tasks: dict[str, int] = {}
    files: dict[str, int] = {}

    def upload(by: str, name: str, element_id: str | None = None, key: str = "") -> None:
        task_id = place.task(case_id, element_id).id if element_id else None
        files[key or by] = add_evidence(
            place.database, place.actor(by), case_id, name, "text/plain", name.encode(), task_id=task_id
        )

    def do(element_id: str, facts: Mapping[str, Any], by: str) -> None:
        tasks[element_id] = place.task(case_id, element_id).id
        place.do(case_id, element_id, facts, by=by)

    upload("applicant", "申请书.txt")
    upload("intake", f"{KEPT}信件.txt", "check_application")
    upload("intake", f"{KEPT}附件.txt", key="picked")
    upload("inspector", f"{INTERNAL}底稿.txt")
    do("check_application", {**CHECKED, "petition.files": [str(files["picked"])]}, "intake")
    upload("decider", f"{KEPT}比对.txt", "study_petition")
    do("study_petition", STUDIED, "decider")
    upload("consulted", "会商依据.txt", "give_opinion")
    do("give_opinion", OPINION, "consulted")
    tasks["file_papers"] = place.task(case_id, "file_papers").id
    add_comment(place.database, place.actor("inspector"), case_id, f"{INTERNAL}：抓紧", submission_key="c1")
    yield GuardedMatter(place, case_id, tasks, files)
    place.database.close()


def everything(matter: GuardedMatter, login_name: str, language: Language = "zh") -> str:
    """All that the platform tells somebody about the matter: lists, the case, every task of it, their notices."""
    database, actor = matter.place.database, matter.place.actor(login_name)
    told = [repr(list_cases(database, actor, language=language))]
    told += [
        repr(list_inbox(database, actor, tab, language=language)) for tab in ("mine", "claimable", "done")
    ]
    told.append(repr(notices_of(matter, login_name)))
    pages = [(get_case_page, matter.case_id), *((get_task_page, task) for task in matter.tasks.values())]
    for show, number in pages:
        with suppress(CaseNotFound, TaskNotFound):
            told.append(repr(show(database, actor, number, language)))
    return "\n".join(told)


def notices_of(matter: GuardedMatter, reader: str) -> object:
    with matter.place.database.read() as session:
        actor = matter.place.actor(reader)
        return outbox.list_notices(
            session,
            actor,
            without_cases=find_closed_cases(session, actor),
            personal_in=find_recused_cases(session, actor),
        )
