"""Traps of SpiffWorkflow 3.2.0 in starts, gateways, depth, calls and elements: its fault, and what happens here."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import (
    boundary,
    catch,
    definitions,
    draw_flows,
    element,
    end,
    gateway,
    io,
    message,
    message_root,
    process,
    process_xml,
    service_task,
    start,
    subprocess,
    throw,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import Place, RecordingHost, codes_of, deploy, problems_of
from tests.engine.stock import Stock, finishes, in_its_words
from webapp.engine import OperationCall
from webapp.feel import Value, from_python


def test_two_starts_lose_a_branch_and_are_refused() -> None:
    source = process(
        "main",
        start(),
        start("other"),
        user_task("a"),
        user_task("b"),
        end(),
        flows="start > a > end\nother > b > end",
    )
    assert Stock(source).open == ["a"], "SpiffWorkflow drops the second branch in silence"
    assert "EN-140" in codes_of(source)


def _height(**tops: int) -> str:
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{node}_di" bpmnElement="{node}"><dc:Bounds x="0" y="{y}" width="100" height="80" /></bpmndi:BPMNShape>'
        for node, y in tops.items()
    )
    return (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="di"><bpmndi:BPMNPlane id="plane" bpmnElement="main">'
        f"{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )


def test_the_drawing_decides_which_condition_is_first_but_not_here() -> None:
    source = process(
        "main",
        start(form="review"),
        gateway("exclusive", "g", default="other"),
        user_task("first"),
        user_task("second"),
        user_task("other"),
        end(),
        flows="start > g\ng > first: =score > 1\ng > second: =score > 0\ng > other\nfirst > end\nsecond > end\nother > end",
        roots=_height(first=900, second=100, other=500),
    )
    assert Stock(in_its_words(source), data={"score": 5}).open == ["second"]
    forms = {"review": frozenset({"score"}), "note": frozenset({"note.text"})}
    assert Place(deploy(source, forms=forms), variables={"score": from_python(5)}).open == ["first"]


def test_a_gateway_without_default_fails_at_run_time_and_is_refused() -> None:
    source = process(
        "main",
        start(form="review"),
        gateway("exclusive", "g"),
        user_task("a"),
        user_task("b"),
        end(),
        flows="start > g\ng > a: =score > 9\ng > b: =score > 8\na > end\nb > end",
    )
    with pytest.raises(WorkflowException, match="No conditions satisfied"):
        Stock(in_its_words(source), data={"score": 5})
    assert "EN-141" in codes_of(source)


def test_two_flows_out_of_a_task_are_no_error_here_but_a_fork() -> None:
    source = process(
        "main",
        start(),
        user_task("a"),
        user_task("b", form="left"),
        user_task("c", form="right"),
        end(),
        flows="start > a\na > b > end\na > c > end",
    )
    with pytest.raises(ValidationException, match="Multiple outgoing flows"):
        Stock(source)
    place = Place(deploy(source))
    place.complete("a")
    assert place.open == ["b", "c"]


def test_a_false_condition_behind_a_task_is_taken_anyway_and_is_refused() -> None:
    source = process(
        "main", start(), user_task("a"), user_task("b"), end(), flows="start > a\na > b: =false\nb > end"
    )
    stock = Stock(in_its_words(source).replace(b">false<", b">False<"))
    stock.complete("a")
    assert stock.open == ["b"]
    (problem,) = [problem for problem in problems_of(source) if problem.code == "EN-142"]
    assert problem.element_id == "a_b"


def _blocks(count: int) -> bytes:
    elements, flows, at = [], [], "start"
    for number in range(count):
        fork, left, right, join = (f"{name}{number}" for name in ("fork", "l", "r", "join"))
        elements += [
            gateway("parallel", fork),
            user_task(left, form="left"),
            user_task(right, form="right"),
            gateway("parallel", join),
        ]
        flows += [f"{at} > {fork}", f"{fork} > {left} > {join}", f"{fork} > {right} > {join}"]
        at = join
    return process("main", start(), *elements, end(), flows="\n".join([*flows, f"{at} > end"]))


def test_each_parallel_block_doubles_the_predictions_and_here_none_are_made() -> None:
    counts = [len(Stock(_blocks(count)).workflow.tasks) for count in (4, 5, 6)]
    assert counts[1] > 1.9 * counts[0]
    assert counts[2] > 1.9 * counts[1]
    assert [len(Place(deploy(_blocks(count))).run._workflow.tokens) for count in (4, 5, 6)] == [2, 2, 2]


FORK_IN_A_ROUND = process(
    "main",
    start(),
    gateway("exclusive", "entry"),
    gateway("parallel", "fork"),
    user_task("a", form="left"),
    user_task("b", form="right"),
    gateway("parallel", "join"),
    user_task("c"),
    gateway("exclusive", "more", default="entry"),
    end(),
    flows="start > entry > fork\nfork > a > join\nfork > b > join\njoin > c > more\nmore > entry\nmore > end: =stop",
)


def test_a_join_in_a_second_round_lets_the_first_branch_through_there_and_waits_here() -> None:
    """It counts a branch of the round before: whichever was last then need not come again."""
    stock = Stock(in_its_words(FORK_IN_A_ROUND), data={"stop": False})
    for task in ("a", "b", "c", "b"):
        stock.complete(task)
    assert sorted(stock.open) == ["a", "c"]
    place = Place(deploy(FORK_IN_A_ROUND), variables={"stop": False})
    for task in ("a", "b", "c", "b"):
        place.complete(task)
    assert place.open == ["a"]
    place.complete("a")
    assert place.open == ["c"]


def _rounds(length: int) -> bytes:
    """A loop of a user task and that many silent steps."""
    steps = [f"n{number}" for number in range(length)]
    return process(
        "main",
        start(),
        user_task("work"),
        *(throw(step) for step in steps),
        gateway("exclusive", "enough", default="work"),
        end(),
        flows=f"start > work > {' > '.join(steps)} > enough\nenough > end: =stop\nenough > work",
    )


def test_at_depth_one_thousand_a_ready_step_is_lost_and_the_case_says_it_is_complete() -> None:
    source = _rounds(48)
    stock = Stock(in_its_words(source), data={"stop": False})
    rounds = 0
    while stock.open and rounds < 100:
        stock.tasks[0].run()
        stock.workflow.do_engine_steps()
        rounds += 1
    assert rounds == 20
    lost = [task for task in stock.workflow.tasks.values() if task.state == TaskState.READY]
    assert [task.task_spec.bpmn_id for task in lost] == ["enough"]
    assert stock.is_ended
    place = Place(
        deploy(source, forms={"note": frozenset({"note.text"})}), variables={"stop": False}, restarts=False
    )
    for _ in range(100):
        place.complete("work", note={"text": "on"})
    assert place.open == ["work"]
    assert not place.run.is_ended


def test_sending_back_by_reset_breaks_on_a_stale_timer_and_erases_history() -> None:
    """Here a step back is a flow of the diagram: the timer goes with its task and the journal keeps both rounds."""
    timed = (user_task("work"), boundary("late", "work", timer("timeDuration", "P5D"), interrupting=False))
    source = process(
        "main",
        start(),
        user_task("ask"),
        *timed,
        end("reminded"),
        end(),
        flows="start > ask > work > end\nlate > reminded",
    )
    stock = Stock(in_its_words(source))
    first = stock.task("ask")
    stock.complete("ask")
    with pytest.raises(AttributeError):
        _send_back(stock, first.id)
    modelled = process(
        "main",
        start(),
        user_task("ask"),
        *timed,
        end("reminded"),
        gateway("exclusive", "ok", default="end"),
        end(),
        flows='start > ask > work > ok\nok > ask: =note.text = "back"\nok > end\nlate > reminded',
    )
    place = Place(deploy(modelled))
    place.complete("ask", note={"text": "x"})
    place.complete("work", note={"text": "back"})
    assert place.open == ["ask"]
    assert place.run.due_times() == ()
    place.complete("ask", note={"text": "x"})
    assert place.events.count(("element_completed", "ask")) == 2


def _send_back(stock: Stock, task_id: object) -> None:
    stock.workflow.reset_from_task_id(task_id)
    assert "work" not in stock.ended_at()
    stock.settle()
    stock.complete("ask")


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
