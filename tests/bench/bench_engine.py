"""One user action without SQL — load, run, save — against SpiffWorkflow's own serializer, in the same run.

The same procedure is driven on both: eighteen user tasks with gateways and two parallel blocks; each task submits one
entity of six fields. Measured is the eighteenth action, each time from the same stored state.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from statistics import median

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from webapp.calendar import load_calendar
from webapp.decisions import load
from webapp.engine import CaseRun, Deployment, FixedHost, Surroundings, read_deployment
from webapp.feel import Value, from_python

#: User actions of a case before it is measured, the measured one included.
ACTIONS = 18
#: The promise (safety of the promise: a test holds both).
LEAST_RATIO = 6.0
MOST_BYTES = 4096
#: A case of years: user actions, how many times as fast as stock, and how much more than a case of `ACTIONS` it may cost.
LONG_ACTIONS = 258
LEAST_LONG_RATIO = 10.0
MOST_GROWTH = 2.0
_ROUNDS = 60
_KEYS = ("result", "reason", "handler", "office", "note", "seq")
CASE: Mapping[str, Value] = {"no": "BENCH-1", "jurisdiction": "bench"}

_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def facts(number: int) -> dict[str, str]:
    """What a task submits: texts of their own, as people write them (equal ones would compress to nothing)."""
    words = Random(number)  # noqa: S311 - the same texts in every run, nothing secret.
    text = "".join(chr(words.randrange(0x4E00, 0x9FA5)) for _ in range(40))
    return {
        "result": "accepted",
        "reason": text,
        "handler": text[:3],
        "office": text[3:9],
        "note": text[::-1][:20],
        "seq": str(number),
    }


def draw(actions: int, condition: str) -> bytes:
    """A procedure of that many user tasks: after each third a gateway, the tasks 7, 8 and 13, 14 side by side."""
    parts = ['<bpmn:startEvent id="start" />', '<bpmn:endEvent id="end" />']
    flows: list[tuple[str, str]] = []
    at = "start"
    number = 1
    while number <= actions:
        if number in (7, 13) and number < actions:
            fork, join = f"fork_{number}", f"join_{number}"
            parts += [f'<bpmn:parallelGateway id="{fork}" />', f'<bpmn:parallelGateway id="{join}" />']
            flows.append((at, fork))
            for branch in (number, number + 1):
                parts.append(_task(branch))
                flows += [(fork, f"task_{branch}"), (f"task_{branch}", join)]
            at, number = join, number + 2
            continue
        parts.append(_task(number))
        flows.append((at, f"task_{number}"))
        at = f"task_{number}"
        if number % 3 == 0:
            gate = f"gate_{number}"
            parts.append(f'<bpmn:exclusiveGateway id="{gate}" default="{gate}_end" />')
            flows += [(at, gate), (gate, "end")]
            at = gate
        number += 1
    if not at.startswith("gate_"):
        flows.append((at, "end"))
    drawn = "".join(_flow(source, target, condition) for source, target in flows)
    return (
        f'<?xml version="1.0"?><bpmn:definitions {_NAMESPACES} id="d" targetNamespace="b">'
        f'<bpmn:process id="bench" isExecutable="true">{"".join(parts)}{drawn}</bpmn:process></bpmn:definitions>'
    ).encode()


def _task(number: int) -> str:
    return (
        f'<bpmn:userTask id="task_{number}" name="步骤{number}"><bpmn:extensionElements>'
        f'<zeebe:formDefinition formId="form_{number}" /><zeebe:assignmentDefinition candidateGroups="handler" />'
        "</bpmn:extensionElements></bpmn:userTask>"
    )


def _flow(source: str, target: str, condition: str) -> str:
    number = source.removeprefix("gate_")
    inner = ""
    if source.startswith("gate_") and target != "end":
        inner = (
            '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
            f"{condition.format(number)}</bpmn:conditionExpression>"
        )
    return f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def _number(element_id: str) -> int:
    return int(element_id.removeprefix("task_"))


def _median_ms(action: Callable[[], object], rounds: int = _ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return median(times) * 1000


class Ours:
    """The engine."""

    def __init__(self, actions: int) -> None:
        self.host = FixedHost(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), load_calendar())
        self.deployment = self._deploy(actions)
        run = CaseRun.start(self.deployment, "bench", host=self.host, case=CASE, variables={})
        self.state = run.dump()
        for _ in range(actions - 1):
            self.state = self.act()

    @staticmethod
    def _deploy(actions: int) -> Deployment:
        forms = {
            f"form_{n}": frozenset(f"step_{n}.{field}" for field in _KEYS) for n in range(1, actions + 1)
        }
        surroundings = Surroundings({"handler": "承办人"}, forms, load({}), {})
        return read_deployment({"bench.bpmn": draw(actions, '=step_{}.result = "accepted"')}, surroundings)

    def act(self) -> bytes:
        """Load, complete the first open task, save."""
        run = CaseRun.load(self.deployment, self.state, host=self.host, case=CASE)
        task = run.open_tasks()[0]
        entity = task.element_id.replace("task", "step")
        run.complete_task(task.id, {entity: from_python(facts(_number(task.element_id)))}, {})
        return run.dump()


class Stock:
    """SpiffWorkflow with its own parser, serializer and script engine."""

    def __init__(self, actions: int) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(draw(actions, "step_{}['result'] == 'accepted'"))
        self.serializer = BpmnWorkflowSerializer()
        workflow = BpmnWorkflow(parser.get_spec("bench"))
        workflow.do_engine_steps()
        for _ in range(actions - 1):
            self._complete_first(workflow)
        self.state: str = self.serializer.serialize_json(workflow)

    def act(self) -> str:
        """Load, complete the first open task, save."""
        workflow = self.serializer.deserialize_json(self.state)
        self._complete_first(workflow)
        state: str = self.serializer.serialize_json(workflow)
        return state

    @staticmethod
    def _complete_first(workflow: BpmnWorkflow) -> None:
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        name = task.task_spec.name
        task.data[name.replace("task", "step")] = facts(_number(name))
        task.run()
        workflow.do_engine_steps()


def measure(actions: int = ACTIONS) -> tuple[float, float, int, int]:
    """Milliseconds and bytes of one action: ours, stock, our state, the stock state."""
    ours, stock = Ours(actions), Stock(actions)
    return _median_ms(ours.act), _median_ms(stock.act), len(ours.state), len(stock.state)


def measure_long() -> tuple[float, float, float]:
    """Milliseconds of one action: ours at `ACTIONS`, ours and stock at `LONG_ACTIONS`.

    Both of ours are measured in turns and the best turn counts, so that what else the machine does tells little.
    """
    short, long, stock = Ours(ACTIONS), Ours(LONG_ACTIONS), Stock(LONG_ACTIONS)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for case, found in zip((short, long), times, strict=True):
            found.append(_median_ms(case.act, rounds=3))
    return min(times[0]), min(times[1]), _median_ms(stock.act, rounds=3)


def main() -> None:
    """Print the figures."""
    our_ms, stock_ms, our_bytes, stock_bytes = measure()
    short_ms, long_ms, stock_long_ms = measure_long()
    sys.stdout.write(
        f"engine: one user action (load, run, save) at {ACTIONS} actions\n"
        f"  ours  {our_ms:7.2f} ms  {our_bytes:7d} bytes\n"
        f"  stock {stock_ms:7.2f} ms  {stock_bytes:7d} bytes\n"
        f"  {stock_ms / our_ms:.1f} times as fast (promised {LEAST_RATIO:.0f}), state at most {MOST_BYTES} bytes\n"
        f"at {LONG_ACTIONS} actions\n"
        f"  ours  {long_ms:7.2f} ms, {long_ms / short_ms:.1f} times that of {ACTIONS} (at most {MOST_GROWTH:.0f})\n"
        f"  stock {stock_long_ms:7.2f} ms, {stock_long_ms / long_ms:.0f} times ours (at least {LEAST_LONG_RATIO:.0f})\n"
    )


if __name__ == "__main__":
    main()
