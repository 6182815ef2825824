"""Messages, errors, escalations, ends, links."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    boundary,
    call,
    catch,
    definitions,
    element,
    end,
    error,
    error_root,
    escalation,
    escalation_root,
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
from tests.engine.places import Place, deploy
from webapp.engine import BusinessError
from webapp.feel import from_python


def _withdrawable() -> bytes:
    """As the packs do it: a root process calls the handling; withdrawal sits on the call."""
    root = process_xml(
        "main",
        start(),
        call("go", "handle"),
        boundary("withdrawn", "go", message("withdraw")),
        user_task("after"),
        user_task("record_withdrawal", form="review"),
        end(),
        flows="start > go > after > end\nwithdrawn > record_withdrawal > end",
    )
    handle = process_xml(
        "handle",
        start("s"),
        subprocess("inside", start("i"), user_task("deep", form="left"), end("j"), flows="i > deep > j"),
        boundary("late", "inside", timer("timeDuration", "P5D"), interrupting=False),
        end("reminded"),
        end("e"),
        flows="s > inside > e\nlate > reminded",
    )
    return definitions(message_root("withdraw"), root, handle)


@pytest.mark.parametrize("restarts", [True, False])
def test_a_withdrawal_takes_everything_back_through_call_and_subprocess(restarts: bool) -> None:
    place = Place(deploy(_withdrawable()), restarts=restarts)
    assert place.open == ["deep"]
    (subscription,) = place.run.subscriptions()
    assert (subscription.message, subscription.correlation_key, subscription.element_id) == (
        "withdraw",
        "LW-2026-1",
        "withdrawn",
    )
    assert place.deliver("withdraw", withdrawal={"reason": "changed my mind"})
    assert place.open == ["record_withdrawal"]
    assert place.run.due_times() == ()
    assert place.read("withdrawal") == {"reason": "changed my mind"}
    assert ("element_cancelled", "deep") in place.events
    assert ("message_received", "withdrawn") in place.events
    place.complete("record_withdrawal", review={"grade": "good"})
    assert place.run.is_ended


def test_a_message_for_another_case_or_name_reaches_nobody() -> None:
    place = Place(deploy(_withdrawable()))
    assert not place.deliver("withdraw", key="LW-2026-2")
    assert not place.deliver("supervise")
    assert place.open == ["deep"]


def test_once_the_call_is_over_nobody_listens() -> None:
    place = Place(deploy(_withdrawable()))
    place.complete("deep", left={"text": "x"})
    assert place.open == ["after"]
    assert not place.deliver("withdraw")


def test_a_receive_task_waits_and_maps_the_payload() -> None:
    source = process(
        "main",
        start(),
        element(
            "receiveTask",
            "answer",
            messageRef="message_answer",
            extensions=io(outputs={"superior.text": "=answer.text"}),
        ),
        user_task("after"),
        end(),
        flows="start > answer > after > end",
        roots=message_root("answer"),
    )
    place = Place(deploy(source))
    assert place.deliver("answer", answer={"text": "agreed", "secret": 1})
    assert place.read("superior") == {"text": "agreed"}
    assert place.read("answer") is None


def test_a_message_that_does_not_interrupt_may_come_again() -> None:
    source = process(
        "main",
        start(),
        user_task("work"),
        boundary("supervise", "work", message("supervision"), interrupting=False),
        end("noted"),
        end(),
        flows="start > work > end\nsupervise > noted",
        roots=message_root("supervision"),
    )
    place = Place(deploy(source))
    assert place.deliver("supervision")
    assert place.deliver("supervision")
    assert place.open == ["work"]
    assert place.events.count(("element_completed", "noted")) == 2


def test_a_correlation_key_of_null_is_an_incident() -> None:
    source = process(
        "main",
        start(),
        catch("wait", message("m")),
        end(),
        flows="start > wait > end",
        roots=message_root("m", "=null"),
    )
    place = Place(deploy(source))
    assert [incident.code for incident in place.run.incidents()] == ["EN-204"]


def _two_subprocesses() -> bytes:
    """The left one throws; the right one, running beside it, listens for the same error."""
    return process(
        "main",
        start(),
        gateway("parallel", "fork"),
        subprocess(
            "left",
            start("ls"),
            user_task("lt", form="left"),
            end("lost", error("E1")),
            flows="ls > lt > lost",
        ),
        boundary("left_caught", "left", error("E1")),
        subprocess("right", start("rs"), user_task("rt", form="right"), end("re"), flows="rs > rt > re"),
        boundary("right_caught", "right", error(None)),
        user_task("mend"),
        end(),
        end("end_right"),
        end("wrong"),
        flows="start > fork\nfork > left > end\nfork > right > end_right\nleft_caught > mend > end\nright_caught > wrong",
        roots=error_root("E1"),
    )


def test_an_error_is_caught_by_its_own_subprocess_not_by_a_sibling() -> None:
    place = Place(deploy(_two_subprocesses()))
    place.complete("lt", left={"text": "x"})
    assert place.open == ["rt", "mend"]
    assert ("element_completed", "lost") in place.events
    assert ("element_entered", "wrong") not in place.events


def test_an_error_climbs_out_of_a_call_to_the_code_that_fits() -> None:
    root = process_xml(
        "main",
        start(),
        call("go", "sub"),
        boundary("any", "go", error(None)),
        boundary("exact", "go", error("E1")),
        user_task("by_any"),
        user_task("by_code", form="review"),
        end(),
        flows="start > go > end\nany > by_any > end\nexact > by_code > end",
    )
    sub = process_xml("sub", start("s"), end("lost", error("E1")), flows="s > lost")
    assert Place(deploy(definitions(error_root("E1"), root, sub))).open == ["by_code"]


def test_an_operation_may_throw_a_business_error_that_the_diagram_catches() -> None:
    source = process(
        "main",
        start(),
        service_task("record", "record"),
        boundary("refused", "record", error("NO_ROOM"), extensions=io(outputs={"handling.why": "=why"})),
        user_task("mend"),
        end(),
        flows="start > record > end\nrefused > mend > end",
        roots=error_root("NO_ROOM"),
    )

    def refuse(_call: object) -> dict[str, object]:
        raise BusinessError("NO_ROOM", "full", {"why": "the register is full"})

    from tests.engine.places import RecordingHost

    host = RecordingHost(answers={"record": refuse})  # type: ignore[dict-item]
    place = Place(deploy(source), host=host)
    assert place.open == ["mend"]
    assert place.read("handling") == {"why": "the register is full"}


def _escalating(interrupting: bool) -> bytes:
    return process(
        "main",
        start(),
        subprocess(
            "inside",
            start("i"),
            throw("raise", escalation("UP")),
            user_task("deep", form="left"),
            end("j"),
            flows="i > raise > deep > j",
        ),
        boundary("raised", "inside", escalation("UP"), interrupting=interrupting),
        user_task("superior"),
        end(),
        end("other"),
        flows="start > inside > end\nraised > superior > other",
        roots=escalation_root("UP"),
    )


def test_an_escalation_goes_on_beside_or_instead() -> None:
    assert Place(deploy(_escalating(False))).open == ["superior", "deep"] or Place(
        deploy(_escalating(False))
    ).open == ["deep", "superior"]
    assert Place(deploy(_escalating(True))).open == ["superior"]


def test_a_terminate_end_takes_everything_else_back() -> None:
    source = process(
        "main",
        start(),
        gateway("parallel", "fork"),
        user_task("slow", form="left"),
        boundary("late", "slow", timer("timeDuration", "P1D"), interrupting=False),
        end("reminded"),
        user_task("stop", form="right"),
        end("all_over", "<bpmn:terminateEventDefinition />"),
        end(),
        flows="start > fork\nfork > slow > end\nfork > stop > all_over\nlate > reminded",
    )
    place = Place(deploy(source))
    place.complete("stop", right={"text": "x"})
    assert place.run.is_ended
    assert place.open == []
    assert place.run.due_times() == ()
    assert ("element_cancelled", "slow") in place.events


def test_links_lead_from_throw_to_catch() -> None:
    link = '<bpmn:linkEventDefinition name="over there" />'
    source = process(
        "main",
        start(),
        user_task("work"),
        throw("away", link),
        catch("back", link),
        user_task("after", form="review"),
        end(),
        flows="start > work > away\nback > after > end",
    )
    place = Place(deploy(source))
    place.complete("work", note={"text": "x"})
    assert place.open == ["after"]
    assert {"work_away", "back_after"} <= {element for kind, element in place.events if kind == "flow_taken"}


def test_a_message_throw_event_performs_its_operation() -> None:
    definition = (
        f'<bpmn:messageEventDefinition messageRef="message_m"><bpmn:extensionElements>'
        f"{zeebe('taskDefinition', type='record')}</bpmn:extensionElements></bpmn:messageEventDefinition>"
    )
    source = process(
        "main",
        start(),
        throw("tell", definition, io(inputs={"outcome": '="exempt"'})),
        end(),
        flows="start > tell > end",
        roots=message_root("m"),
    )
    place = Place(deploy(source))
    assert [(call.type, call.inputs) for call in place.host.performed] == [("record", {"outcome": "exempt"})]


def test_payloads_are_values_like_any_other() -> None:
    source = process(
        "main",
        start(),
        catch("wait", message("m")),
        user_task("after"),
        end(),
        flows="start > wait > after > end",
        roots=message_root("m"),
    )
    place = Place(deploy(source))
    place.deliver("m", amount=12.5)
    assert place.read("amount") == from_python(12.5)
