"""Failing work ends as a visible incident with a retry: never silence, never a wedged case."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.engine.drawing import (
    boundary,
    decision_task,
    end,
    error,
    error_root,
    gateway,
    io,
    process,
    script_task,
    service_task,
    start,
    subprocess,
    user_task,
)
from tests.engine.places import CASE, Place, RecordingHost, deploy
from webapp.engine import BusinessError, CaseRun, IncidentNotOpen, OperationCall
from webapp.errors import RongcuoError
from webapp.feel import Value, from_python


class RegisterClosed(RongcuoError):
    """A refusal of the platform."""

    code = "XX-001"
    zh = "登记簿已关闭。"
    en = "The register is closed."


def _deciding(*more: str, flows: str = "") -> bytes:
    return process(
        "main",
        start(form="review"),
        decision_task("assess", "level", "level"),
        user_task("after"),
        end(),
        *more,
        flows=f"start > assess > after > end\n{flows}",
        roots=error_root("incomplete"),
    )


def test_a_decision_that_lacks_facts_names_them_and_takes_them_by_retry() -> None:
    place = Place(deploy(_deciding()), variables={"review": from_python({"reason": "r"})})
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-206", "assess")
    assert "review.grade" in incident.text("zh")
    assert "review.grade" in incident.text("en")
    assert incident.raised_at == place.host.now()
    place.retry({"review": {"grade": "good"}})
    assert place.open == ["after"]
    assert place.read("level") == "A"
    assert place.read("review") == {"reason": "r", "grade": "good"}
    kinds = [kind for kind, _element in place.events]
    assert kinds.count("decision_made") == 2
    assert kinds.count("incident_raised") == kinds.count("incident_resolved") == 1


def test_a_boundary_event_may_catch_missing_facts_and_ask_an_officer() -> None:
    source = _deciding(
        boundary("lacking", "assess", error("incomplete")),
        user_task("supply", form="review"),
        flows="lacking > supply > assess",
    )
    place = Place(deploy(source), variables={"review": {}})
    assert place.run.incidents() == ()
    assert place.open == ["supply"]
    place.complete("supply", review={"grade": "bad"})
    assert place.read("level") == "B"


def test_a_decision_without_a_matching_rule_is_an_incident() -> None:
    place = Place(deploy(_deciding()), variables={"review": from_python({"grade": "odd"})})
    (incident,) = place.run.incidents()
    assert incident.code == "EN-207"
    place.retry({"review": {"grade": "bad"}})
    assert place.read("level") == "B"


def test_the_explanation_goes_into_the_journal() -> None:
    place = Place(deploy(_deciding()), variables={"review": from_python({"grade": "good"})})
    event = next(event for event in place.journal if event.kind == "decision_made")  # type: ignore[attr-defined]
    assert event.data["decision_id"] == "level"  # type: ignore[attr-defined]
    explanation = event.data["explanation"]  # type: ignore[attr-defined]
    assert explanation["status"] == "concluded"
    assert explanation["steps"][-1]["rules"][0]["number"] == 1


def _recording() -> bytes:
    mapping = io(inputs={"outcome": "=review.grade", "reasons": '="because"'})
    return process(
        "main",
        start(form="review"),
        service_task("record", "record", more=mapping),
        user_task("after"),
        end(),
        flows="start > record > after > end",
    )


def test_an_operation_gets_its_mapped_inputs_and_nothing_else() -> None:
    place = Place(deploy(_recording()), variables={"review": from_python({"grade": "good"}), "secret": "s"})
    (call,) = place.host.performed
    assert call == OperationCall("record", {}, {"outcome": "good", "reasons": "because"}, "main", "record")
    assert ("operation_performed", "record") in place.events


def _failing_once(error: Exception) -> RecordingHost:
    failures = [error]

    def answer(_call: OperationCall) -> Mapping[str, Value]:
        if failures:
            raise failures.pop()
        return {"receipt": "R-1"}

    return RecordingHost(answers={"record": answer})


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (RegisterClosed(), "登记簿已关闭", "register is closed"),
        (KeyError("outcome"), "KeyError", "KeyError"),
        (RecursionError("deep"), "RecursionError", "RecursionError"),
    ],
)
def test_a_failing_operation_is_retried(error: Exception, zh: str, en: str) -> None:
    place = Place(
        deploy(_recording()), variables={"review": from_python({"grade": "good"})}, host=_failing_once(error)
    )
    (incident,) = place.run.incidents()
    assert incident.code == "EN-208"
    assert zh in incident.text("zh")
    assert en in incident.text("en")
    place.retry()
    assert place.open == ["after"]
    assert place.read("receipt") == "R-1"


def test_an_operation_that_succeeded_is_not_done_twice_when_its_outputs_fail() -> None:
    more = io(outputs={"receipts": "=for n in 1..(if go then 2 else 200000) return n"})
    source = process(
        "main",
        start(form="go"),
        service_task("record", "record", more=more),
        user_task("after"),
        end(),
        flows="start > record > after > end",
    )
    forms = {"go": frozenset({"go"}), "note": frozenset({"note.text"})}
    place = Place(deploy(source, forms=forms), variables={"go": False})
    assert [incident.code for incident in place.run.incidents()] == ["EN-201"]
    assert len(place.host.performed) == 1
    place.retry()
    assert [incident.code for incident in place.run.incidents()] == ["EN-201"]
    assert len(place.host.performed) == 1


def test_an_expression_past_its_limits_is_an_incident() -> None:
    source = process(
        "main",
        start(),
        script_task("burn", "=count(for i in 1..20000000 return i)", "n"),
        user_task("after"),
        end(),
        flows="start > burn > after > end",
    )
    place = Place(deploy(source))
    assert [incident.code for incident in place.run.incidents()] == ["EN-201"]


def test_many_costly_expressions_together_are_held_too() -> None:
    names = [f"s{number}" for number in range(60)]
    tasks = [script_task(name, "=count(for i in 1..90000 return i)", name) for name in names]
    source = process("main", start(), *tasks, end(), flows=" > ".join(["start", *names, "end"]))
    place = Place(deploy(source))
    (incident,) = place.run.incidents()
    assert incident.code == "EN-201"
    assert ("element_completed", "s0") in place.events
    place.retry()
    assert incident.element_id != place.run.incidents()[0].element_id, "a retry has a budget of its own"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BusinessError("E-7", "the register refuses"), "EN-209", "the register refuses"),
        (BusinessError("E-7"), "EN-209", "E-7"),
    ],
)
def test_an_error_that_nobody_catches_is_an_incident(error: Exception, code: str, said: str) -> None:
    host = _failing_once(error)
    place = Place(deploy(_recording()), variables={"review": from_python({"grade": "good"})}, host=host)
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == (code, "record")
    assert said in incident.text("en")
    place.retry()
    assert place.open == ["after"]


@pytest.mark.parametrize(
    ("given_back", "code"),
    [
        ({"case": "mine"}, "EN-213"),
        ({"parameters": "mine"}, "EN-213"),
        ("no mapping at all", "EN-214"),
    ],
)
def test_an_operation_that_gives_back_what_it_must_not_is_an_incident(given_back: object, code: str) -> None:
    host = RecordingHost(answers={"record": lambda _call: given_back})  # type: ignore[dict-item, return-value]  # wrong on purpose
    place = Place(deploy(_recording()), variables={"review": from_python({"grade": "good"})}, host=host)
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == (code, "record")
    assert place.read("case") != "mine"
    assert place.read("parameters") != "mine"
    assert place.open == []


def test_a_choice_without_any_way_out_is_held_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker demands a default flow; a deployment of an older release may hold a gateway without one."""
    monkeypatch.setattr("webapp.engine.deployment.check_read", lambda _processes, _surroundings: [])
    source = process(
        "main",
        start(),
        gateway("exclusive", "choose"),
        user_task("after"),
        end(),
        flows="start > choose\nchoose > after: =1 = 2\nchoose > end: =1 = 3\nafter > end",
    )
    place = Place(deploy(source))
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-203", "choose")
    assert not place.run.is_ended


