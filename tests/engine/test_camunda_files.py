"""Diagrams as others write them for Camunda 8: each runs as Camunda 8 runs it, or is refused with element and reason.

The files of ``tests/engine/camunda`` look as the modellers save them: generated ids, incoming and outgoing lists,
shapes and edges, platform and exporter marks.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.camunda_place import FOLDER, ORDER, PLACE, Camunda, errors_of, source
from tests.engine.places import OPENED_AT, RecordingHost
from webapp.engine import check_diagrams
from webapp.feel import from_python


def test_a_user_task_with_all_its_extensions_and_a_feel_gateway() -> None:
    place = Camunda("approve_invoice", first={"invoice": {"amount": 100}})
    task = place.task("Activity_0approve")
    assert (task.name, task.form_id, task.priority) == ("Approve invoice", "approval", 80)
    assert task.candidate_groups == ("manager", "clerk")
    assert task.due_at == OPENED_AT + timedelta(days=3)
    assert task.follow_up_at == datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    place.submit("Activity_0approve", approved=True)
    assert place.path == [
        "StartEvent_1",
        "Activity_0approve",
        "Gateway_approved",
        "Activity_pay",
        "Event_end",
    ]
    assert place.plain("total") == 113


def test_a_user_task_without_the_zeebe_mark_is_the_same() -> None:
    place = Camunda("approve_invoice", first={"invoice": {"amount": 100}})
    place.submit("Activity_0approve", approved=False)
    assert place.open == ["Activity_reject"]
    place.submit("Activity_reject", letter="sorry")
    assert place.run.is_ended
    assert place.plain("total") is None


def test_a_condition_on_a_missing_fact_takes_the_default_only_when_it_compares_to_false() -> None:
    """``null = true`` is false in FEEL, so the default is taken, as in Camunda 8."""
    place = Camunda("approve_invoice", first={"invoice": {"amount": 100}})
    place.submit("Activity_0approve")
    assert place.open == ["Activity_reject"]


@pytest.mark.parametrize(
    ("checks", "opened"),
    [
        (["legal", "tax"], ["Activity_legal", "Activity_tax"]),
        (["tax"], ["Activity_tax"]),
        ([], ["Activity_quick"]),
    ],
)
def test_an_inclusive_gateway_waits_for_exactly_what_it_began(checks: list[str], opened: list[str]) -> None:
    place = Camunda("inclusive_checks", first={"checks": checks})
    assert place.open == opened
    for element_id in opened:
        assert "Activity_decide" not in place.open
        place.submit(element_id)
    assert place.open == ["Activity_decide"]
    place.submit("Activity_decide", approved=True)
    assert place.run.is_ended


def test_a_parallel_multi_instance_collects_in_the_order_of_its_list() -> None:
    place = Camunda("ask_everyone")
    assert [task.assignee for task in place.run.open_tasks()] == ["an", "bo", "cai"]
    for item in ("cai", "an", "bo"):
        place.submit("Activity_ask", item=item, stand="yes" if item != "bo" else "abstain")
    assert place.plain("opinions") == ["yes", "abstain", "yes"]
    assert place.plain("yes") == 2
    assert place.run.is_ended


def test_its_completion_condition_ends_it_early() -> None:
    place = Camunda("ask_everyone")
    place.submit("Activity_ask", item="bo", stand="no")
    assert place.plain("opinions") == [None, "no", None]
    assert place.run.is_ended


def test_a_sequential_multi_instance_goes_one_by_one() -> None:
    place = Camunda("visit_in_turn")
    for item in ("north", "south"):
        assert [task.item for task in place.run.open_tasks()] == [item]
        place.submit("Activity_visit", found=f"{item} seen")
    assert place.plain("findings") == [
        {"place": "north", "turn": 1, "found": "north seen"},
        {"place": "south", "turn": 2, "found": "south seen"},
    ]


def test_a_subprocess_for_each_element() -> None:
    place = Camunda("each_item_in_a_subprocess")
    assert place.open == ["Activity_check"]
    place.submit("Activity_check", approved=False)
    assert place.plain("results") == [{"id": 1, "approved": False}, {"id": 2, "approved": True}]
    assert place.run.is_ended


def test_a_call_for_each_element_hands_in_and_out_what_is_mapped() -> None:
    place = Camunda("call_for_each", "ask_unit")
    for unit, answer in (("east", "agreed"), ("west", "refused")):
        (task,) = place.run.open_tasks()
        assert task.candidate_groups == (f"clerk@{unit}",)
        place.submit("Activity_answer", answer=answer)
    assert place.plain("answers") == ["agreed", "refused"]
    assert place.plain("answer") is None


def test_an_event_gateway_takes_the_message_that_correlates() -> None:
    place = Camunda("order_payment", first=ORDER)
    (asked,) = place.host.performed
    assert (asked.type, asked.inputs, asked.headers) == (
        "send-letter",
        {"to": "A-17"},
        {"template": "payment"},
    )
    assert not place.deliver("payment-received", "A-18", amount=1)
    assert place.deliver("payment-received", "A-17", amount=150)
    assert place.run.is_ended
    assert place.plain("payment") == {"amount": 150}
    assert place.run.due_times() == ()


def test_an_event_gateway_takes_the_timer_when_nothing_comes() -> None:
    place = Camunda("order_payment", first=ORDER)
    place.advance_to(OPENED_AT + timedelta(days=7))
    assert place.open == ["Activity_remind"]
    assert not place.deliver("payment-received", "A-17", amount=150)
    place.submit("Activity_remind", call="reached")
    assert place.path[-1] == "Event_lost"


def test_dates_durations_and_cycles() -> None:
    place = Camunda("timers_of_all_kinds")
    monday = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    assert [due.due_at for due in place.run.due_times()] == [monday]
    place.advance_to(monday)
    place.advance_to(monday + timedelta(hours=1))
    assert place.open == ["Activity_work"]
    for day in (1, 2, 3):
        place.advance_to(monday + timedelta(days=day, hours=1))
    assert sorted(place.open) == ["Activity_nudge", "Activity_nudge", "Activity_work"], "R2 fires twice"
    place.advance_to(monday + timedelta(days=10, hours=1))
    assert place.open == ["Activity_nudge", "Activity_nudge"]


@pytest.mark.parametrize(
    ("stock", "opened", "ended"),
    [
        ("plenty", [], ["Event_end"]),
        ("late", ["Activity_inform"], ["Event_end"]),
        ("none", ["Activity_refund"], []),
    ],
)
def test_errors_interrupt_and_escalations_go_beside(stock: str, opened: list[str], ended: list[str]) -> None:
    place = Camunda("errors_and_escalations")
    place.submit("Activity_pack", stock=stock)
    assert place.open == opened
    assert [end for end in place.path if end == "Event_end"] == ended


def test_a_link_leads_to_the_next_page() -> None:
    place = Camunda("jump_by_link")
    place.submit("Activity_a", review="x")
    assert place.open == ["Activity_b"]
    place.submit("Activity_b", letter="y")
    assert place.run.is_ended


def test_a_form_embedded_in_the_diagram_declares_its_fields() -> None:
    place = Camunda("form_in_the_diagram")
    assert place.task("Activity_fill").form_id == "UserTaskForm_1"
    place.submit("Activity_fill", customer="Li", address={"city": "Guangzhou"})
    assert place.plain("address") == {"city": "Guangzhou"}
    assert place.run.is_ended


def test_plain_tasks_pass_and_every_token_of_a_merge_goes_on() -> None:
    """Two flows into a task without a gateway: it is done once for each, as in Camunda 8. No end event is needed."""
    place = Camunda("plain_tasks_and_implicit_forks")
    assert place.open == ["Activity_a", "Activity_b"]
    place.submit("Activity_a", legal="x")
    assert place.open == ["Activity_b", "Activity_last"]
    place.submit("Activity_b", tax="x")
    assert place.open == ["Activity_last", "Activity_last"]
    place.submit("Activity_last")
    assert place.open == ["Activity_last"]
    place.submit("Activity_last")
    assert place.run.is_ended
    assert place.path.count("Activity_post") == 2


def test_scripts_in_feel_with_camundas_own_functions() -> None:
    place = Camunda("reckon_in_feel", first={**ORDER, "customer": None})
    assert place.run.is_ended
    values = {name: place.plain(name) for name in ("total", "due", "greeting", "known")}
    assert values == {"total": 150, "due": 135, "greeting": "Dear customer", "known": False}
    assert str(place.read("closing")) == str(from_python(datetime(2026, 2, 28, tzinfo=UTC).date()))


@pytest.mark.parametrize(("grade", "open_tasks"), [("good", ["Activity_high"]), ("bad", [])])
def test_a_business_rule_task_asks_the_table(grade: str, open_tasks: list[str]) -> None:
    place = Camunda("ask_the_table", first={"review": {"grade": grade}})
    assert place.open == open_tasks
    assert place.plain("found") == ("A" if grade == "good" else "B")


def test_a_message_start_a_receive_task_and_a_message_boundary() -> None:
    place = Camunda("start_by_message", first={"orderId": "A-1"})
    assert place.open == []
    assert place.deliver("answer", "A-1")
    assert place.open == ["Activity_read"]
    assert place.deliver("stop", "A-1")
    assert place.run.is_ended
    assert place.path[-1] == "Event_stopped"


def test_what_only_draws_changes_nothing_and_lanes_give_the_groups() -> None:
    """Two pools, message flows, data, notes, groups, and beside it a process that is not to be run."""
    place = Camunda("drawn_with_everything")
    assert set(place.deployment.processes) == {"drawn_with_everything"}
    assert place.deployment.processes["drawn_with_everything"].documentation == "How an order is handled."
    task = place.task("Activity_a")
    assert (task.name, task.candidate_groups) == ("Take the order by phone", ("sales",))
    place.submit("Activity_a", review="x")
    assert place.task("Activity_b").candidate_groups == ("clerk",)


@pytest.mark.parametrize(
    ("process_id", "opened"), [("two_executable_pools", "Activity_buy"), ("seller", "Activity_sell")]
)
def test_both_of_two_executable_pools_can_be_started(process_id: str, opened: str) -> None:
    assert Camunda("two_executable_pools", process_id=process_id).open == [opened]


def test_a_diagram_without_shapes_runs() -> None:
    assert Camunda("without_drawing").open == ["Activity_a"]


def test_element_templates_and_message_throws_perform_operations() -> None:
    host = RecordingHost()
    host.answers["send-letter"] = lambda _call: {"number": f"L-{len(host.performed)}"}
    place = Camunda("template_of_the_place", host=host, first=ORDER)
    assert [dict(call.inputs) for call in place.host.performed] == [{"to": "A-17", "text": "Hello"}, {}]
    assert place.plain("letter_no") == "L-1"
    assert place.run.is_ended


def test_what_camunda_7_left_and_other_tools_wrote_changes_nothing() -> None:
    """A rule task done by a job, an input without a source (null, as in Camunda 8.8), messages before the process."""
    host = RecordingHost()
    host.answers["send-letter"] = lambda _call: {"number": from_python("L-1")}
    place = Camunda("left_over_from_seven", host=host, first=ORDER)
    assert [dict(call.inputs) for call in place.host.performed] == [{"to": "A-17", "text": None}]
    assert place.plain("letter_no") == "L-1"
    assert place.plain("number") is None, "an output mapping replaces the merge"
    assert place.open == []
    assert place.deliver("answer", "A-17")
    task = place.task("Activity_read")
    assert (task.form_id, task.candidate_groups) == ("answer", ("clerk",))
    place.submit("Activity_read", answer="x")
    assert place.run.is_ended


def test_what_camunda_7_left_is_pointed_out_where_it_stands() -> None:
    problems = check_diagrams({"a.bpmn": source("left_over_from_seven")}, PLACE)
    left = {
        (problem.element_id, problem.en.split("”")[0]) for problem in problems if problem.code == "EN-178"
    }
    assert left == {
        ("left_over_from_seven", "“historyTimeToLive"),
        ("left_over_from_seven", "“versionTag"),
        ("Event_start", "“initiator"),
        ("Activity_write", "“asyncBefore"),
        ("Activity_read", "“formKey"),
        ("Activity_read", "“candidateGroups"),
        ("Activity_read", "“taskListener"),
    }


def test_a_fact_is_set_where_it_lives_or_else_outside() -> None:
    """A subprocess keeps its mapped facts; what its scripts set besides goes to the scope that has it, or the root."""
    place = Camunda("scope_of_facts")
    assert place.open == ["Activity_see"]
    values = {name: place.plain(name) for name in ("own", "kept", "count", "whole", "picked")}
    assert values == {"own": None, "kept": 11, "count": 2, "whole": None, "picked": {"part": 11}}


@pytest.mark.parametrize(
    ("stock", "opened"),
    [("all", ["Activity_explain"]), ("this", ["Activity_beside"]), ("", ["Activity_beside"])],
)
def test_an_escalation_without_a_code_stops_all_and_a_terminate_end_only_its_own(
    stock: str, opened: list[str]
) -> None:
    place = Camunda("stop_from_within")
    place.submit("Activity_check", stock=stock)
    assert place.open == opened
    assert ("Activity_inner" in place.path) == (stock != "all")
    if stock != "all":
        place.submit("Activity_beside", letter="x")
        assert place.path[-2:] == ["Activity_outer", "Event_end"]
        assert place.run.is_ended


def test_a_table_is_asked_for_each_element() -> None:
    place = Camunda("rule_for_each")
    assert place.plain("levels") == [
        {"grade": "good", "level": "A", "turn": 1},
        {"grade": "bad", "level": "B", "turn": 2},
        {"grade": "good", "level": "A", "turn": 3},
    ]
    assert place.plain("found") is None
    assert place.task("Activity_see").candidate_groups == ("clerk",)


def test_cycles_in_every_way_of_writing_them() -> None:
    place = Camunda("remind_in_rounds")
    for minutes in range(30, 8 * 60 + 1, 30):
        place.advance_to(OPENED_AT + timedelta(minutes=minutes))
    fired = Counter(element_id for element_id in place.path if not element_id.endswith("_end"))
    assert fired - Counter({"Event_start": 1}) == {
        "Event_once": 1,
        "Event_thrice": 3,
        "Event_from": 2,
        "Event_endless": 4,
        "Event_endless_too": 4,
        "Event_for_ever": 4,
    }
    place.submit("Activity_work", letter="x")
    assert place.run.is_ended
    assert place.run.due_times() == ()


@pytest.mark.parametrize(
    ("name", "code", "element_id"),
    [
        ("wait_for_a_signal", "EN-115", "Event_signal"),
        ("two_ways_to_begin", "EN-140", "two_ways_to_begin"),
        ("type_reckoned", "EN-175", "Activity_send"),
        ("key_without_equals", "EN-172", "Activity_wait"),
        ("nothing_to_run", "EN-107", None),
    ],
)
def test_one_thing_amiss_is_one_error(name: str, code: str, element_id: str | None) -> None:
    """What is refused is not held against its surroundings, too."""
    assert [(problem.code, problem.element_id) for problem in errors_of(source(name))] == [(code, element_id)]


REFUSED = [
    ("unknown_worker", "EN-120", "Activity_http", "io.camunda:http-json:1"),
    ("call_of_an_unknown_process", "EN-152", "Activity_call", "ship-parcel"),
    ("signal_to_everyone", "EN-115", "Event_shout", "signal"),
    ("undo_by_compensation", "EN-115", "Event_undo", "Compensation"),
    ("undo_by_compensation", "EN-111", "Activity_cancel", "compensation"),
    ("event_subprocess", "EN-117", "Activity_aside", "Event subprocesses"),
    ("javascript", "EN-114", "Activity_js", "FEEL"),
    ("script_as_a_job", "EN-114", "Activity_job", "FEEL"),
    ("no_default", "EN-141", "Gateway_1", "default flow"),
    ("start_every_night", "EN-171", "StartEvent_1", "timer start"),
    ("listeners", "EN-112", "Activity_a", "executionListeners"),
    ("chance", "EN-177", "Activity_id", "uuid"),
    ("ad_hoc", "EN-111", "Activity_any", "ad-hoc"),
    ("external_form", "EN-154", "Activity_a", "https://example.org/form"),
    ("cron", "EN-163", "Event_cron", "0 0 9 * * MON-FRI"),
    ("no_group_known", "EN-156", "Activity_a", "accounting"),
    ("vote_without_results", "EN-149", "Activity_vote", "outputCollection"),
    ("condition_on_a_task", "EN-142", "Flow_2_0", "gateway"),
    ("wait_for_a_signal", "EN-115", "Event_signal", "signal"),
    ("two_ways_to_begin", "EN-140", "two_ways_to_begin", "Event_by_hand, Event_by_message"),
    ("type_reckoned", "EN-175", "Activity_send", "channel"),
    ("key_without_equals", "EN-172", "Activity_wait", "orderId"),
    ("nothing_to_run", "EN-107", None, "isExecutable"),
]


@pytest.mark.parametrize(("name", "code", "element_id", "words"), REFUSED)
def test_what_does_not_run_here_is_refused_with_element_and_reason(
    name: str, code: str, element_id: str | None, words: str
) -> None:
    problems = errors_of(source(name))
    found = [problem for problem in problems if (problem.code, problem.element_id) == (code, element_id)]
    assert found, problems
    assert words in found[0].text("en")
    assert found[0].text("zh") != found[0].text("en")
    assert found[0].line is not None
    for problem in problems:
        assert not re.search(r"[\u4e00-\u9fff{]", problem.en), "English alone, every fact filled in"
        assert "{" not in problem.zh
    assert len(problems) == len(set(problems))


def test_every_file_of_the_folder_is_tried() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert [file.stem for file in sorted(FOLDER.glob("*.bpmn")) if f'"{file.stem}"' not in here] == []
