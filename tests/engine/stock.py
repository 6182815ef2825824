"""SpiffWorkflow as it comes, with its own parser and Python engine: what the engine's tests compare with."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

_FORMULA = re.compile(r'(<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">)=')
_TIMER = re.compile(r"<bpmn:(timeDuration|timeDate)>([^<]*)<")


def in_its_words(source: bytes) -> bytes:
    """The diagram for SpiffWorkflow: a condition without its ``=`` (Python then), a literal timer as a Python text."""
    text = _FORMULA.sub(r"\1", source.decode())
    return _TIMER.sub(r'<bpmn:\1>"\2"<', text).encode()


class Stock:
    """A case on the stock engine."""

    def __init__(
        self, source: bytes, process_id: str = "main", data: Mapping[str, object] | None = None
    ) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(source)
        self.workflow = BpmnWorkflow(
            parser.get_spec(process_id), parser.get_subprocess_specs(process_id) or {}
        )
        self.workflow.data.update(data or {})
        self.workflow.task_tree.data.update(data or {})
        self.settle()

    def settle(self) -> None:
        """Run what needs nobody."""
        self.workflow.do_engine_steps()
        self.workflow.refresh_timers()
        self.workflow.do_engine_steps()

    @property
    def tasks(self) -> list[Any]:
        """The tasks that wait for a person."""
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    @property
    def open(self) -> list[str]:
        """Their elements."""
        return [task.task_spec.bpmn_id for task in self.tasks]

    @property
    def is_ended(self) -> bool:
        """What the engine says of itself."""
        return bool(self.workflow.is_completed())

    def task(self, element_id: str) -> Any:
        """The first open task of an element."""
        return next(task for task in self.tasks if task.task_spec.bpmn_id == element_id)

    def complete(self, element_id: str, /, **data: object) -> None:
        """Complete a task: what is submitted goes into its data."""
        task = self.task(element_id)
        task.data.update(data)
        task.run()
        self.settle()

    def let_time_pass(self) -> None:
        """Every armed timer becomes due."""
        past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        for task in self.workflow.get_tasks(state=TaskState.WAITING):
            if isinstance(task.internal_data.get("event_value"), str):
                task.internal_data["event_value"] = past
        self.settle()

    def deliver(self, name: str) -> None:
        """Send a message without correlation."""
        self.workflow.catch(BpmnEvent(MessageEventDefinition(name), payload={}))
        self.settle()

    def ended_at(self) -> list[str]:
        """Elements of the process that were completed, in no order."""
        return sorted(
            task.task_spec.bpmn_id
            for task in self.workflow.get_tasks(state=TaskState.COMPLETED)
            if task.task_spec.bpmn_id is not None
        )


def names(specs: Iterable[Any]) -> list[str]:
    """The elements of specs that the diagram draws."""
    return [spec.bpmn_id for spec in specs if spec.bpmn_id is not None]


def finishes(action: Callable[[], object], seconds: float) -> bool:
    """Whether an action ends within that time, tried in a child process that is ended when it does not."""
    child = multiprocessing.get_context("fork").Process(target=action, daemon=True)
    child.start()
    child.join(seconds)
    alive = child.is_alive()
    if alive:
        child.kill()
        child.join()
    child.close()
    return not alive
