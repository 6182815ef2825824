"""Traps of SpiffWorkflow 3.2.0 in calls, subprocesses and single elements: its fault, and what happens here."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import (
    boundary,
    catch,
    definitions,
    draw_flows,
    element,
    end,
    io,
    message,
    message_root,
    process,
    process_xml,
    service_task,
    start,
    subprocess,
    throw,
    user_task,
    zeebe,
)
from tests.engine.places import Place, RecordingHost, codes_of, deploy, problems_of
from tests.engine.stock import Stock, finishes
from webapp.engine import OperationCall
from webapp.feel import Value


def _called(node_id: str, process_id: str) -> str:
    """A call activity in both dialects."""
    return element(
        "callActivity",
        node_id,
        calledElement=process_id,
        extensions=zeebe("calledElement", processId=process_id),
    )


def test_a_called_process_has_no_lane_and_its_tasks_must_name_candidates() -> None:
    outer = process_xml(
        "main",
        start(),
        _called("c", "inner"),
        end(),
        flows="start > c > end",
        lanes={"handler": "start c end"},
    )
    bare = process_xml("inner", start("s"), user_task("deep", groups=None), end("e"), flows="s > deep > e")
    assert Stock(definitions(outer, bare)).task("deep").task_spec.lane is None
    assert "EN-157" in codes_of(definitions(outer, bare))
    named = process_xml(
        "inner", start("s"), user_task("deep", groups="decider"), end("e"), flows="s > deep > e"
    )
    place = Place(deploy(definitions(outer, named)))
    assert place.task("deep").candidate_groups == ("decider",)


SELF_CALL = definitions(process_xml("main", start(), _called("c", "main"), end(), flows="start > c > end"))


def test_a_process_that_calls_itself_never_returns_and_is_refused() -> None:
    assert not finishes(lambda: Stock(SELF_CALL), seconds=1.5)
    assert "EN-151" in codes_of(SELF_CALL)


def _event_subprocess(interrupting: str) -> bytes:
    inside = element("startEvent", "come", message("stop"), isInterrupting=interrupting)
    return process(
        "main",
        start(),
        user_task("work"),
        end(),
        element(
            "subProcess",
            "aside",
            inside,
            user_task("handle"),
            end("handled"),
            draw_flows("come > handle > handled"),
            triggeredByEvent="true",
        ),
        flows="start > work > end",
        roots=message_root("stop"),
    )


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_an_event_subprocess_interrupts_nothing_and_is_refused(interrupting: str) -> None:
    stock = Stock(_event_subprocess(interrupting))
    stock.deliver("stop")
    assert stock.open == ["work", "handle"], "isInterrupting makes no difference"
    (problem,) = [p for p in problems_of(_event_subprocess(interrupting)) if p.code == "EN-117"]
    assert problem.element_id == "aside"


def test_a_triggered_event_subprocess_spoils_the_shared_specification() -> None:
    parser = BpmnParser()
    parser.add_bpmn_str(_event_subprocess("true"))
    spec, inner = parser.get_spec("main"), parser.get_subprocess_specs("main")

    def completes(*, is_triggered: bool) -> bool:
        stock = Stock.__new__(Stock)
        stock.workflow = BpmnWorkflow(spec, inner)
        stock.settle()
        if is_triggered:
            stock.deliver("stop")
        for element_id in stock.open:
            stock.complete(element_id)
        return stock.is_ended

    assert completes(is_triggered=False)
    assert completes(is_triggered=True)
    assert not completes(is_triggered=False), "the next new case of the deployment never completes"


def test_withdrawal_by_a_boundary_message_interrupts_and_leaves_the_next_case_whole() -> None:
    source = process(
        "main",
        start(),
        subprocess("all", start("s"), user_task("work"), end("e"), flows="s > work > e"),
        boundary("stop", "all", message("stop")),
        user_task("handle"),
        end(),
        end("handled"),
        flows="start > all > end\nstop > handle > handled",
        roots=message_root("stop"),
    )
    deployment = deploy(source)
    first = Place(deployment)
    assert first.deliver("stop")
    assert first.open == ["handle"]
    second = Place(deployment)
    second.complete("work", note={"text": "x"})
    assert second.run.is_ended


def test_compensation_does_nothing_and_is_refused() -> None:
    thrown = throw("undo", "<bpmn:compensateEventDefinition />")
    source = process(
        "main", start(), user_task("a"), thrown, user_task("b"), end(), flows="start > a > undo > b > end"
    )
    stock = Stock(source)
    stock.complete("a")
    assert stock.open == ["b"], "silently nothing"
    assert "EN-115" in codes_of(source)


def test_a_complex_gateway_is_an_error_there_and_refused_here() -> None:
    source = process(
        "main", start(), element("complexGateway", "g"), user_task("a"), end(), flows="start > g > a > end"
    )
    with pytest.raises(ValidationException, match="no support"):
        Stock(source)
    (problem,) = [problem for problem in problems_of(source) if problem.code == "EN-111"]
    assert problem.element_id == "g"


def test_a_cancelled_transaction_goes_on_as_if_done_and_is_refused() -> None:
    cancelled = element("endEvent", "e", "<bpmn:cancelEventDefinition />")
    inner = element("transaction", "deal", start("s"), cancelled, draw_flows("s > e"))
    source = process("main", start(), inner, user_task("a"), end(), flows="start > deal > a > end")
    assert Stock(source).open == ["a"]
    assert "EN-111" in codes_of(source)


def test_an_ad_hoc_subprocess_fails_and_is_refused() -> None:
    inner = element("adHocSubProcess", "any", user_task("x"), user_task("y"))
    source = process("main", start(), inner, end(), flows="start > any > end")
    with pytest.raises(TypeError):
        Stock(source)
    assert "EN-111" in codes_of(source)


def test_a_link_swallows_the_rest_of_the_process_and_is_rewritten_here() -> None:
    link = '<bpmn:linkEventDefinition name="on" />'
    source = process(
        "main",
        start(),
        user_task("a"),
        throw("away", link),
        catch("here", link),
        user_task("b"),
        end(),
        flows="start > a > away\nhere > b > end",
    )
    stock = Stock(source)
    stock.complete("a")
    assert stock.open == []
    assert stock.is_ended, "b was never done"
    place = Place(deploy(source))
    place.complete("a")
    assert place.open == ["b"]


def test_plain_and_manual_tasks_halt_there_and_pass_here() -> None:
    source = process(
        "main",
        start(),
        element("task", "plain"),
        element("manualTask", "by_hand"),
        user_task("a"),
        end(),
        flows="start > plain > by_hand > a > end",
    )
    assert Stock(source).open == ["plain"]
    assert Place(deploy(source)).open == ["a"]


def _data_object(reference: str) -> bytes:
    """A task two subprocesses deep that reads a data object of the process."""
    reads = f'<bpmn:dataInputAssociation id="reads"><bpmn:sourceRef>{reference}</bpmn:sourceRef></bpmn:dataInputAssociation>'
    deep = subprocess("deep", start("s2"), user_task("x", reads), end("e2"), flows="s2 > x > e2")
    return process(
        "main",
        start(),
        '<bpmn:dataObject id="paper" />',
        f'<bpmn:dataObjectReference id="{reference}" dataObjectRef="paper" />',
        subprocess("outer", start("s1"), deep, end("e1"), flows="s1 > deep > e1"),
        end(),
        flows="start > outer > end",
    )


def test_a_data_object_of_an_outer_process_hangs_the_parser_and_is_drawing_only_here() -> None:
    source = _data_object("paper_ref")
    assert not finishes(lambda: Stock(source), seconds=1.5)
    assert Place(deploy(source)).open == ["x"]
    unknown = source.replace(b'dataObjectRef="paper"', b'dataObjectRef="nowhere"')
    assert "EN-134" in codes_of(unknown)


def _row(length: int) -> bytes:
    steps = [f"n{number}" for number in range(length)]
    return process(
        "main",
        start(),
        *(throw(step) for step in steps),
        user_task("a"),
        end(),
        flows=f"start > {' > '.join(steps)} > a > end",
    )


def test_a_long_row_of_nodes_breaks_the_parser_and_is_refused_beyond_four_hundred() -> None:
    with pytest.raises(ValidationException, match="recursion"):
        Stock(_row(600))
    assert codes_of(_row(600)) == {"EN-158"}
    assert Place(deploy(_row(390))).open == ["a"]


def test_a_failing_script_leaves_the_case_in_error_without_a_retry() -> None:
    """Here the step is held as an incident with words in both languages, and a retry goes on."""
    stock_source = process(
        "main",
        start(),
        user_task("go"),
        element("scriptTask", "sum", "<bpmn:script>y = 1 / z</bpmn:script>"),
        user_task("a"),
        end(),
        flows="start > go > sum > a > end",
    )
    stock = Stock(stock_source)
    with pytest.raises(WorkflowTaskException):
        stock.complete("go", z=0)
    failed = next(t for t in stock.workflow.tasks.values() if t.task_spec.bpmn_id == "sum")
    assert failed.state == TaskState.ERROR
    failed.data["z"] = 1
    stock.settle()
    assert stock.open == [], "nothing tries it again"
    ours = process(
        "main",
        start(),
        service_task("sum", "issue", more=io({"kind": "=1"})),
        user_task("a"),
        end(),
        flows="start > sum > a > end",
    )
    place = _failing_once(ours)
    (incident,) = place.run.incidents()
    assert (incident.element_id, incident.code) == ("sum", "EN-208")
    assert incident.text("zh") != incident.text("en")
    place.retry()
    assert place.open == ["a"]


def _failing_once(source: bytes) -> Place:
    host = RecordingHost()

    def answer(_call: OperationCall) -> Mapping[str, Value]:
        if len(host.performed) == 1:
            raise ConnectionError("the other side is away")
        return {}

    host.answers["issue"] = answer
    return Place(deploy(source), host=host)
