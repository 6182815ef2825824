"""Reads event definitions: what each event waits for or throws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from webapp.engine.diagram import Event, TimerKind
from webapp.engine.dialect import BPMN, REFUSED_EVENTS
from webapp.engine.extensions import Extensions
from webapp.engine.findings import Place, finding
from webapp.engine.xml import line_of
from webapp.errors import Problem

_EVENT_KINDS = frozenset(
    {"start_event", "end_event", "catch_event", "throw_event", "boundary_event", "receive_task", "send_task"}
)
_TIMERS: tuple[tuple[str, TimerKind], ...] = (
    ("timeDate", "date"),
    ("timeDuration", "duration"),
    ("timeCycle", "cycle"),
)


class EventReader:
    """Knows the file's messages, errors and escalations, so that references can be resolved."""

    def __init__(self, root: etree._Element, file: str, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._messages = self._roots(root, "message")
        self._errors = self._roots(root, "error")
        self._escalations = self._roots(root, "escalation")

    @staticmethod
    def _roots(root: etree._Element, name: str) -> dict[str, etree._Element]:
        return {element.get("id", ""): element for element in root.findall(f"{{{BPMN}}}{name}")}

    def _refuse(self, code: str, element: etree._Element, **facts: Any) -> None:
        self._problems.append(finding(code, Place(self._file, element.get("id"), line_of(element)), **facts))

    def read(self, element: etree._Element, kind: str, extensions: Extensions) -> Event | None:
        """The node's event; None for nodes that are no events."""
        if kind not in _EVENT_KINDS:
            return None
        if kind == "receive_task":
            return self._message(element, element, extensions)
        if kind == "send_task":
            return None
        definitions = [
            child
            for child in element.iterchildren(f"{{{BPMN}}}*")
            if etree.QName(child).localname.endswith("EventDefinition")
        ]
        references = element.findall(f"{{{BPMN}}}eventDefinitionRef")
        if len(definitions) + len(references) > 1:
            self._refuse("EN-116", element)
        if not definitions:
            return Event("none")
        return self._definition(element, definitions[0])

    def thrown_operation(self, element: etree._Element) -> str | None:
        """The operation that a message throw or end event performs, when it sits on the event definition."""
        definition = element.find(f"{{{BPMN}}}messageEventDefinition")
        if definition is None:
            return None
        return Extensions(definition.find(f"{{{BPMN}}}extensionElements")).operation()

    def _definition(self, element: etree._Element, definition: etree._Element) -> Event | None:
        name = etree.QName(definition).localname
        if name in REFUSED_EVENTS:
            zh, en = REFUSED_EVENTS[name]
            self._refuse("EN-115", element, what=zh, what_en=en)
            return None
        readers: dict[str, Callable[[etree._Element, etree._Element], Event]] = {
            "timerEventDefinition": self._timer,
            "messageEventDefinition": lambda node, inner: self._message(node, inner, None),
            "errorEventDefinition": self._error,
            "escalationEventDefinition": self._escalation,
            "terminateEventDefinition": lambda _node, _inner: Event("terminate"),
            "linkEventDefinition": lambda _node, inner: Event("link", name=(inner.get("name") or "").strip()),
        }
        reader = readers.get(name)
        if reader is None:
            self._refuse("EN-110", element, name=name)
            return None
        return reader(element, definition)

    def _timer(self, element: etree._Element, definition: etree._Element) -> Event:
        for tag, timer in _TIMERS:
            found = definition.find(f"{{{BPMN}}}{tag}")
            if found is not None:
                return Event("timer", timer=timer, text=(found.text or "").strip())
        self._refuse("EN-173", element, what="定时", what_en="timer")
        return Event("timer", timer="duration", text="")

    def _message(self, element: etree._Element, definition: etree._Element, own: Extensions | None) -> Event:
        reference = definition.get("messageRef")
        message = self._messages.get(reference or "")
        if message is None:
            if reference is not None:
                self._refuse("EN-133", element, what="消息", what_en="message", ref=reference)
            return Event("message")
        holder = Extensions(message.find(f"{{{BPMN}}}extensionElements"))
        key = (own.correlation_key() if own is not None else None) or holder.correlation_key()
        return Event("message", name=(message.get("name") or "").strip() or None, text=key)

    def _error(self, element: etree._Element, definition: etree._Element) -> Event:
        return Event("error", code=self._code(element, definition, "errorRef", self._errors, "errorCode"))

    def _escalation(self, element: etree._Element, definition: etree._Element) -> Event:
        code = self._code(element, definition, "escalationRef", self._escalations, "escalationCode")
        return Event("escalation", code=code)

    def _code(
        self,
        element: etree._Element,
        definition: etree._Element,
        attribute: str,
        known: dict[str, etree._Element],
        code: str,
    ) -> str | None:
        """The code of the referred error or escalation; None stands for every code."""
        reference = definition.get(attribute)
        if reference is None:
            return None
        found = known.get(reference)
        if found is None:
            self._refuse(
                "EN-133", element, what="错误或升级定义", what_en="error or escalation", ref=reference
            )
            return None
        return (found.get(code) or "").strip() or None
