"""What a pack needs to know of a diagram or table file without running it: ids, what it refers to, source
marks, lines.

Reading is forgiving: a file that is no XML gives None here and its error from the engine or the tables' own
reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from webapp.engine.xml import XmlRefused, read_xml
from webapp.feel import FeelError, compile_expression
from webapp.procedures.separation import PROPERTY

#: The annotation column of a decision table that holds each row's source mark.
SOURCE_COLUMN = "source"

#: The column that holds the ``<description>`` of a rule; it needs no declaration.
DESCRIPTION_COLUMN = "description"

#: A cell that is one string and nothing else.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ACTIVITIES = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
    }
)
_EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
_DECIDING_GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


@dataclass(frozen=True, slots=True)
class Step:
    """An element that states a rule and so carries a source mark: a task, a decision, an event that acts.

    ``notice`` is what a task that sends a message maps: to whom, and the text.
    """

    id: str
    kind: str
    name: str
    line: int | None
    source: str
    form_id: str | None
    separate_from: str = ""
    notice: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A sequence flow; one without a name is called by what it joins."""

    id: str
    name: str
    line: int | None


@dataclass(slots=True)
class DiagramOutline:
    """The outline of one BPMN file."""

    processes: list[str] = field(default_factory=list)
    start_forms: list[str] = field(default_factory=list)
    lanes: list[tuple[str, int | None]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    flows: list[FlowLine] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    callees: set[str] = field(default_factory=set)
    decisions: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a decision table and its source mark."""

    number: int
    id: str
    line: int | None
    source: str


@dataclass(frozen=True, slots=True)
class ConcludedText:
    """A string that a row concludes, with its key among the texts. ``output`` is the name of its column."""

    key: str
    output: str
    text: str


@dataclass(frozen=True, slots=True)
class TableOutline:
    """A decision table: whether it has the annotation column ``source``, its rows, and the strings they conclude:
    codes, which forms and terms put into words, and texts such as the labels of list items."""

    decision_id: str
    name: str
    line: int | None
    has_source_column: bool
    rows: tuple[TableRow, ...]
    conclusions: tuple[ConcludedText, ...] = ()


@dataclass(slots=True)
class DecisionsOutline:
    """The outline of one DMN file.

    ``named`` holds what a person reads, by its key among the texts: decisions, columns, and the annotations of rows but
    for their source marks, which quote. A column's key ends in its id; ``columns`` maps that key to the one that ends
    in the column's label, by which a translator may also name it.
    """

    decisions: dict[str, str] = field(default_factory=dict)
    tables: list[TableOutline] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)


def outline_diagram(content: bytes) -> DiagramOutline | None:
    """Outline a BPMN file; None when it is not well-formed XML."""
    root = _parse(content)
    if root is None:
        return None
    outline = DiagramOutline()
    for element in _elements(root):
        tag = _tag(element)
        identity = element.get("id") or ""
        if tag == "process" and element.get("isExecutable") != "false":
            outline.processes.append(identity)
        elif tag == "lane":
            outline.lanes.append((identity, _line(element)))
        elif tag == "calledElement" and element.get("processId"):
            outline.callees.add(str(element.get("processId")))
        elif tag == "calledDecision" and element.get("decisionId"):
            outline.decisions.add(str(element.get("decisionId")))
        elif tag == "formDefinition" and element.get("formId"):
            outline.forms.add(str(element.get("formId")))
        elif tag == "startEvent":
            outline.start_forms += [
                str(node.get("formId")) for node in _extensions(element) if node.get("formId")
            ]
        elif tag == "sequenceFlow":
            joined = f"{element.get('sourceRef')} → {element.get('targetRef')}"
            outline.flows.append(FlowLine(identity, element.get("name") or joined, _line(element)))
        if _states_a_rule(element):
            outline.steps.append(_step(element))
        if identity and element.get("name") and not _is_drawing(element):
            outline.named[identity] = str(element.get("name"))
            if text := _documentation(element):
                outline.named[f"{identity}.documentation"] = text
    return outline


def outline_decisions(content: bytes) -> DecisionsOutline | None:
    """Outline a DMN file; None when it is not well-formed XML."""
    root = _parse(content)
    if root is None:
        return None
    outline = DecisionsOutline()
    for element in _elements(root):
        tag = _tag(element)
        if tag == "decision":
            decision_id, name = element.get("id") or "", element.get("name") or ""
            outline.decisions[decision_id] = name
            outline.named[decision_id] = name
            for table in _children(element, "decisionTable"):
                outline.tables.append(_table(decision_id, name, table))
                for key, label_key, label in _columns(decision_id, table):
                    outline.named[key] = label
                    outline.columns[key] = label_key
                outline.named.update(_annotations(decision_id, table))
        elif tag in {"requiredDecision", "requiredKnowledge"} and element.get("href"):
            outline.required.add(str(element.get("href")).rpartition("#")[2])
    return outline


def annotation_key(decision_id: str, rule_id: str | None, number: int, column: str) -> str:
    """Where the texts have an annotation. A rule without id is known by its number, from 1."""
    return f"{decision_id}.{rule_id or number}.{column}"


def _parse(content: bytes) -> etree._Element | None:
    try:
        return read_xml(content, "")
    except XmlRefused:
        return None


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _line(element: etree._Element) -> int | None:
    return cast("int | None", element.sourceline)


def _tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: etree._Element, *tags: str) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str) and _tag(child) in tags]


def _text(element: etree._Element) -> str:
    """The text of ``<x><text>…</text></x>``."""
    return "".join((child.text or "") for child in _children(element, "text")).strip()


def _is_drawing(element: etree._Element) -> bool:
    return "/DI" in str(element.tag) or _tag(element) in {
        "definitions",
        "message",
        "error",
        "escalation",
        "signal",
    }


def _states_a_rule(element: etree._Element) -> bool:
    """Plain starts and ends, forks and joins only move a case along; all else rests on a clause."""
    tag = _tag(element)
    if not str(element.tag).startswith(_BPMN):
        return False  # The dialect has elements of its own with such names.
    if tag in _ACTIVITIES:
        return True
    if tag in _DECIDING_GATEWAYS:
        return len(_children(element, "outgoing")) > 1
    return tag in _EVENTS and any(
        _tag(child).endswith("EventDefinition") for child in element if isinstance(child.tag, str)
    )


def _step(element: etree._Element) -> Step:
    form = next((node for node in _extensions(element) if _tag(node) == "formDefinition"), None)
    return Step(
        id=element.get("id") or "",
        kind=_tag(element),
        name=" ".join((element.get("name") or element.get("id") or "").split()),
        line=_line(element),
        source=_property_of(element, "source"),
        form_id=None if form is None else form.get("formId"),
        separate_from=_property_of(element, PROPERTY),
        notice=_notice(element),
    )


def _notice(element: etree._Element) -> tuple[str, str] | None:
    """Of a task that sends a message: to whom and what, as the diagram maps them."""
    nodes = list(_extensions(element))
    if not any(_tag(node) == "taskDefinition" and node.get("type") == "notify" for node in nodes):
        return None
    rows = [row for node in nodes if _tag(node) == "ioMapping" for row in _children(node, "input")]
    inputs = {str(row.get("target")): row.get("source") or "" for row in rows}
    return inputs.get("to", ""), inputs.get("text", "")


def _extensions(element: etree._Element) -> Iterator[etree._Element]:
    for holder in _children(element, "extensionElements"):
        yield from (node for node in holder.iter() if isinstance(node.tag, str))


def _property_of(element: etree._Element, name: str) -> str:
    marks = (
        node.get("value") or ""
        for node in _extensions(element)
        if _tag(node) == "property" and node.get("name") == name
    )
    return next(marks, "").strip()


def _documentation(element: etree._Element) -> str:
    return "".join((child.text or "") for child in _children(element, "documentation")).strip()


def _table(decision_id: str, name: str, table: etree._Element) -> TableOutline:
    rules = _children(table, "rule")
    rows = tuple(
        TableRow(number, rule.get("id") or "", _line(rule), _notes(table, rule).get(SOURCE_COLUMN, ""))
        for number, rule in enumerate(rules, start=1)
    )
    return TableOutline(
        decision_id,
        name,
        _line(table),
        SOURCE_COLUMN in _annotation_columns(table),
        rows,
        tuple(_conclusions(decision_id, table)),
    )


def _annotation_columns(table: etree._Element) -> list[str]:
    return [(column.get("name") or "").strip() for column in _children(table, "annotation")]


def _notes(table: etree._Element, rule: etree._Element) -> dict[str, str]:
    """The annotations of a rule by column."""
    entries = [_text(entry) for entry in _children(rule, "annotationEntry")]
    notes = dict(zip(_annotation_columns(table), entries, strict=False))
    if not notes.get(DESCRIPTION_COLUMN):
        described = ((child.text or "").strip() for child in _children(rule, "description"))
        notes[DESCRIPTION_COLUMN] = next(described, "")
    return notes


def _annotations(decision_id: str, table: etree._Element) -> Iterator[tuple[str, str]]:
    """The annotations that explain, by their keys among the texts."""
    for number, rule in enumerate(_children(table, "rule"), start=1):
        for column, text in _notes(table, rule).items():
            if text and column != SOURCE_COLUMN:
                yield annotation_key(decision_id, rule.get("id"), number, column), text


def _conclusions(decision_id: str, table: etree._Element) -> Iterator[ConcludedText]:
    columns = _children(table, "output")
    for number, rule in enumerate(_children(table, "rule"), start=1):
        for column, cell in zip(columns, _children(rule, "outputEntry"), strict=False):
            name = column.get("name") or ""
            text = _string(_text(cell))
            if text:
                column_key = column.get("id") or column.get("label") or name
                yield ConcludedText(f"{decision_id}.{rule.get('id') or number}.{column_key}", name, text)


def _string(cell: str) -> str:
    """The content of a cell that is one string; empty for any other."""
    if not _STRING.fullmatch(cell):
        return ""
    try:
        value = compile_expression(cell).evaluate({})
    except FeelError:
        return ""
    return value if isinstance(value, str) else ""


def _columns(decision_id: str, table: etree._Element) -> Iterator[tuple[str, str, str]]:
    """The columns as an officer sees them: key by id, key by label, label. An annotation column has no id."""
    for column in _children(table, "input", "output", "annotation"):
        label = str(column.get("label") or column.get("name") or "").strip()
        if label and (_tag(column) != "annotation" or label != SOURCE_COLUMN):
            yield f"{decision_id}.{column.get('id') or label}", f"{decision_id}.{label}", label