def test_a_function_cannot_become_a_variable() -> None:
    source = process(
        "main",
        start(),
        script_task("make", "=function(a) a + 1", "f"),
        user_task("after"),
        end(),
        flows="start > make > after > end",
    )
    place = Place(deploy(source))
    (incident,) = place.run.incidents()
    assert incident.code == "EN-212"
    assert "f" in incident.text("zh")


def test_an_automatic_loop_that_does_not_rest_is_held_not_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker refuses such a loop in a diagram; a table that always sends back can still make one."""
    monkeypatch.setattr("webapp.engine.deployment.check_read", lambda _processes, _surroundings: [])
    monkeypatch.setattr("webapp.engine.tokens.MAX_STEPS", 500)
    source = process(
        "main",
        start(),
        script_task("count", "=if n = null then 1 else n + 1", "n"),
        gateway("exclusive", "again", default="count"),
        end(),
        flows="start > count > again\nagain > end: =n > 400\nagain > count",
    )
    place = Place(deploy(source))
    (incident,) = place.run.incidents()
    assert incident.code == "EN-210"
    assert not place.run.is_ended
    place.retry()
    assert place.run.is_ended, "a retry gets a new budget"


def test_other_branches_go_on_while_one_is_held() -> None:
    source = process(
        "main",
        start(form="review"),
        gateway("parallel", "fork"),
        decision_task("assess", "level", "level"),
        user_task("work", form="left"),
        gateway("parallel", "join"),
        user_task("after"),
        end(),
        flows="start > fork\nfork > assess > join\nfork > work > join\njoin > after > end",
    )
    place = Place(deploy(source), variables={"review": {}})
    assert place.open == ["work"]
    place.complete("work", left={"text": "x"})
    assert place.open == []
    assert not place.run.is_ended
    place.retry({"review": {"grade": "good"}})
    assert place.open == ["after"]


def test_a_held_step_that_is_taken_back_takes_its_incident_along() -> None:
    source = process(
        "main",
        start(form="review"),
        gateway("parallel", "fork"),
        decision_task("assess", "level", "level"),
        user_task("stop", form="left"),
        end("over", "<bpmn:terminateEventDefinition />"),
        end(),
        flows="start > fork\nfork > assess > end\nfork > stop > over",
    )
    place = Place(deploy(source), variables={"review": {}})
    incident_id = place.run.incidents()[0].id
    place.complete("stop", left={"text": "x"})
    assert place.run.incidents() == ()
    assert place.run.is_ended
    assert ("incident_resolved", "assess") in place.events
    with pytest.raises(IncidentNotOpen):
        place.run.retry_incident(incident_id)


def test_an_incident_survives_a_reload_word_for_word() -> None:
    place = Place(deploy(_deciding()), variables={"review": {}}, restarts=False)
    before = place.run.incidents()
    reloaded = CaseRun.load(place.deployment, place.run.dump(), host=place.host, case=CASE)
    assert reloaded.incidents() == before


def test_a_retry_maps_the_inputs_of_an_operation_anew() -> None:
    place = Place(
        deploy(_recording()),
        variables={"review": from_python({"grade": "good"})},
        host=_failing_once(KeyError("x")),
    )
    place.retry({"review": {"grade": "bad"}})
    assert [call.inputs["outcome"] for call in place.host.performed] == ["good", "bad"]


def test_a_retry_keeps_what_a_subprocess_made_of_its_inputs() -> None:
    inside = subprocess(
        "sub",
        start("s"),
        script_task("count", "=counter + 1", "counter"),
        end("e"),
        flows="s > count > e",
        extensions=io(
            inputs={"counter": "=0"},
            outputs={"result": "=if review.grade = null then (for n in 1..200000 return n) else counter"},
        ),
    )
    source = process(
        "main", start(form="review"), inside, user_task("after"), end(), flows="start > sub > after > end"
    )
    place = Place(deploy(source), variables={"review": {}})
    assert [(incident.code, incident.element_id) for incident in place.run.incidents()] == [("EN-201", "sub")]
    place.retry({"review": {"grade": "good"}})
    assert place.read("result") == from_python(1)


def test_outputs_that_fail_after_a_submission_keep_the_submission() -> None:
    more = io(outputs={"kept": "=for n in 1..(if handling.go = true then 2 else 200000) return note.text"})
    source = process(
        "main", start(form="handling"), user_task("write", more=more), end(), flows="start > write > end"
    )
    forms = {"note": frozenset({"note.text"}), "handling": frozenset({"handling.go"})}
    place = Place(deploy(source, forms=forms))
    place.complete("write", note={"text": "mine"})
    assert place.open == []
    assert [incident.code for incident in place.run.incidents()] == ["EN-201"]
    place.retry({"handling": {"go": True}})
    assert place.run.is_ended
    assert place.read("kept") == ["mine", "mine"]
