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
    gate,
    gateway,
    io,
    loop,
    message,
    message_root,
    process,
    process_xml,
    script_task,
    service_task,
    simple,
    start,
    subprocess,
    throw,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import codes_of, deploy, problems_of
from webapp.engine.findings import FINDINGS


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
    "EN-110": [simple(element("task", "step", "<bpmn:surprise />")), process("main", "<bpmn:novelty id='n' />", start(), user_task("a"), end(), flows="start > a > end")],
    "EN-111": [
        simple('<bpmn:complexGateway id="step" />'),
        simple('<bpmn:transaction id="step" />'),
        simple('<bpmn:adHocSubProcess id="step" />'),
        simple(element("task", "step", isForCompensation="true")),
        simple(element("eventBasedGateway", "step", eventGatewayType="Parallel")),
        simple(element("receiveTask", "step", instantiate="true")),
        simple(element("task", "step", loop("=[1]", "x", "y", "=x"))),
    ],
    "EN-112": [simple(element("task", "step", extensions=zeebe("executionListeners"))), simple(user_task("step", more=zeebe("taskListeners")))],
    "EN-113": [
        _of_camunda_7(simple(user_task("step"))).replace(b"Camunda Cloud", b"Camunda Platform"),
        simple(user_task("step")).replace(b'<bpmn:userTask id="step"', b'<bpmn:userTask xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" s:postScript="1" id="step"'),
    ],
    "EN-114": [simple(element("scriptTask", "step", "<bpmn:script>print(1)</bpmn:script>")), simple(script_task("step", "1 + 1", "x")), simple(element("scriptTask", "step"))],
    "EN-115": [
        simple(catch("step", _SIGNAL)),
        simple(throw("step", "<bpmn:compensateEventDefinition />")),
        simple(catch("step", "<bpmn:conditionalEventDefinition />")),
        simple(user_task("step"), end("e2", "<bpmn:cancelEventDefinition />"), boundary("b", "step", timer("timeDuration", "P1D")), flows="b > e2"),
    ],
    "EN-116": [simple(catch("step", timer("timeDuration", "P1D") + message("m")), roots=message_root("m"))],
    "EN-117": [simple(subprocess("step", start("s"), end("e"), flows="s > e").replace('id="step"', 'id="step" triggeredByEvent="true"'))],
    "EN-118": [simple(element("task", "step", "<bpmn:standardLoopCharacteristics />"))],
    "EN-119": [
        simple(user_task("step", _NO_LOOP)),
        simple(user_task("step", "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>")),
        simple(user_task("step", loop("bodies", "x", "out", "=x"))),
    ],
    "EN-120": [simple(service_task("step", "launch_rocket")), simple(element("businessRuleTask", "step", extensions=zeebe("taskDefinition", type="launch_rocket")))],
    "EN-121": [simple(element("serviceTask", "step")), simple(element("sendTask", "step")), simple(throw("step", message("m")), roots=message_root("m"))],
    "EN-122": [simple(service_task("step", "record", more=io(inputs={"outcomme": "=1"})))],
    "EN-123": [simple(element("businessRuleTask", "step")), simple(decision_task("step", "level", "level", zeebe("taskDefinition", type="record")))],
    "EN-124": [simple(element("callActivity", "step")), simple(call("step", "=application.text"))],
    "EN-125": [
        simple(service_task("step", "serve")),
        simple(service_task("step", "serve", more=io(inputs={"on": ""}))),
        simple(service_task("step", "serve", more=io(inputs={"on": "=null"}))),
        simple(element("sendTask", "step", extensions=zeebe("taskDefinition", type="serve") + io(inputs={"on": '=""'}))),
    ],
    "EN-133": [
        simple(user_task("step"), boundary("b", "nowhere", timer("timeDuration", "P1D")), flows="b > end"),
        simple(catch("step", message("unknown"))),
        gate("exclusive", "g > a: =true\ng > b", "end"),
        simple(subprocess("step", start("s"), end("e", error("unknown")), flows="s > e")),
    ],
    "EN-135": [
        simple(script_task("step", "=1", "two words")),
        simple(script_task("step", "=1", "case")),
        simple(script_task("step", "=1", "x", io(outputs={"parameters.limit": "=1"}))),
        simple(user_task("step", loop("=[1]", "1x", "out", "=1"))),
    ],
    "EN-140": [
        process("main", user_task("a"), end(), flows="a > end"),
        simple(subprocess("step", user_task("a"), end("e"), flows="a > e")),
        process("main", start(), element("startEvent", "asked", message("m")), user_task("a"), end(), flows="start > a > end\nasked > a", roots=message_root("m")),
    ],
    "EN-141": [gate("exclusive", "g > a: =true\na > b"), gate("exclusive", "g > a: =true\ng > b: =false"), gate("inclusive", "g > a: =true\ng > b: =false")],
    "EN-142": [
        gate("parallel", "g > a: =true\ng > b"),
        process("main", start(), user_task("a"), user_task("b"), end(), flows="start > a\na > b: =true\na > end\nb > end"),
    ],
    "EN-143": [gate("exclusive", "g > a: application.text\ng > b", "b")],
    "EN-144": [simple(user_task("step"), user_task("lonely"), flows="lonely > end")],
    "EN-145": [process("main", start(), user_task("a"), end(), flows="a > end")],
    "EN-146": [
        process("main", start(form="apply"), script_task("s", "=1", "x"), gateway("exclusive", "g", "end"), end(), flows='start > s > g\ng > s: =application.text = "x"\ng > end'),
    ],
    "EN-147": [process("main", start(), user_task("a"), user_task("b", form="left"), end(), flows="start > a > b > a")],
    "EN-148": [
        gate("eventBased", "g > a\ng > b"),
        process("main", start(), gateway("eventBased", "g"), catch("t1", timer("timeDuration", "P1D")), catch("t2", timer("timeDuration", "P2D")), end(), flows="start > g\ng > t1 > end\ng > t2 > end"),
        process("main", start(), gateway("eventBased", "g"), catch("t1", timer("timeDuration", "P1D")), end(), flows="start > g\ng > t1 > end"),
    ],
    "EN-149": [
        simple(user_task("step", loop("=[1]", "x", "", ""))),
        simple(user_task("step", loop("=[1]", "", "out", "=1"))),
    ],
    "EN-150": [
        simple(user_task("step"), end("e2", error("E")), boundary("b", "step", timer("timeDuration", "P1D")), flows="b > e2", roots=error_root("E")),
        simple(subprocess("step", start("s"), end("e", error("E")), flows="s > e"), boundary("b", "step", error("OTHER")), flows="b > end", roots=error_root("E") + error_root("OTHER")),
        simple(subprocess("step", start("s"), end("e", escalation("U")), flows="s > e"), roots=escalation_root("U")),
    ],
    "EN-151": [
        simple(call("step", "main")),
        definitions(
            process_xml("p", start("s1"), call("c1", "q"), end("e1"), flows="s1 > c1 > e1"),
            process_xml("q", start("s2"), call("c2", "p"), end("e2"), flows="s2 > c2 > e2"),
        ),
    ],
    "EN-152": [simple(call("step", "nowhere"))],
    "EN-153": [simple(decision_task("step", "nothing", "x"))],
    "EN-154": [simple(user_task("step", form="nothing")), process("main", start(form="nothing"), user_task("a"), end(), flows="start > a > end")],
    "EN-155": [simple(user_task("step", form=None))],
    "EN-156": [
        simple(user_task("step", groups="handler, stranger@tax")),
        simple(user_task("step", groups='=for body in application.bodies return "cunsulted@" + body')),
    ],
    "EN-157": [simple(user_task("step", groups=None))],
    "EN-159": [
        simple(throw("step", _LINK)),
        process("main", start(), user_task("a"), throw("t", _LINK), catch("c1", _LINK), catch("c2", _LINK), end(), flows="start > a > t\nc1 > end\nc2 > end"),
    ],
    "EN-160": [simple(script_task("step", "=1 +", "x")), gate("exclusive", "g > a: =if\ng > b", "b")],
    "EN-161": [
        simple(script_task("step", "=aplication.text", "x")),
        simple(script_task("step", "=parameters.limt", "x")),
        simple(user_task("step", groups='=["consulted@" + bodi]')),
    ],
    "EN-163": [
        simple(catch("step", timer("timeDuration", "15 days"))),
        simple(catch("step", timer("timeDate", "P15D"))),
        simple(user_task("step"), boundary("b", "step", timer("timeCycle", "0 9 * * MON"), interrupting=False), end("e2"), flows="b > e2"),
        simple(user_task("step", more=zeebe("taskSchedule", dueDate="next week"))),
    ],
    "EN-164": [simple(catch("step", message("m")), roots=message_root("m", None))],
    "EN-165": [
        process("main", start(), gateway("parallel", "f"), user_task("a"), user_task("b"), gateway("parallel", "j"), end(), flows="start > f\nf > a > j\nf > b > j\nj > end"),
        process("main", start(), user_task("a"), boundary("t", "a", timer("timeDuration", "P1D"), interrupting=False), user_task("b"), end("e2"), end(), flows="start > a > end\nt > b > e2"),
        process("main", start(), user_task("a"), user_task("b"), user_task("c"), end(), flows="start > a\na > b > end\na > c > end"),
    ],
    "EN-170": [gate("exclusive", "g > a\ng > b", "b")],
    "EN-171": [
        simple(end("step", timer("timeDuration", "P1D"))),
        simple(catch("step", timer("timeCycle", "R/P1D"))),
        simple(user_task("step"), boundary("b", "step", timer("timeCycle", "R/P1D")), flows="b > end"),
        simple(user_task("step"), boundary("b", "step", error("E"), interrupting=False), flows="b > end", roots=error_root("E")),
        simple(user_task("step"), boundary("b", "step", escalation("U")), flows="b > end", roots=escalation_root("U")),
        process("main", element("startEvent", "start", timer("timeDate", "2026-01-01")), user_task("a"), end(), flows="start > a > end"),
        simple(throw("step", error("E")), roots=error_root("E")),
        gate("parallel", "g > a\ng > b") .replace(b"</bpmn:process>", b'<bpmn:boundaryEvent id="x" attachedToRef="g"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent></bpmn:process>'),
    ],
    "EN-175": [
        simple(catch("step", message("m")), roots=message_root("m").replace('name="m"', 'name="=application.text"')),
        simple(element("receiveTask", "step", messageRef="message_m"), roots=message_root("m").replace('name="m"', 'name="=x"')),
        simple(subprocess("step", start("s"), end("e", error("E")), flows="s > e"), boundary("b", "step", error(None)), flows="b > end", roots=error_root("E").replace('errorCode="E"', 'errorCode="=x"')),
        simple(service_task("step", "=application.text")),
        simple(decision_task("step", "=application.text", "level")),
        simple(user_task("step", form="=application.text")),
    ],
    "EN-176": [
        simple(user_task("step")).replace(b"<bpmn:startEvent", b"<bpmn:extensionElements><zeebe:userTaskForm id='f'>not json</zeebe:userTaskForm></bpmn:extensionElements><bpmn:startEvent", 1),
    ],
    "EN-177": [simple(script_task("step", "=uuid()", "id")), simple(script_task("step", "=1 + f(count([x]))", "id"))],
    "EN-172": [simple(catch("step", message("m")), roots=message_root("m", "$.orderId")), simple(user_task("step", loop("=[1]", "x", "out", "x"))), simple(user_task("step", loop("=[1]", "x", "out", "=x", until="true")))],
    "EN-173": [
        simple(catch("step", "<bpmn:timerEventDefinition />")),
        simple(catch("step", "<bpmn:messageEventDefinition />")),
        simple(script_task("step", "=1", "x", zeebe("ioMapping", zeebe("output", target="y")))),
        simple(script_task("step", "=1", "x", zeebe("ioMapping", zeebe("input", source="=1")))),
        simple(subprocess("step", start("s"), end("e", error(None)), flows="s > e"), boundary("b", "step", error(None)), flows="b > end"),
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
    source = _of_camunda_7(simple(user_task("step")))
    unmarked = source.replace(b' modeler:executionPlatform="Camunda Cloud"', b"")
    assert problems_of(unmarked) == problems_of(source), "it speaks the dialect of Camunda 8"
    (found,) = problems_of(source)
    assert (found.code, found.severity, found.element_id) == ("EN-178", "warning", "step")
    assert "assignee" in found.en


def test_what_starts_without_a_form_may_be_given_anything() -> None:
    source = process("main", start(), script_task("t", "=given", "x"), end(), flows="start > t > end")
    assert [(problem.code, problem.severity) for problem in problems_of(source)] == [("EN-161", "warning")]


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
