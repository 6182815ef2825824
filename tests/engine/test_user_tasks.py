"""Who may do a task, by when, and what the platform sees of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine.drawing import element, end, process, start, user_task, zeebe
from tests.engine.places import CASE, OFFICER, Place, RecordingHost, deploy
from webapp.engine import CaseRun, OpenTask, ProcessUnknown, TaskNotOpen, UndeclaredEntity
from webapp.feel import from_python


def _one(task: str, **options: object) -> Place:
    source = process("main", start(form="apply"), task, end(), flows="start > ask > end", **options)  # type: ignore[arg-type]
    return Place(
        deploy(source), variables={"application": from_python({"bodies": ["tax", "land"], "account": "li"})}
    )


def _task(task: str, **options: object) -> OpenTask:
    return _one(task, **options).run.open_tasks()[0]


def test_a_comma_list_names_the_candidate_groups() -> None:
    assert _task(user_task("ask", groups="handler, decider@city")).candidate_groups == (
        "handler",
        "decider@city",
    )


@pytest.mark.parametrize(
    ("expression", "groups"),
    [
        ('=["consulted@" + application.bodies[1], "handler"]', ("consulted@tax", "handler")),
        ('=for body in application.bodies return "consulted@" + body', ("consulted@tax", "consulted@land")),
        ('="handler"', ("handler",)),
    ],
)
def test_an_expression_gives_the_candidate_groups(expression: str, groups: tuple[str, ...]) -> None:
    assert _task(user_task("ask", groups=expression)).candidate_groups == groups


def test_without_candidates_the_lane_counts() -> None:
    task = _task(user_task("ask", groups=None), lanes={"handler": "start ask end"})
    assert task.candidate_groups == ("handler",)


def test_an_assignee_stands_alone_even_in_a_lane() -> None:
    task = _task(
        user_task("ask", groups=None, assignee="=application.account"), lanes={"applicant": "start ask end"}
    )
    assert (task.assignee, task.candidate_groups) == ("li", ())


def test_candidate_users_are_login_names() -> None:
    task = _task(user_task("ask", groups=None, candidateUsers="li, wang"))
    assert task.candidate_users == ("li", "wang")


@pytest.mark.parametrize("expression", ["=null", "=[1, 2]", "=application.nothing"])
def test_groups_that_come_to_nothing_are_an_incident_not_an_orphan(expression: str) -> None:
    place = _one(user_task("ask", groups=expression))
    assert place.open == []
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-204", "ask")


def test_an_assignee_that_comes_to_null_without_groups_is_an_incident() -> None:
    place = _one(user_task("ask", groups=None, assignee="=application.missing"))
    assert [incident.code for incident in place.run.incidents()] == ["EN-205"]


def _scheduled(**schedule: str) -> OpenTask:
    return _task(user_task("ask", more=zeebe("taskSchedule", **schedule)))


def test_a_due_date_in_working_days_is_the_end_of_that_day_at_the_place() -> None:
    task = _scheduled(dueDate="=add working days(today(), parameters.limit_working_days)")
    assert task.due_at == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "due_at"),
    [
        ("2026-04-01T09:00:00+08:00", datetime(2026, 4, 1, 1, 0, tzinfo=UTC)),
        ("2026-04-01T09:00:00", datetime(2026, 4, 1, 1, 0, tzinfo=UTC)),
        ("2026-04-01", datetime(2026, 4, 1, 16, 0, tzinfo=UTC)),
        ('=now() + duration("PT90M")', datetime(2026, 3, 2, 2, 30, tzinfo=UTC)),
        ('=duration("P1M")', datetime(2026, 4, 2, 1, 0, tzinfo=UTC)),
    ],
)
def test_due_dates_are_iso_texts_or_expressions(text: str, due_at: datetime) -> None:
    assert _scheduled(dueDate=text).due_at == due_at


def test_the_due_date_is_reckoned_once_and_follow_up_beside_it() -> None:
    source = process(
        "main",
        start(),
        user_task(
            "ask",
            more=zeebe(
                "taskSchedule", dueDate='=now() + duration("P1D")', followUpDate='=now() + duration("PT1H")'
            ),
        ),
        end(),
        flows="start > ask > end",
    )
    place = Place(deploy(source))
    place.advance_to(datetime(2026, 3, 10, tzinfo=UTC))
    task = place.run.open_tasks()[0]
    assert task.due_at == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    assert task.follow_up_at == datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_a_null_due_date_is_none_and_a_number_is_an_incident() -> None:
    assert _scheduled(dueDate="=null").due_at is None
    place = _one(user_task("ask", more=zeebe("taskSchedule", dueDate="=15")))
    assert [incident.code for incident in place.run.incidents()] == ["EN-204"]


@pytest.mark.parametrize(("priority", "number"), [("80", 80), ("=10 + 5", 15)])
def test_priority_is_a_number(priority: str, number: int) -> None:
    assert _task(user_task("ask", more=zeebe("priorityDefinition", priority=priority))).priority == number


def test_priority_is_fifty_when_nothing_is_said() -> None:
    assert _task(user_task("ask")).priority == 50


def test_a_task_carries_form_guidance_and_properties() -> None:
    properties = zeebe("properties", zeebe("property", name="source", value="assumed"))
    guidance = "<bpmn:documentation>先核对身份。</bpmn:documentation>"
    drawn = element(
        "userTask",
        "ask",
        name="核对\n身份",
        extensions=zeebe("formDefinition", formId="note")
        + zeebe("assignmentDefinition", candidateGroups="handler")
        + properties,
    ).replace("<bpmn:extensionElements>", guidance + "<bpmn:extensionElements>")
    task = _task(drawn)
    assert (task.form_id, task.guidance, task.properties) == ("note", "先核对身份。", {"source": "assumed"})
    assert task.name == "核对 身份"
    assert task.process_id == "main"


def test_a_form_embedded_in_the_process_counts() -> None:
    schema = (
        '{"components": [{"key": "answer.text"}, {"type": "group", "components": [{"key": "inner.note"}]}]}'
    )
    form = f'<zeebe:userTaskForm id="form_1">{schema}</zeebe:userTaskForm>'
    drawn = element(
        "userTask",
        "ask",
        extensions=zeebe("formDefinition", formKey="camunda-forms:bpmn:form_1")
        + zeebe("assignmentDefinition", candidateGroups="handler"),
    )
    source = process(
        "main",
        f"<bpmn:extensionElements>{form}</bpmn:extensionElements>",
        start(),
        drawn,
        end(),
        flows="start > ask > end",
    )
    deployment = deploy(source)
    assert deployment.processes["main"].embedded_forms["form_1"] == schema
    place = Place(deployment)
    assert place.run.open_tasks()[0].form_id == "form_1"
    with pytest.raises(UndeclaredEntity):
        place.complete("ask", determination={"outcome": "exempt"})
    place.complete("ask", answer={"text": "x"}, inner={"note": "y"})
    assert place.read("inner") == {"note": "y"}


def test_a_task_is_completed_once() -> None:
    place = _one(user_task("ask"))
    task_id = place.task("ask").id
    place.complete("ask", note={"text": "x"})
    with pytest.raises(TaskNotOpen) as refused:
        place.run.complete_task(task_id, {}, OFFICER)
    assert refused.value.code == "EN-003"
    with pytest.raises(TaskNotOpen):
        place.run.complete_task("no-such", {}, OFFICER)


def test_task_ids_survive_a_reload() -> None:
    place = _one(user_task("ask"))
    before = place.run.open_tasks()
    reloaded = CaseRun.load(place.deployment, place.run.dump(), host=place.host, case=CASE)
    assert reloaded.open_tasks() == before


def test_plain_and_manual_tasks_pass_straight_through() -> None:
    source = process(
        "main",
        start(),
        element("task", "plain"),
        element("manualTask", "manual"),
        user_task("ask"),
        end(),
        flows="start > plain > manual > ask > end",
    )
    assert Place(deploy(source)).open == ["ask"]


def test_the_start_form_is_told() -> None:
    deployment = deploy(
        process("main", start(form="apply"), user_task("ask"), end(), flows="start > ask > end")
    )
    assert deployment.processes["main"].start_form_id == "apply"


def test_an_unknown_process_is_refused() -> None:
    deployment = deploy(process("main", start(), user_task("ask"), end(), flows="start > ask > end"))
    with pytest.raises(ProcessUnknown):
        CaseRun.start(deployment, "other", host=RecordingHost(), case=CASE, variables={})
