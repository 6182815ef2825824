"""Each check at import, with a diagram that fails it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.drawing import (
    boundary,
    call,
    catch,
    decision_task,
    definitions,
    element,
    end,
    error,
    error_root,
    escalation,
    escalation_root,
    gateway,
    io,
    loop,
    message,
    message_root,
    process,
    process_xml,
    script_task,
    service_task,
    start,
    subprocess,
    throw,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import codes_of, deploy, problems_of
from webapp.engine.findings import FINDINGS
from webapp.errors import Problem


def _simple(step: str, *more: str, flows: str = "", roots: str = "") -> bytes:
    return process(
        "main", start(form="apply"), step, *more, end(), flows=f"start > step > end\n{flows}", roots=roots
    )


def _gate(kind: str, flows: str, default: str | None = None) -> bytes:
    return process(
        "main",
        start(form="apply"),
        gateway(kind, "g", default),
        user_task("a", form="left"),
        user_task("b", form="right"),
        end(),
        flows=f"start > g\n{flows}\na > end\nb > end",
    )


def _of_camunda_7(source: bytes) -> bytes:
    """A Camunda 7 attribute on the step."""
    return source.replace(
        b'<bpmn:userTask id="step"',
        b'<bpmn:userTask xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:assignee="x" id="step"',
    )


_SIGNAL = "<bpmn:signalEventDefinition />"
_LINK = '<bpmn:linkEventDefinition name="x" />'
_NO_LOOP = "<bpmn:multiInstanceLoopCharacteristics />"

#: code → a diagram that must be refused with it.
FAILING: dict[str, list[bytes]] = {
    "EN-110": [_simple(element("task", "step", "<bpmn:surprise />")), process("main", "<bpmn:novelty id='n' />", start(), user_task("a"), end(), flows="start > a > end")],
    "EN-111": [
        _simple('<bpmn:complexGateway id="step" />'),
        _simple('<bpmn:transaction id="step" />'),
        _simple('<bpmn:adHocSubProcess id="step" />'),
        _simple(element("task", "step", isForCompensation="true")),
        _simple(element("eventBasedGateway", "step", eventGatewayType="Parallel")),
        _simple(element("receiveTask", "step", instantiate="true")),
        _simple(element("task", "step", loop("=[1]", "x", "y", "=x"))),
    ],
    "EN-112": [_simple(element("task", "step", extensions=zeebe("executionListeners"))), _simple(user_task("step", more=zeebe("taskListeners")))],
    "EN-113": [
        _of_camunda_7(_simple(user_task("step"))).replace(b"Camunda Cloud", b"Camunda Platform"),
        _simple(user_task("step")).replace(b'<bpmn:userTask id="step"', b'<bpmn:userTask xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" s:postScript="1" id="step"'),
    ],
    "EN-114": [_simple(element("scriptTask", "step", "<bpmn:script>print(1)</bpmn:script>")), _simple(script_task("step", "1 + 1", "x")), _simple(element("scriptTask", "step"))],
    "EN-115": [
        _simple(catch("step", _SIGNAL)),
        _simple(throw("step", "<bpmn:compensateEventDefinition />")),
        _simple(catch("step", "<bpmn:conditionalEventDefinition />")),
        _simple(user_task("step"), end("e2", "<bpmn:cancelEventDefinition />"), boundary("b", "step", timer("timeDuration", "P1D")), flows="b > e2"),
    ],
    "EN-116": [_simple(catch("step", timer("timeDuration", "P1D") + message("m")), roots=message_root("m"))],
    "EN-117": [_simple(subprocess("step", start("s"), end("e"), flows="s > e").replace('id="step"', 'id="step" triggeredByEvent="true"'))],
    "EN-118": [_simple(element("task", "step", "<bpmn:standardLoopCharacteristics />"))],
    "EN-119": [
        _simple(user_task("step", _NO_LOOP)),
        _simple(user_task("step", "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>")),
        _simple(user_task("step", loop("bodies", "x", "out", "=x"))),
    ],
    "EN-120": [_simple(service_task("step", "launch_rocket")), _simple(element("businessRuleTask", "step", extensions=zeebe("taskDefinition", type="launch_rocket")))],
    "EN-121": [_simple(element("serviceTask", "step")), _simple(element("sendTask", "step")), _simple(throw("step", message("m")), roots=message_root("m"))],
    "EN-122": [_simple(service_task("step", "record", more=io(inputs={"outcomme": "=1"})))],
    "EN-123": [_simple(element("businessRuleTask", "step")), _simple(decision_task("step", "level", "level", zeebe("taskDefinition", type="record")))],
    "EN-124": [_simple(element("callActivity", "step")), _simple(call("step", "=application.text"))],
    "EN-133": [
        _simple(user_task("step"), boundary("b", "nowhere", timer("timeDuration", "P1D")), flows="b > end"),
        _simple(catch("step", message("unknown"))),
        _gate("exclusive", "g > a: =true\ng > b", "end"),
        _simple(subprocess("step", start("s"), end("e", error("unknown")), flows="s > e")),
    ],
    "EN-135": [
        _simple(script_task("step", "=1", "two words")),
        _simple(script_task("step", "=1", "case")),
        _simple(script_task("step", "=1", "x", io(outputs={"parameters.limit": "=1"}))),
        _simple(user_task("step", loop("=[1]", "1x", "out", "=1"))),
    ],
    "EN-140": [
        process("main", user_task("a"), end(), flows="a > end"),
        _simple(subprocess("step", user_task("a"), end("e"), flows="a > e")),
        process("main", start(), element("startEvent", "asked", message("m")), user_task("a"), end(), flows="start > a > end\nasked > a", roots=message_root("m")),
    ],
    "EN-141": [_gate("exclusive", "g > a: =true\na > b"), _gate("exclusive", "g > a: =true\ng > b: =false"), _gate("inclusive", "g > a: =true\ng > b: =false")],
    "EN-142": [
        _gate("parallel", "g > a: =true\ng > b"),
        process("main", start(), user_task("a"), user_task("b"), end(), flows="start > a\na > b: =true\na > end\nb > end"),
    ],
    "EN-143": [_gate("exclusive", "g > a: application.text\ng > b", "b")],
    "EN-144": [_simple(user_task("step"), user_task("lonely"), flows="lonely > end")],
    "EN-145": [process("main", start(), user_task("a"), end(), flows="a > end")],
    "EN-146": [
        process("main", start(form="apply"), script_task("s", "=1", "x"), gateway("exclusive", "g", "end"), end(), flows='start > s > g\ng > s: =application.text = "x"\ng > end'),
    ],
    "EN-147": [process("main", start(), user_task("a"), user_task("b", form="left"), end(), flows="start > a > b > a")],
    "EN-148": [
        _gate("eventBased", "g > a\ng > b"),
        process("main", start(), gateway("eventBased", "g"), catch("t1", timer("timeDuration", "P1D")), catch("t2", timer("timeDuration", "P2D")), end(), flows="start > g\ng > t1 > end\ng > t2 > end"),
        process("main", start(), gateway("eventBased", "g"), catch("t1", timer("timeDuration", "P1D")), end(), flows="start > g\ng > t1 > end"),
    ],
    "EN-149": [
        _simple(user_task("step", loop("=[1]", "x", "", ""))),
        _simple(user_task("step", loop("=[1]", "", "out", "=1"))),
    ],
    "EN-150": [
        _simple(user_task("step"), end("e2", error("E")), boundary("b", "step", timer("timeDuration", "P1D")), flows="b > e2", roots=error_root("E")),
        _simple(subprocess("step", start("s"), end("e", error("E")), flows="s > e"), boundary("b", "step", error("OTHER")), flows="b > end", roots=error_root("E") + error_root("OTHER")),
        _simple(subprocess("step", start("s"), end("e", escalation("U")), flows="s > e"), roots=escalation_root("U")),
    ],
    "EN-151": [
        _simple(call("step", "main")),
        definitions(
            process_xml("p", start("s1"), call("c1", "q"), end("e1"), flows="s1 > c1 > e1"),
            process_xml("q", start("s2"), call("c2", "p"), end("e2"), flows="s2 > c2 > e2"),
        ),
    ],
    "EN-152": [_simple(call("step", "nowhere"))],
    "EN-153": [_simple(decision_task("step", "nothing", "x"))],
    "EN-154": [_simple(user_task("step", form="nothing")), process("main", start(form="nothing"), user_task("a"), end(), flows="start > a > end")],
    "EN-155": [_simple(user_task("step", form=None))],
    "EN-156": [
        _simple(user_task("step", groups="handler, stranger@tax")),
        _simple(user_task("step", groups='=for body in application.bodies return "cunsulted@" + body')),
    ],
    "EN-157": [_simple(user_task("step", groups=None))],
    "EN-159": [
        _simple(throw("step", _LINK)),
        process("main", start(), user_task("a"), throw("t", _LINK), catch("c1", _LINK), catch("c2", _LINK), end(), flows="start > a > t\nc1 > end\nc2 > end"),
    ],
    "EN-160": [_simple(script_task("step", "=1 +", "x")), _gate("exclusive", "g > a: =if\ng > b", "b")],
    "EN-161": [
        _simple(script_task("step", "=aplication.text", "x")),
        _simple(script_task("step", "=parameters.limt", "x")),
        _simple(user_task("step", groups='=["consulted@" + bodi]')),
    ],
    "EN-163": [
        _simple(catch("step", timer("timeDuration", "15 days"))),
        _simple(catch("step", timer("timeDate", "P15D"))),
        _simple(user_task("step"), boundary("b", "step", timer("timeCycle", "0 9 * * MON"), interrupting=False), end("e2"), flows="b > e2"),
        _simple(user_task("step", more=zeebe("taskSchedule", dueDate="next week"))),
    ],
    "EN-164": [_simple(catch("step", message("m")), roots=message_root("m", None))],
    "EN-165": [
        process("main", start(), gateway("parallel", "f"), user_task("a"), user_task("b"), gateway("parallel", "j"), end(), flows="start > f\nf > a > j\nf > b > j\nj > end"),
        process("main", start(), user_task("a"), boundary("t", "a", timer("timeDuration", "P1D"), interrupting=False), user_task("b"), end("e2"), end(), flows="start > a > end\nt > b > e2"),
        process("main", start(), user_task("a"), user_task("b"), user_task("c"), end(), flows="start > a\na > b > end\na > c > end"),
    ],
    "EN-170": [_gate("exclusive", "g > a\ng > b", "b")],
    "EN-171": [
        _simple(end("step", timer("timeDuration", "P1D"))),
        _simple(catch("step", timer("timeCycle", "R/P1D"))),
        _simple(user_task("step"), boundary("b", "step", timer("timeCycle", "R/P1D")), flows="b > end"),
        _simple(user_task("step"), boundary("b", "step", error("E"), interrupting=False), flows="b > end", roots=error_root("E")),
        _simple(user_task("step"), boundary("b", "step", escalation("U")), flows="b > end", roots=escalation_root("U")),
        process("main", element("startEvent", "start", timer("timeDate", "2026-01-01")), user_task("a"), end(), flows="start > a > end"),
        _simple(throw("step", error("E")), roots=error_root("E")),
        _gate("parallel", "g > a\ng > b") .replace(b"</bpmn:process>", b'<bpmn:boundaryEvent id="x" attachedToRef="g"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent></bpmn:process>'),
    ],
    "EN-175": [
        _simple(catch("step", message("m")), roots=message_root("m").replace('name="m"', 'name="=application.text"')),
        _simple(element("receiveTask", "step", messageRef="message_m"), roots=message_root("m").replace('name="m"', 'name="=x"')),
        _simple(subprocess("step", start("s"), end("e", error("E")), flows="s > e"), boundary("b", "step", error(None)), flows="b > end", roots=error_root("E").replace('errorCode="E"', 'errorCode="=x"')),
        _simple(service_task("step", "=application.text")),
        _simple(decision_task("step", "=application.text", "level")),
        _simple(user_task("step", form="=application.text")),
    ],
    "EN-176": [
        _simple(user_task("step")).replace(b"<bpmn:startEvent", b"<bpmn:extensionElements><zeebe:userTaskForm id='f'>not json</zeebe:userTaskForm></bpmn:extensionElements><bpmn:startEvent", 1),
    ],
    "EN-177": [_simple(script_task("step", "=uuid()", "id")), _simple(script_task("step", "=1 + f(count([x]))", "id"))],
    "EN-172": [_simple(catch("step", message("m")), roots=message_root("m", "$.orderId")), _simple(user_task("step", loop("=[1]", "x", "out", "x"))), _simple(user_task("step", loop("=[1]", "x", "out", "=x", until="true")))],
    "EN-173": [
        _simple(catch("step", "<bpmn:timerEventDefinition />")),
        _simple(catch("step", "<bpmn:messageEventDefinition />")),
        _simple(script_task("step", "=1", "x", zeebe("ioMapping", zeebe("output", target="y")))),
        _simple(script_task("step", "=1", "x", zeebe("ioMapping", zeebe("input", source="=1")))),
        _simple(subprocess("step", start("s"), end("e", error(None)), flows="s > e"), boundary("b", "step", error(None)), flows="b > end"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "source"), [(code, source) for code, sources in FAILING.items() for source in sources]
)
def test_a_diagram_that_breaks_a_rule_is_refused_with_its_code(code: str, source: bytes) -> None:
    found = [problem for problem in problems_of(source) if problem.code == code]
    assert found, codes_of(source)
    assert all(problem.severity == "error" for problem in found)


#: Codes of files, of packs and of warnings, tried elsewhere.
ELSEWHERE = {
    *(f"EN-10{n}" for n in range(1, 8)), "EN-130", "EN-131", "EN-132", "EN-134", "EN-158", "EN-162", "EN-166",
    "EN-167", "EN-168", "EN-174", "EN-178",
}  # fmt: skip


def test_every_finding_of_the_catalogue_has_a_failing_example() -> None:
    assert set(FAILING) | ELSEWHERE == set(FINDINGS)
    here = Path(__file__)
    below = here.read_text("utf-8").partition("def test_every_finding_of_the_catalogue")[2]
    others = "".join(path.read_text("utf-8") for path in here.parent.glob("test_*.py") if path != here)
    assert {code for code in ELSEWHERE if code not in below + others} == set()


def test_every_finding_speaks_both_languages() -> None:
    for zh, en in FINDINGS.values():
        assert zh
        assert en
        assert zh != en or "{" in zh


GOOD = process(
    "main",
    start(form="apply"),
    user_task("a", form="left"),
    gateway("exclusive", "g", default="end"),
    end(),
    flows='start > a > g\ng > a: =left.text = "again"\ng > end',
)


def test_a_sound_diagram_has_no_problems() -> None:
    assert problems_of(GOOD) == []


def test_a_process_that_is_not_marked_executable_is_only_a_drawing() -> None:
    assert codes_of(GOOD.replace(b' isExecutable="true"', b"")) == {"EN-107"}


def test_the_modelers_own_marks_on_the_file_are_passed_over() -> None:
    marked = GOOD.replace(
        b"<bpmn:definitions ",
        b'<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:diagramRelationId="x" ',
    )
    assert problems_of(marked) == []


def test_what_is_left_of_camunda_7_has_no_effect_in_a_file_for_camunda_8() -> None:
    source = _of_camunda_7(_simple(user_task("step")))
    unmarked = source.replace(b' modeler:executionPlatform="Camunda Cloud"', b"")
    assert problems_of(unmarked) == problems_of(source), "it speaks the dialect of Camunda 8"
    (found,) = problems_of(source)
    assert (found.code, found.severity, found.element_id) == ("EN-178", "warning", "step")
    assert "assignee" in found.en


def test_what_starts_without_a_form_may_be_given_anything() -> None:
    source = process("main", start(), script_task("t", "=given", "x"), end(), flows="start > t > end")
    assert [(problem.code, problem.severity) for problem in problems_of(source)] == [("EN-161", "warning")]


# Sources and names, which packs must keep


def _sourced(node: str) -> bytes:
    return _simple(node)


SOURCE = zeebe("properties", zeebe("property", name="source", value="§3"))


@pytest.mark.parametrize(
    ("bare", "sourced"),
    [
        (user_task("step"), user_task("step", more=SOURCE)),
        (decision_task("step", "level", "x"), decision_task("step", "level", "x", SOURCE)),
        (service_task("step", "record"), service_task("step", "record", more=SOURCE)),
        (catch("step", timer("timeDuration", "P1D")), catch("step", timer("timeDuration", "P1D"), SOURCE)),
    ],
)
def test_packs_name_the_source_of_every_working_element(bare: str, sourced: str) -> None:
    loose = problems_of(_simple(bare))
    assert "EN-167" not in {problem.code for problem in loose}
    (problem,) = [
        problem for problem in problems_of(_simple(bare), require_sources=True) if problem.code == "EN-167"
    ]
    assert (problem.severity, problem.element_id) == ("error", "step")
    assert problems_of(_simple(sourced), require_sources=True) == []


def test_packs_name_processes_by_their_file_and_tasks_by_their_form() -> None:
    problems = problems_of(_simple(user_task("step", form="note")), require_names=True)
    assert [problem.code for problem in problems] == ["EN-168", "EN-168"]
    assert "file_1" in problems[0].zh


# Names


def test_a_misspelt_field_is_a_warning() -> None:
    (problem,) = problems_of(_simple(script_task("step", "=application.texxt", "x")))
    assert (problem.code, problem.severity) == ("EN-162", "warning")
    assert "application.texxt" in problem.zh


@pytest.mark.parametrize(
    "step",
    [
        script_task("step", "=application.text", "x"),
        script_task("step", "=case.no + string(parameters.limit_working_days)", "x"),
        script_task("step", "=for item in application.bodies return item.name", "x"),
        script_task("step", "=some b in application.bodies satisfies b = 1", "x"),
        script_task("step", "=add working days(today(), working days between(today(), today()))", "x"),
        user_task("step", more=io(outputs={"x.by": "=actor.name", "x.text": "=note.text"})),
        user_task("step", loop("=application.bodies", "body", "out", "={b: body, n: loopCounter, o: note.text}", until="=numberOfCompletedInstances > 1 and count(out) > 1")),
        service_task("step", "record", more=io(inputs={"outcome": "=1"}, outputs={"x": "=number_given_back"})),
        subprocess("step", start("s"), script_task("t", "=inside + 1", "y"), end("e"), flows="s > t > e", extensions=io(inputs={"inside": "=1"})),
    ],
)  # fmt: skip
def test_names_that_something_provides_are_known(step: str) -> None:
    assert problems_of(_simple(step)) == []


def test_a_message_that_says_what_it_brings_keeps_misspellings_errors() -> None:
    source = _simple(
        catch("step", message("m")),
        script_task("t", "=withdrawl.reason", "x"),
        flows="step > t > end",
        roots=message_root("m"),
    )
    assert {(problem.code, problem.severity) for problem in problems_of(source)} == {("EN-161", "warning")}
    told = problems_of(source, messages={"m": frozenset({"withdrawal"})})
    assert {(problem.code, problem.severity) for problem in told} == {("EN-161", "error")}


# Concurrency


def _beside(left: str, right: str, joined: str = "") -> list[Problem]:
    source = process(
        "main",
        start(form="apply"),
        gateway("parallel", "f"),
        left,
        right,
        gateway("parallel", "j"),
        end(),
        flows=f"start > f\nf > l > j\nf > r > j\nj > end\n{joined}",
    )
    return problems_of(source)


def test_different_fields_of_one_context_may_be_mapped_side_by_side() -> None:
    left = user_task("l", form="left", more=io(outputs={"handling.left": "=left.text"}))
    right = user_task("r", form="right", more=io(outputs={"handling.right": "=right.text"}))
    assert _beside(left, right) == []


def test_a_whole_context_and_one_of_its_fields_may_not() -> None:
    left = user_task("l", form="left", more=io(outputs={"handling": "=left"}))
    right = user_task("r", form="right", more=io(outputs={"handling.right": "=right.text"}))
    assert {problem.code for problem in _beside(left, right)} == {"EN-165"}


def test_reading_what_only_a_sibling_writes_is_a_warning() -> None:
    right = user_task("r", form="right", groups='=if left.text = "x" then "handler" else "decider"')
    (problem,) = _beside(user_task("l", form="left"), right)
    assert (problem.code, problem.severity, problem.element_id) == ("EN-166", "warning", "r")


def test_what_comes_after_the_join_is_not_concurrent() -> None:
    source = process(
        "main",
        start(),
        gateway("parallel", "f"),
        user_task("l", form="left"),
        user_task("r", form="right"),
        gateway("parallel", "j"),
        user_task("again", form="left"),
        script_task("read", "=right.text", "x"),
        end(),
        flows="start > f\nf > l > j\nf > r > j\nj > again > read > end",
    )
    assert problems_of(source) == []


def test_a_called_process_writes_for_its_caller() -> None:
    root = process_xml(
        "main", start(), gateway("parallel", "f"), call("c", "sub"), user_task("r", form="left"), gateway("parallel", "j"), end(),
        flows="start > f\nf > c > j\nf > r > j\nj > end",
    )  # fmt: skip
    sub = process_xml("sub", start("s"), user_task("deep", form="left"), end("e"), flows="s > deep > e")
    (problem,) = problems_of(definitions(root, sub))
    assert problem.code == "EN-165"
    assert "left" in problem.zh


def test_an_exclusive_choice_is_not_concurrent() -> None:
    source = _gate("exclusive", 'g > a: =application.text = "x"\ng > b', "b").replace(
        b'formId="right"', b'formId="left"'
    )
    assert problems_of(source) == []


def test_children_of_a_multi_instance_may_write_the_same_names() -> None:
    assert problems_of(_simple(user_task("step", loop("=application.bodies", "b", "out", "=note")))) == []


# Loops


def test_a_loop_through_an_attached_timer_has_its_way_out() -> None:
    source = _simple(
        user_task("step"),
        boundary("t", "step", timer("timeDuration", "P1D")),
        script_task("note_it", "=1", "n"),
        flows="t > note_it > step",
    )
    assert problems_of(source) == []


def test_a_loop_through_a_called_process_or_waiting_subprocess_rests_there() -> None:
    source = process(
        "main",
        start(),
        subprocess("sub", start("s"), user_task("a", form="left"), end("e"), flows="s > a > e"),
        gateway("exclusive", "g", "end"),
        end(),
        flows='start > sub > g\ng > sub: =left.text = "x"\ng > end',
    )
    assert problems_of(source) == []


def _rounds(*slow: str, slow_way: str) -> bytes:
    """Rounds of a quick step and another beside it, until enough."""
    return process(
        "main",
        start(form="apply"),
        gateway("exclusive", "again"),
        gateway("parallel", "fork"),
        script_task("quick", "=1", "x"),
        *slow,
        gateway("parallel", "join"),
        gateway("exclusive", "enough", default="end"),
        end(),
        flows=f"""start > again > fork
