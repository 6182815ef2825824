"""Every place from the application to the archive in a real browser: whole scenarios, clicked by the people they name.

Of each place the story that goes the longest way to the archive, and the longest in which somebody sends a message;
``RONGCUO_TEST_STORIES=all`` takes every one that gets there, and ``RONGCUO_TEST_STORIES=xinzhou/banned,liwan/lw1_exempt``
the named ones. It takes minutes: ``make test-faults`` runs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.aftermath import (
    Left,
    ask_what_counts,
    left_by,
    look_at_the_case,
    look_at_the_papers,
    look_at_the_registers,
)
from tests.browser.conftest import People, Site
from tests.browser.story import Story
from tests.cases.told import assert_ends_as_told, assert_has_ended_as_told, put_on_file
from tests.practice_place import ROOT, PracticePlace, open_place
from webapp.background import Worker
from webapp.clock import PLACE_ZONE
from webapp.procedures import read_pack
from webapp.procedures.publishing import list_jurisdictions
from webapp.procedures.scenario_files import Scenario

pytestmark = pytest.mark.browser

#: The clock of the pages moves by whole days. At this hour every moment that a scenario names of its day has come.
HOUR = 16


def stories_of(code: str) -> list[Scenario]:
    """The scenarios of a place that reach the archive, the longest first."""
    matters = read_pack(code, ROOT).scenario_set.matters
    archived = [each for each in matters if each.expect.status == "archived"]
    return sorted(archived, key=lambda each: len(each.steps), reverse=True)


def chosen_stories() -> list[str]:
    """``place/scenario`` of the stories to tell."""
    wanted = os.environ.get("RONGCUO_TEST_STORIES", "")
    if wanted not in ("", "all"):
        return wanted.split(",")
    stories = {code: stories_of(code) for code in list_jurisdictions(ROOT)}
    if wanted != "all":
        stories = {code: longest_of(each) for code, each in stories.items()}
    return [f"{code}/{Path(each.file).stem}" for code in stories for each in stories[code]]


def longest_of(stories: list[Scenario]) -> list[Scenario]:
    """The first story, and the first with a message."""
    with_message = [each for each in stories if any(step.message for step in each.steps)]
    return list({each.file: each for each in (*stories[:1], *with_message[:1])}.values())


@pytest.fixture
def place(every_place: PracticePlace, request: pytest.FixtureRequest) -> PracticePlace:
    """The place of the story, its clock where the story begins, with what was on file before it."""
    code, name = request.getfixturevalue("named").split("/")
    opened = PracticePlace(every_place.database, code)
    scenario = opened.scenario(name)
    opened.start_clock_at(scenario.opened_at.astimezone(PLACE_ZONE).replace(hour=HOUR))
    put_on_file(opened, scenario)
    return opened


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """What works in the background of a server: it fires timers and makes papers."""
    background = Worker(site.place.database, poll_seconds=1)
    background.start()
    yield
    background.stop()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("named", chosen_stories())
def test_a_matter_goes_from_the_application_to_the_archive(
    named: str, site: Site, people: People, every_place_template: str, tmp_path: Path
) -> None:
    scenario = site.place.scenario(named.partition("/")[2])
    story = Story(site, people, scenario)
    paper = tmp_path / "minutes.txt"
    paper.write_text("会议纪要（演练）", encoding="utf-8")
    story.open_matter()
    story.upload(story.participants[0], paper)
    story.take_steps()
    assert_has_ended_as_told(site.place, scenario, story.case_id)
    left = left_by(site.place, story.case_id)
    assert left == left_by_use_cases(every_place_template, tmp_path, named)
    look_at_the_case(story)
    look_at_the_registers(story, left.records)
    if left.records["determinations"]:
        ask_what_counts(story)
    look_at_the_papers(story, left.papers.total())


def left_by_use_cases(template: str, folder: Path, named: str) -> Left:
    """What the same story leaves without pages, in a place of its own."""
    code, _, name = named.partition("/")
    (folder / "twin").mkdir()
    with open_place(template, folder / "twin", code) as twin:
        return left_by(twin, assert_ends_as_told(twin, name))
