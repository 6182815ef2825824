"""Who waits for what: timers and message subscriptions of a case, and the way outwards of errors and escalations.

SpiffWorkflow offers an event to every waiting task, so that an error in one subprocess could be caught by a
sibling's boundary. Here errors and escalations climb from where they are thrown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from webapp.engine.tokens import Boundary, CaseWorkflow, InnerWorkflow, Token
from webapp.feel import Value


def armed_timers(case: CaseWorkflow) -> list[tuple[datetime, Token]]:
    """Armed timers, the earliest first; those of one instant in the order they were set."""
    armed = [
        (datetime.fromisoformat(token.internal_data["due"]), token)
        for token in _waiting(case)
        if "due" in token.internal_data
    ]
    return sorted(armed, key=lambda pair: (pair[0], pair[1].id))


def subscribers(case: CaseWorkflow) -> list[Token]:
    """Tokens that wait for a message, in the order they began to."""
    waiting = [token for token in _waiting(case) if "message" in token.internal_data]
    return sorted(waiting, key=lambda token: token.id)


def _waiting(case: CaseWorkflow) -> list[Token]:
    return list(case.event_manager.tasks.values())


def deliver(case: CaseWorkflow, name: str, key: str, payload: Mapping[str, Value]) -> bool:
    """Hand a message to who waits for it: once per process, as in Camunda 8. False when nobody does."""
    processes: set[str] = set()
    for token in subscribers(case):
        notes = token.internal_data
        process_id = token.workflow.spec.process_id
        if notes["message"] != name or notes["key"] != key or process_id in processes:
            continue
        if case.tokens.get(token.id) is not token:
            continue
        processes.add(process_id)
        case.note_token("message_received", token, message=name)
        token.task_spec.fire(token, payload)
    return bool(processes)


def climb(origin: Token | None, kind: str, code: str | None, variables: Mapping[str, Value]) -> bool:
    """Throw an error or escalation outwards from an activity; False when no boundary event catches it."""
    at = origin
    while at is not None:
        activity = at.parent if at.is_instance else at
        catcher = _catcher(activity, kind, code)
        if catcher is not None:
            catcher.go_off(activity, variables)
            return True
        at = enclosing_activity(activity)
    return False


def _catcher(activity: Token, kind: str, code: str | None) -> Boundary | None:
    """The boundary event with that very code, else one that takes every code."""
    fitting = [boundary for boundary in activity.task_spec.boundaries if boundary.catches_thrown(kind, code)]
    fitting.sort(key=lambda boundary: boundary.code is None)
    return fitting[0] if fitting else None


def enclosing_activity(token: Token) -> Token | None:
    """The subprocess or call activity around a token; None in the root process."""
    workflow = token.workflow
    return workflow.parent_token if isinstance(workflow, InnerWorkflow) else None