fork > quick > join
fork > {slow_way} > join
join > enough
enough > again: =application.text = "more"
enough > end""",
    )


def test_a_loop_through_a_join_rests_with_its_slowest_branch() -> None:
    timed = _rounds(catch("hour", timer("timeDuration", "PT1H")), slow_way="hour")
    assert "EN-146" not in codes_of(timed)
    assert "EN-146" in codes_of(_rounds(script_task("also", "=1", "y"), slow_way="also"))


def test_an_error_is_looked_for_on_every_way_out() -> None:
    sub = process_xml("sub", start("s"), end("lost", error("E")), flows="s > lost")
    caught = process_xml(
        "one",
        start("s1"),
        call("c1", "sub"),
        boundary("b1", "c1", error("E")),
        end("e1"),
        flows="s1 > c1 > e1\nb1 > e1",
    )
    uncaught = process_xml("two", start("s2"), call("c2", "sub"), end("e2"), flows="s2 > c2 > e2")
    assert problems_of(definitions(error_root("E"), sub, caught)) == []
    (problem,) = problems_of(definitions(error_root("E"), sub, caught, uncaught))
    assert (problem.code, problem.element_id) == ("EN-150", "lost")
    assert "two" in problem.zh


def test_a_deployment_describes_its_processes() -> None:
    source = process(
        "main", start(form="apply"), user_task("a"), call("c", "sub"), end(),
        flows="start > a > c > end", lanes={"handler": "start a c end"},
    )  # fmt: skip
    sub = process("sub", start("s"), user_task("b"), end("e"), flows="s > b > e")
    info = deploy(source, sub).processes["main"]
    assert (info.id, info.file, info.callees, info.start_form_id) == (
        "main",
        "file_1.bpmn",
        ("sub",),
        "apply",
    )
    assert [lane.id for lane in info.lanes] == ["handler"]
    element_info = info.elements["a"]
    assert (element_info.kind, element_info.lane, element_info.form_id) == ("user_task", "handler", "note")
    assert element_info.line is not None
