"""Shengsi's branch of protection rests on whether there is a petition: who may not know of petitions does not read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.practice_place import ROOT, PracticePlace, open_place
from webapp.cases import get_case_page, get_task_page
from webapp.cases.replay import replay_scenario
from webapp.errors import Language
from webapp.procedures import read_pack
from webapp.procedures.kept_steps import steps_behind
from webapp.procedures.knowledge import facts_behind

#: What the first look says of the petition, and the name of the question, in both languages.
TOLD = ("有，线索不具体", "Yes, without specific clues", "信访举报：", "petition_screening")


@pytest.fixture(scope="module")
def studied(
    every_place_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PracticePlace, int]]:
    """A matter with a vague petition in which a superior acts: it lies with the Party committee."""
    with open_place(every_place_template, tmp_path_factory.mktemp("studied"), "shengsi") as place:
        story = place.scenario("branch_b_explained")
        yield place, replay_scenario(place.database, place.pack, story, steps=story.steps[:2])


def advised(studied: tuple[PracticePlace, int], reader: str) -> list[str]:
    place, case_id = studied
    page = get_case_page(place.database, place.actor(reader), case_id, "zh")
    return [advice.decision_id for advice in page.advice]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_party_committee_studies_the_matter_without_a_word_of_the_petition(
    studied: tuple[PracticePlace, int], language: Language
) -> None:
    place, case_id = studied
    actor = place.actor("party_committee")
    task = place.task(case_id, "study_superior_case")
    shown = repr(get_case_page(place.database, actor, case_id, language))
    shown += repr(get_task_page(place.database, actor, task.id, language))
    assert "书面申请和所附会议纪要。" in shown
    assert [word for word in TOLD if word in shown] == []


def test_the_party_committee_reads_the_other_advice_but_not_the_branch(
    studied: tuple[PracticePlace, int],
) -> None:
    assert "branch" in advised(studied, "handler")
    assert advised(studied, "party_committee") == [
        each for each in advised(studied, "handler") if each != "branch"
    ]


def test_the_handler_who_took_the_first_look_reads_what_it_says_of_the_petition(
    studied: tuple[PracticePlace, int],
) -> None:
    place, case_id = studied
    page = get_case_page(place.database, place.actor("handler"), case_id, "zh")
    assert any("有，线索不具体" in text for group in page.facts for _, text in group.rows)


def test_the_diagram_does_not_tell_the_branch_either() -> None:
    pack = read_pack("shengsi", ROOT)
    kept = pack.jurisdiction.need_to_know["petition"].entities
    assert "petition_screening" in facts_behind(pack, "branch") & kept
    hidden = steps_behind(pack, frozenset(kept)).steps["protect"]
    assert {"tell_investigate", "decide_protection"} <= hidden
    assert not {"screen_protection", "set_verifying"} & hidden
