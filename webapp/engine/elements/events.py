"""Events: what waits, what is attached, what throws."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from webapp.engine.diagram import Event, Node
from webapp.engine.elements.base import ElementSpec, shown
from webapp.engine.encoding import pack_value, unpack_value
from webapp.engine.events import climb, enclosing_activity
from webapp.engine.expressions import Formula, Source
from webapp.engine.faults import Fault
from webapp.engine.timers import Span, cycle_of, due_of, next_in_cycle, stamp
from webapp.engine.tokens import Boundary, ContainerSpec, Token
from webapp.feel import Value


class WaitingSpec(ElementSpec):
    """Something that waits for a timer or a message."""

    def __init__(self, container: ContainerSpec, node: Node, event: Event, source: Source | None) -> None:
        super().__init__(container, node)
        self.event = event
        self.source = source

    def waiting_notes(self, token: Token) -> dict[str, Any]:
        """What to wait for, reckoned now. Raises `Fault` when the expression gives nothing usable."""
        if self.source is None:
            return {}
        view = token.visible()
        value = self.source.evaluate(view)
        notes = self._message(value) if self.event.kind == "message" else self._timer(value, token)
        if notes is None:
            raise self._fault(self.source, value, view)
        return notes

    def _message(self, value: Value) -> dict[str, Any] | None:
        key = correlation_text(value)
        return None if key is None else {"message": self.event.name, "key": key}

    def _timer(self, value: Value, token: Token) -> dict[str, Any] | None:
        host = token.workflow.top_workflow.host
        if self.event.timer != "cycle":
            due = due_of(value, host)
            if due is None:
                return None
            set_at = {"set_at": stamp(host.now())} if isinstance(self.source, Formula) else {}
            return {"due": due.isoformat(), **set_at}
        cycle = cycle_of(value, host)
        if cycle is None or cycle.repetitions == 0:
            return None
        due = cycle.start or cycle.span.after(host.now())
        elapsed = cycle.span.elapsed // timedelta(microseconds=1)
        return {"due": due.isoformat(), "cycle": [cycle.span.months, elapsed, cycle.repetitions]}

    def _fault(self, source: Source, value: Value, view: Mapping[str, Value]) -> Fault:
        is_message = self.event.kind == "message"
        why, why_en = source.explain_null(view)
        return Fault(
            "EN-204",
            what="关联键" if is_message else "定时",
            what_en="Correlation key" if is_message else "Timer",
            text=source.text,
            value=shown(value),
            expected="文字或数" if is_message else "日期、时刻、期间或循环",
            expected_en="a text or number" if is_message else "a date, instant, duration or cycle",
            why=why,
            why_en=why_en,
        )

    def note_waiting(self, token: Token) -> None:
        """Register a token that waits."""
        token.move_to(TaskState.WAITING)
        top = token.workflow.top_workflow
        top.event_manager.add_task(token)
        if "due" in token.internal_data:
            top.note_token("timer_set", token, due_at=token.internal_data["due"])

    def work(self, token: Token) -> Mapping[str, Value]:
        """What came along: a message's payload, an error's variables."""
        packed = token.internal_data.get("payload", {})
        return {name: unpack_value(value) for name, value in packed.items()}


class CatchSpec(WaitingSpec):
    """An intermediate catch event or receive task."""

    def prepare(self, token: Token) -> dict[str, Any]:
        return self.waiting_notes(token)

    def activate(self, token: Token, prepared: dict[str, Any]) -> bool:
        token.internal_data.update(prepared)
        self.note_waiting(token)
        return False

    def fire(self, token: Token, payload: Mapping[str, Value]) -> None:
        race = token.internal_data.get("race")
        if race is not None:
            for rival in token.workflow.live:
                if rival is not token and rival.internal_data.get("race") == race:
                    rival.cancel()
        stop_waiting(token)
        token.internal_data["payload"] = pack_payload(payload)
        token.queue()


class BoundarySpec(WaitingSpec, Boundary):
    """An event attached to an activity.

    Timers and messages wait as a child of the activity's token (``armed``). Whatever goes off makes a new token of its
    own; an interrupting one takes the activity back first.
    """

    def __init__(self, container: ContainerSpec, node: Node, event: Event, source: Source | None) -> None:
        super().__init__(container, node, event, source)
        self.code = event.code

    def catches_thrown(self, kind: str, code: str | None) -> bool:
        """Whether it takes that error or escalation."""
        return self.event.kind == kind and self.code in (None, code)

    def prepare_arming(self, token: Token) -> dict[str, Any]:
        """What to wait for once the activity is entered."""
        return self.waiting_notes(token)

    def arm(self, activity: Token, notes: dict[str, Any]) -> None:
        """Begin to wait. Errors and escalations need no waiting: they are looked up when thrown."""
        if not notes:
            return
        token = Token(activity.workflow, self, activity)
        token.internal_data.update(notes, armed=True)
        self.note_waiting(token)

    def fire(self, token: Token, payload: Mapping[str, Value]) -> None:
        activity: Token = token.parent
        if not self._waits_again(token):
            token.workflow.drop(token)
        self.go_off(activity, payload)

    def _waits_again(self, token: Token) -> bool:
        """A message that does not interrupt may come again; a cycle has its next turn."""
        if self.node.is_interrupting:
            return False
        if self.event.kind == "message":
            return True
        if "cycle" not in token.internal_data:
            return False
        months, elapsed, remaining = token.internal_data["cycle"]
        top = token.workflow.top_workflow
        span = Span(months, timedelta(microseconds=elapsed))
        due = datetime.fromisoformat(token.internal_data["due"])
        after = next_in_cycle(due, span, remaining, top.host.now())
        if after is None:
            return False
        token.internal_data["due"] = after[0].isoformat()
        token.internal_data["cycle"] = [months, elapsed, after[1]]
        top.note_token("timer_set", token, due_at=token.internal_data["due"])
        return True

    def go_off(self, activity: Token, payload: Mapping[str, Value]) -> None:
        """The event has come: interrupt if it interrupts, and set a token on its way."""
        workflow = activity.workflow
        if self.node.is_interrupting:
            activity.cancel()
        workflow.spawn(self, payload=pack_payload(payload))


class ThrowSpec(ElementSpec):
    """An intermediate throw or end event that throws an error or escalation, or ends everything."""

    def __init__(self, container: ContainerSpec, node: Node, event: Event) -> None:
        super().__init__(container, node)
        self.event = event

    def work(self, token: Token) -> Mapping[str, Value]:
        event = self.event
        if event.kind == "terminate":
            for other in token.workflow.live:
                if other is not token:
                    other.cancel()
        elif event.kind == "escalation":
            climb(enclosing_activity(token), "escalation", event.code, {})
        elif event.kind == "error":
            self._throw_error(token, event.code)
        return {}

    def _throw_error(self, token: Token, code: str | None) -> None:
        """The event is over once thrown, even though catching the error takes its token back."""
        top = token.workflow.top_workflow
        token.internal_data["thrown"] = True
        if not climb(enclosing_activity(token), "error", code, {}):
            raise Fault("EN-209", error=code or "", reason="")
        top.note_token("element_completed", token)


def stop_waiting(token: Token) -> None:
    """The token waits no longer."""
    token.workflow.top_workflow.event_manager.remove_task(token)
    for key in ("due", "set_at", "cycle", "message", "key"):
        token.internal_data.pop(key, None)


def pack_payload(payload: Mapping[str, Value]) -> dict[str, bytes]:
    """A payload as a token keeps it."""
    return {name: pack_value(value, name) for name, value in payload.items()}


def correlation_text(value: Value) -> str | None:
    """A correlation key is compared as text; numbers by their plain notation."""
    if isinstance(value, str):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else None
