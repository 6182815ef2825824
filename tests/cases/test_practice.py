"""The practice set: every marked story stands where its mark says, and everybody has something to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.practice_place import ROOT, PracticePlace, open_place
from webapp.cases import list_inbox
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.practice import prepare_practice
from webapp.people import RoleGrant
from webapp.procedures import Pack, current_version, get_version, list_current
from webapp.procedures.scenario_files import Scenario

#: Whose part in a matter begins weeks after it was decided: a practice place, whose clock stands on today, has none.
LATER = {"publicity", "revisitor", "archivist", "third_party", "enterprise_party"}


@pytest.fixture(scope="module")
def filled(every_place_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticePlace]:
    """A practice place with its matters, made in a later year: what a story says of days must not grow old."""
    with open_place(every_place_template, tmp_path_factory.mktemp("filled")) as place:
        place.advance(timedelta(days=3 * 365 + 100))
        assert prepare_practice(place.database, ROOT) == ()
        yield place


def packs(place: PracticePlace) -> list[Pack]:
    with place.database.read() as session:
        return [current_version(session, version.jurisdiction) for version in list_current(session)]


def marked(pack: Pack) -> list[Scenario]:
    return [scenario for scenario in pack.scenarios if scenario.practice_steps is not None]


def acts(scenario: Scenario) -> list[tuple[str, str]]:
    """Element and item of the tasks that a practice place does of a story."""
    steps = scenario.steps[: scenario.practice_steps]
    return sorted((step.task, str(step.item or "")) for step in steps if step.task)


def done(place: PracticePlace, case_id: int) -> list[tuple[str, str]]:
    """The same of those that a case has behind it: the form that opened it and what a message said were nobody's task."""
    with place.database.read() as session:
        rows = session.query(CaseTask).filter_by(case_id=case_id, state="done").all()
        elements = get_version(session, session.get_one(CaseFile, case_id).pack_digest).deployment.processes
    return sorted(
        (row.element_id, row.item or "")
        for row in rows
        if elements[row.process_id].elements[row.element_id].kind == "user_task"
    )


def assert_stories_stand_at_their_marks(place: PracticePlace) -> None:
    stories = [(pack.jurisdiction.code, scenario) for pack in packs(place) for scenario in marked(pack)]
    assert stories
    with place.database.read() as session:
        cases = session.query(CaseFile).order_by(CaseFile.id).all()
    assert [case.jurisdiction for case in cases] == [code for code, _scenario in stories]
    for case, (_code, scenario) in zip(cases, stories, strict=True):
        assert done(place, case.id) == acts(scenario), Path(scenario.file).stem


def test_every_marked_story_reaches_its_step(filled: PracticePlace) -> None:
    assert_stories_stand_at_their_marks(filled)


def test_a_step_that_is_refused_stops_its_own_story_alone_and_is_told(every_place: PracticePlace) -> None:
    place = every_place
    with place.database.write() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.role == "handler"))
    stopped = prepare_practice(place.database, ROOT)
    stories = {scenario.file for pack in packs(place) for scenario in marked(pack)}
    assert stopped
    assert {story.file for story in stopped} < stories
    codes = Counter(story.refusal.code for story in stopped)
    assert set(codes) == {"CF-108", "CF-130"}, "nobody may open the matter; nobody may do the step"
    with place.database.read() as session:
        assert session.query(CaseFile).count() == len(stories) - codes["CF-108"], (
            "each stands where it came to"
        )


def test_everybody_whose_part_does_not_come_weeks_later_finds_something_to_do(filled: PracticePlace) -> None:
    for pack in packs(filled):
        idle = {role for role in pack.jurisdiction.roles if role not in LATER and not inbox(filled, role)}
        assert idle == set(), pack.jurisdiction.code


def inbox(place: PracticePlace, login_name: str) -> int:
    counts = list_inbox(place.database, place.actor(login_name), "claimable", language="zh").counts
    return counts["claimable"] + counts["mine"]


def test_a_place_that_has_matters_gets_no_more(filled: PracticePlace) -> None:
    prepare_practice(filled.database, ROOT)
    assert_stories_stand_at_their_marks(filled)
