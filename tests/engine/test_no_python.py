"""Text of a diagram is never run as Python, whatever place it stands in."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import webapp.engine
from tests.engine.drawing import (
    HEAD,
    boundary,
    call,
    catch,
    decision_task,
    element,
    end,
    gateway,
    io,
    loop,
    message,
    process,
    script_task,
    service_task,
    start,
    subprocess,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import LEVEL_DMN, OFFICER, Place, deploy, problems_of, surroundings
from tests.engine.watching import watched
from webapp.decisions import DecisionsRefused, load
from webapp.engine import CaseRun, DeploymentRefused
from webapp.engine.script_engine import FeelScriptEngine, TextReachedEngine
from webapp.engine.tokens import CaseWorkflow
from webapp.feel import from_python

#: The classic ways out, as Python would take them; {mark} is a file that must not appear.
PAYLOADS = (
    "__import__('os').system('touch {mark}')",
    "(lambda: [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen'][0](['touch', '{mark}']))()",
    "open('{mark}', 'w').write('x')",
)

SPIFF = 'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'


def _step(step: str, *more: str, flows: str = "", roots: str = "") -> bytes:
    return process("main", start(), step, *more, end(), flows=f"start > step > end\n{flows}", roots=roots)


def _with_spiff(source: bytes) -> bytes:
    return source.replace(b"<bpmn:definitions ", f"<bpmn:definitions {SPIFF} ".encode())


Attack = Callable[[str], bytes]


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


#: One diagram for each place of SpiffWorkflow that takes text, and for each of ours.
ATTACKS: dict[str, Attack] = {
    "script in bpmn:script": lambda p: _step(element("scriptTask", "step", f"<bpmn:script>{_text(p)}</bpmn:script>", scriptFormat="python")),
    "script in zeebe:script": lambda p: _step(script_task("step", "=" + p, "result")),
    "script without =": lambda p: _step(script_task("step", p, "result")),
    "gateway condition": lambda p: process("main", start(), gateway("exclusive", "step", default="end"), user_task("a"), end(), flows=f"start > step\nstep > a: ={_text(p)}\nstep > end\na > end"),
    "gateway condition without =": lambda p: process("main", start(), gateway("exclusive", "step", default="end"), user_task("a"), end(), flows=f"start > step\nstep > a: {_text(p)}\nstep > end\na > end"),
    "timer date": lambda p: _step(catch("step", timer("timeDate", "=" + p))),
    "timer date literal": lambda p: _step(catch("step", timer("timeDate", p))),
    "timer duration": lambda p: _step(catch("step", timer("timeDuration", "=" + p))),
    "timer cycle": lambda p: _step(user_task("step"), boundary("b", "step", timer("timeCycle", "=" + p), interrupting=False), end("e2"), flows="b > e2"),
    "multi-instance cardinality": lambda p: _step(user_task("step", f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>{_text(p)}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>")),
    "multi-instance collection": lambda p: _step(user_task("step", loop("=" + p, "x", "out", "=x"))),
    "output element": lambda p: _step(user_task("step", loop("=[1]", "x", "out", "=" + p))),
    "completion condition": lambda p: _step(user_task("step", loop("=[1, 2]", "x", "out", "=x", until="=" + p))),
    "loop condition": lambda p: _step(element("task", "step", f"<bpmn:standardLoopCharacteristics><bpmn:loopCondition>{_text(p)}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>")),
    "pre script": lambda p: _with_spiff(_step(element("task", "step", extensions=f"<spiffworkflow:preScript>{_text(p)}</spiffworkflow:preScript>"))),
    "post script": lambda p: _with_spiff(_step(element("task", "step", extensions=f"<spiffworkflow:postScript>{_text(p)}</spiffworkflow:postScript>"))),
    "service parameter": lambda p: _with_spiff(_step(element("serviceTask", "step", extensions=f'<spiffworkflow:serviceTaskOperator id="record"><spiffworkflow:parameters><spiffworkflow:parameter id="a" type="str" value="{_text(p)}" /></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>'))),
    "conditional event": lambda p: _step(catch("step", f"<bpmn:conditionalEventDefinition><bpmn:condition>{_text(p)}</bpmn:condition></bpmn:conditionalEventDefinition>")),
    "message payload": lambda p: _with_spiff(_step(catch("step", message("m")), roots=f'<bpmn:message id="message_m" name="m"><bpmn:extensionElements><spiffworkflow:messagePayload>{_text(p)}</spiffworkflow:messagePayload></bpmn:extensionElements></bpmn:message>')),
    "correlation property": lambda p: _step(catch("step", message("m")), roots=f'<bpmn:message id="message_m" name="m" /><bpmn:correlationProperty id="cp"><bpmn:correlationPropertyRetrievalExpression messageRef="message_m"><bpmn:messagePath>{_text(p)}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>'),
    "correlation key": lambda p: _step(catch("step", message("m")), roots=element("message", "message_m", name="m", extensions=zeebe("subscription", correlationKey="=" + p))),
    "ad-hoc completion": lambda p: _step(f'<bpmn:adHocSubProcess id="step"><bpmn:task id="t" /><bpmn:completionCondition>{_text(p)}</bpmn:completionCondition></bpmn:adHocSubProcess>'),
    "input mapping": lambda p: _step(service_task("step", "record", more=io(inputs={"outcome": "=" + p}))),
    "input mapping literal": lambda p: _step(service_task("step", "record", more=io(inputs={"outcome": p}))),
    "output mapping": lambda p: _step(script_task("step", "=1", "r", io(outputs={"x": "=" + p}))),
    "mapping target": lambda p: _step(script_task("step", "=1", "r", io(outputs={p: "=1"}))),
    "result variable": lambda p: _step(script_task("step", "=1", p)),
    "candidate groups": lambda p: _step(user_task("step", groups="=" + p)),
    "assignee": lambda p: _step(user_task("step", assignee="=" + p)),
    "assignee literal": lambda p: _step(user_task("step", assignee=p)),
    "due date": lambda p: _step(user_task("step", more=zeebe("taskSchedule", dueDate="=" + p))),
    "priority": lambda p: _step(user_task("step", more=zeebe("priorityDefinition", priority="=" + p))),
    "called process": lambda p: _step(call("step", "=" + p)),
    "called process literal": lambda p: _step(call("step", p)),
    "decision id": lambda p: _step(decision_task("step", p, "r")),
    "form id": lambda p: _step(user_task("step", form=p)),
    "task header": lambda p: _step(service_task("step", "record", more=zeebe("taskHeaders", zeebe("header", key="k", value=p)))),
    "property": lambda p: _step(user_task("step", more=zeebe("properties", zeebe("property", name="source", value=p)))),
    "name": lambda p: _step(element("task", "step", name=p)),
    "subprocess input": lambda p: _step(subprocess("step", start("s"), end("e"), flows="s > e", extensions=io(inputs={"x": "=" + p}))),
    "data object": lambda p: _step(element("task", "step"), f'<bpmn:dataObject id="d" name="{_text(p)}" />'),
}  # fmt: skip

#: Places where a text stays a text: the diagram runs, and the text is a word like any other.
HARMLESS = {"input mapping literal", "assignee literal", "task header", "property", "name", "data object"}


def _run_through(source: bytes) -> CaseRun:
    place = Place(deploy(source))
    for _ in range(5):
        for task in place.run.open_tasks():
            place.run.complete_task(task.id, {}, OFFICER)
    place.run.fire_due()
    return place.run


@pytest.mark.parametrize("payload", PAYLOADS, ids=["import", "subclasses", "open"])
@pytest.mark.parametrize("place_name", ATTACKS)
def test_an_attack_is_refused_or_does_nothing(place_name: str, payload: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    source = ATTACKS[place_name](payload.format(mark=mark))
    with watched() as seen:
        refused, run = _try(source)
    assert seen == []
    assert not mark.exists()
    assert not (refused and place_name in HARMLESS), refused
    assert run is None or run.is_ended or run.incidents() or place_name in HARMLESS


def _try(source: bytes) -> tuple[list[str], CaseRun | None]:
    """What it was refused for, or the run."""
    try:
        return [], _run_through(source)
    except DeploymentRefused as error:
        return [problem.text("en") for problem in error.problems], None


def test_python_in_an_expression_is_shown_as_a_syntax_error_with_its_place() -> None:
    source = _step(script_task("step", "=[x for x in range(3)]", "r"))
    (problem,) = problems_of(source)
    assert problem.code == "EN-160"
    assert (problem.element_id, problem.line) == ("step", 6)
    assert "FEEL" in problem.en
    assert "column" in problem.en
    assert "列" in problem.zh


DMN_ATTACKS = {
    "input expression": ("review.grade", "{p}"),
    "input cell": ('<inputEntry id="r1i"><text>"good"</text>', '<inputEntry id="r1i"><text>{p}</text>'),
    "output cell": ('<outputEntry id="r1o"><text>"A"</text>', '<outputEntry id="r1o"><text>{p}</text>'),
}


@pytest.mark.parametrize("payload", PAYLOADS, ids=["import", "subclasses", "open"])
@pytest.mark.parametrize("place_name", DMN_ATTACKS)
def test_an_attack_in_a_table_is_refused_or_does_nothing(
    place_name: str, payload: str, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    old, new = DMN_ATTACKS[place_name]
    dmn = LEVEL_DMN.replace(old, new.replace("{p}", _text(payload.format(mark=mark))))
    assert dmn != LEVEL_DMN
    source = process(
        "main", start(form="review"), decision_task("step", "level", "r"), end(), flows="start > step > end"
    )
    with watched() as seen:
        try:
            model = load({"level.dmn": dmn.encode()})
        except DecisionsRefused:
            pass
        else:
            Place(deploy(source, decisions=model), variables={"review": from_python({"grade": "good"})})
    assert seen == []
    assert not mark.exists()


def test_the_audit_hook_sees_what_it_should() -> None:
    with watched() as seen:
        compile("1 + 1", "<test>", "eval")
    assert seen


def test_running_a_diagram_with_every_kind_of_element_compiles_and_executes_nothing() -> None:
    from tests.engine.test_walks import DIAGRAMS, walk

    for diagram in DIAGRAMS.values():
        walk(
            diagram, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        )  # the first time round, modules load and tables are made
    with watched() as seen:
        for diagram in DIAGRAMS.values():
            walk(diagram, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert seen == []


@pytest.mark.parametrize("call_name", ["evaluate", "execute", "call_service"])
def test_a_text_that_reaches_the_engine_is_refused(call_name: str) -> None:
    for engine in (FeelScriptEngine(), FeelScriptEngine().environment):
        with pytest.raises(TextReachedEngine):
            getattr(engine, call_name)(None, "1 + 1")


def test_the_script_engine_cannot_be_replaced_or_left_out() -> None:
    place = Place(deploy(process("main", start(), user_task("a"), end(), flows="start > a > end")))
    workflow = place.run._workflow
    assert isinstance(workflow, CaseWorkflow)
    assert isinstance(workflow.script_engine, FeelScriptEngine)
    with pytest.raises(AttributeError):
        workflow.script_engine = object()


def test_only_harmless_parts_of_spiffworkflow_are_imported() -> None:
    """No parser, no serializer, no DMN, no Python environment."""
    allowed = {
        "SpiffWorkflow.bpmn.specs.bpmn_process_spec",
        "SpiffWorkflow.bpmn.specs.bpmn_task_spec",
        "SpiffWorkflow.bpmn.util.event",
        "SpiffWorkflow.bpmn.util.subworkflow",
        "SpiffWorkflow.bpmn.workflow",
        "SpiffWorkflow.specs",
        "SpiffWorkflow.task",
        "SpiffWorkflow.util.task",
    }
    root = Path(webapp.engine.__file__).parent
    imported = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported |= {name for name in names if name.startswith("SpiffWorkflow")}
    assert imported == allowed


def test_the_engine_calls_neither_eval_nor_exec_nor_compile() -> None:
    root = Path(webapp.engine.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec", "compile", "__import__", "getattr", "pickle"}, (
                    path
                )


def test_the_head_of_a_drawing_is_the_dialects_own() -> None:
    assert 'executionPlatform="Camunda Cloud"' in HEAD
    assert surroundings().decisions.decisions.keys() == {"level"}
