"""Differences of two diagrams, element by element: added, removed, changed with what changed in words, moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from webapp.procedures.comparing.diagram_words import PROPERTY_WORDS, kind_word, word_of
from webapp.procedures.comparing.words import Change, Detail, Said, details_of
from webapp.procedures.outline_xml import children_of, iterate_elements, parse_file, tag_of

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_COMPARED = frozenset(
    {
        "process", "participant", "lane", "sequenceFlow", "messageFlow", "association", "textAnnotation", "group",
        "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
        "callActivity", "subProcess", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent",
        "boundaryEvent", "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway",
        "message", "error", "escalation", "signal", "dataObjectReference", "dataStoreReference",
    }
)  # fmt: skip
#: What only repeats what flows and lanes say themselves, or names inner parts anew.
_PASSED_OVER = frozenset({"incoming", "outgoing", "flowNodeRef"})
#: Inner elements of which there may be several: the attribute that tells them apart.
_TOLD_APART_BY: Mapping[str, str] = {
    "property": "name",
    "input": "target",
    "output": "target",
    "header": "key",
}


@dataclass(slots=True)
class ElementFacts:
    """An element of a diagram as it is compared: its properties by key, and where it is drawn."""

    tag: str
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    drawn: tuple[float, ...] = ()


def compare_diagrams(
    old: bytes, new: bytes, old_english: Mapping[str, str], new_english: Mapping[str, str]
) -> tuple[Change, ...] | None:
    """The elements that differ, the new diagram's in its order, then those removed; None where one cannot be read.

    The mappings give the English names by element id.
    """
    before, after = read_elements(old), read_elements(new)
    if before is None or after is None:
        return None
    ends = _Ends(before, after, old_english, new_english)
    changes = [
        change
        for id_, facts in after.items()
        if (change := _compare(id_, before.get(id_), facts, _name(id_, after, new_english), ends)) is not None
    ]
    changes += [Change("removed", id_, _name(id_, before, old_english)) for id_ in before if id_ not in after]
    return tuple(changes)


@dataclass(frozen=True, slots=True)
class _Ends:
    """The names of what flows join and events are attached to, on either side."""

    before: Mapping[str, ElementFacts]
    after: Mapping[str, ElementFacts]
    old_english: Mapping[str, str]
    new_english: Mapping[str, str]

    def named(self, detail: Detail) -> Detail:
        """A property that points to elements, with their names instead of their ids."""
        if detail.what not in _POINTING:
            return detail
        was = _called(detail.before, self.before, self.old_english)
        is_now = _called(detail.after, self.after, self.new_english)
        return Detail(detail.what, was.zh, is_now.zh, was.en, is_now.en)


_POINTING = frozenset(PROPERTY_WORDS[key] for key in ("sourceRef", "targetRef", "default", "attachedToRef"))


def _called(id_: str, elements: Mapping[str, ElementFacts], english: Mapping[str, str]) -> Said:
    return _name(id_, elements, english) if id_ in elements else Said(id_)


def _compare(
    id_: str, before: ElementFacts | None, after: ElementFacts, name: Said, ends: _Ends
) -> Change | None:
    if before is None:
        return Change("added", id_, name, tuple(map(ends.named, _describe(after))))
    words = {key: word_of(key) for key in (*before.properties, *after.properties)}
    details = tuple(map(ends.named, details_of(before.properties, after.properties, words)))
    if before.tag != after.tag:
        was, is_now = kind_word(before.tag), kind_word(after.tag)
        kind = Detail(PROPERTY_WORDS["kind"], was.zh, is_now.zh, was.en, is_now.en)
        details = (kind, *details)
    if details:
        return Change("changed", id_, name, details)
    return Change("moved", id_, name) if before.drawn != after.drawn else None


#: What is told of an element that is new: who does it, by what, and on what ground.
_TOLD_OF_NEW = (
    "lane", "assignmentDefinition.candidateGroups", "assignmentDefinition.assignee", "formDefinition.formId",
    "calledDecision.decisionId", "calledElement.processId", "taskDefinition.type", "conditionExpression",
    "attachedToRef", "property.papers", "property.source",
)  # fmt: skip


def _describe(facts: ElementFacts) -> tuple[Detail, ...]:
    kind = kind_word(facts.tag)
    return (
        Detail(PROPERTY_WORDS["kind"], "", kind.zh, "", kind.en),
        *(
            Detail(PROPERTY_WORDS[key], "", facts.properties[key])
            for key in _TOLD_OF_NEW
            if facts.properties.get(key)
        ),
    )


def read_elements(content: bytes) -> dict[str, ElementFacts] | None:
    """The elements of a diagram by id, in the order of the file; None when it is not well-formed XML."""
    root = parse_file(content)
    if root is None:
        return None
    found = {
        str(element.get("id")): _facts(element) for element in iterate_elements(root) if _is_compared(element)
    }
    for element in iterate_elements(root):
        if tag_of(element) == "lane":
            for reference in children_of(element, "flowNodeRef"):
                if (node := found.get((reference.text or "").strip())) is not None:
                    node.properties["lane"] = " ".join(
                        (element.get("name") or element.get("id") or "").split()
                    )
        elif (drawn := found.get(element.get("bpmnElement") or "")) is not None:
            drawn.drawn = tuple(_coordinates(element))
    return found


def _is_compared(element: etree._Element) -> bool:
    return str(element.tag).startswith(_BPMN) and tag_of(element) in _COMPARED and bool(element.get("id"))


def _facts(element: etree._Element) -> ElementFacts:
    facts = ElementFacts(tag_of(element), _name_of(element))
    facts.properties["name"] = facts.name
    for key, value in _attributes(element, ""):
        facts.properties.setdefault(key, value)
    for key, value in _inner(element, ""):
        facts.properties[key] = value
    return facts


def _name_of(element: etree._Element) -> str:
    text = element.get("name") or "".join((child.text or "") for child in children_of(element, "text"))
    return " ".join(text.split())


def _inner(element: etree._Element, above: str) -> Iterator[tuple[str, str]]:
    """The properties in the parts of an element, but for those of elements that are compared themselves."""
    for child in element:
        if not isinstance(child.tag, str) or _is_compared(child) or tag_of(child) in _PASSED_OVER:
            continue
        tag = tag_of(child)
        mark = child.get(_TOLD_APART_BY.get(tag, ""), "") if tag in _TOLD_APART_BY else ""
        path = (
            above
            if tag in {"extensionElements", "ioMapping", "properties", "taskHeaders"}
            else f"{above}{tag}."
        )
        if mark:
            value = child.get("value") or child.get("source") or ""
            yield f"{path}{mark}", value
            continue
        if text := " ".join((child.text or "").split()):
            yield path.removesuffix("."), text
        elif tag.endswith("EventDefinition") or tag == "userTask":
            yield path.removesuffix("."), "✓"
        yield from _attributes(child, path)
        yield from _inner(child, path)


def _attributes(element: etree._Element, above: str) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        key = str(name)
        if not key.startswith("{") and key not in {"id", "name"}:
            yield f"{above}{key}", str(value)


def _coordinates(element: etree._Element) -> Iterator[float]:
    for part in element:
        if isinstance(part.tag, str) and tag_of(part) in {"Bounds", "waypoint"}:
            for name in ("x", "y", "width", "height"):
                if (told := part.get(name)) is not None:
                    try:
                        yield round(float(told), 1)
                    except ValueError:
                        yield 0.0


def _name(id_: str, elements: Mapping[str, ElementFacts], english: Mapping[str, str]) -> Said:
    """What an element is called; a flow without a name by what it joins."""
    facts = elements[id_]
    if facts.name:
        return Said(facts.name, " ".join(english.get(id_, "").split()))
    ends = [facts.properties.get(end, "") for end in ("sourceRef", "targetRef")]
    if all(end in elements and end != id_ for end in ends):
        first, last = (_name(end, elements, english) for end in ends)
        return Said(f"{first.zh} → {last.zh}", f"{first.text('en')} → {last.text('en')}")
    kind = kind_word(facts.tag)
    return Said(f"{kind.zh} {id_}", f"{kind.en} {id_}")
