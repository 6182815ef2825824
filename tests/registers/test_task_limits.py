"""The figure behind a task's limit stands on its page, with the mark of where it comes from."""

from __future__ import annotations

from tests.cases.matters import start_facts
from tests.practice_place import PracticePlace
from webapp.cases import get_task_page
from webapp.cases.parameter_words import figures_of_task


def test_a_task_names_the_figure_that_gives_it_its_limit(place: PracticePlace) -> None:
    case_id = place.open_matter(start_facts(place))
    task = place.task(case_id, "check_application")
    for language, name, value in (
        ("zh", "受理期限", "5 个工作日"),
        ("en", "Time to accept", "5 working days"),
    ):
        (limit,) = get_task_page(
            place.database, place.actor("intake"), task.id, "en" if language == "en" else "zh"
        ).limits
        assert (limit.name, limit.value, limit.source) == (name, value, "assumed")


def test_every_limited_task_of_the_place_names_figures_that_exist(place: PracticePlace) -> None:
    pack = place.pack
    due = [
        (process.id, element.id)
        for process in pack.deployment.processes.values()
        for element in process.elements.values()
        if element.due_date and "parameters." in element.due_date
    ]
    assert len(due) > 20
    for process_id, element_id in due:
        assert figures_of_task(pack, process_id, element_id, "zh"), (process_id, element_id)


def test_what_has_no_limit_names_none(place: PracticePlace) -> None:
    assert figures_of_task(place.pack, "matter", "nothing", "zh") == ()
    assert figures_of_task(place.pack, "nowhere", "nothing", "zh") == ()
