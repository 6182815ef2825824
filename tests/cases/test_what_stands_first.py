"""Where several things are under way in a case, its diagrams show first what somebody has to do."""

from __future__ import annotations

import pytest

from tests.practice_place import PracticePlace
from webapp.cases import get_case_page, get_task_page
from webapp.cases.replay import replay_scenario


@pytest.fixture(scope="module")
def deciding(sasac: PracticePlace) -> int:
    """A matter that waits to be decided while its way beside the accountability track waits at the join."""
    story = sasac.scenario("two_tracks_exempt")
    before = next(at for at, step in enumerate(story.steps) if step.task == "decide_outcome")
    return replay_scenario(sasac.database, sasac.pack, story, steps=story.steps[:before], move_clock=False)


def test_a_task_page_opens_its_diagram_on_the_task(sasac: PracticePlace, deciding: int) -> None:
    task = sasac.task(deciding, "decide_outcome")
    page = get_task_page(sasac.database, sasac.actor("decider"), task.id, "zh")
    assert page.diagrams[0].process_id == task.process_id
    assert page.diagrams[0].active[0] == "decide_outcome"
    assert len(page.diagrams[0].active) > 1


def test_a_case_page_opens_its_diagrams_on_what_is_to_be_done(sasac: PracticePlace, deciding: int) -> None:
    page = get_case_page(sasac.database, sasac.actor("handler"), deciding, "zh")
    to_do = {(task.process_id, task.element_id) for task in page.tasks if task.state == "open"}
    shown = page.diagrams[0]
    assert (shown.process_id, shown.active[0]) in to_do
