"""What a conclusion itself says about appointments, and the tie between effects and the determination before them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cases.small_place import REQUEST, make_small_place
from tests.cases.test_register_book import AT, DAY, DETERMINATION, Matter
from webapp.cases.effects.answers import answer_standing
from webapp.cases.effects.pages import Standing, StandingQuestion
from webapp.cases.models import CaseFile

SAID = "一年内不提拔、不进一步使用"
UNTIL = date(2027, 3, 2)


@pytest.fixture
def matter(tmp_path: Path, database_url: str) -> Iterator[Matter]:
    place = make_small_place(tmp_path, database_url)
    yield Matter(place, place.open_matter(REQUEST))
    place.database.close()


def record(matter: Matter, **effects: Any) -> tuple[str, str]:
    """A determination and what follows from it; the numbers of both."""
    with matter.place.database.write() as session:
        case = session.get_one(CaseFile, matter.case_id)
        case.subject_name, case.subject_kind = "甲", "person"
    number = matter.ask("record_determination", **{**DETERMINATION, "outcome": "mitigate_light"})[
        "determination_no"
    ]
    told = {"effects": ["some_code"], "from_on": DAY, "until_on": UNTIL, **effects}
    return number, matter.ask("record_effects", **told)["record_no"]


def ask(matter: Matter, on: date = DAY) -> Standing:
    reader = next(
        matter.place.actor(role.id)
        for role in matter.place.pack.jurisdiction.roles.values()
        if role.case_access == "all" and role.reads is None
    )
    answer = answer_standing(matter.place.database, reader, StandingQuestion("甲", "", on), "zh")
    (found,) = answer.found
    return found


def test_what_the_conclusion_says_about_appointments_counts_in_promotion_alone(matter: Matter) -> None:
    record(matter, appointment_effect=SAID)
    words = {area.area: area.words for area in ask(matter).areas}
    assert f"须计入：{SAID}（至2027年3月2日）" in words["promotion"]
    assert SAID not in words["appraisal"]
    assert SAID not in words["awards"]


def test_an_effect_that_the_place_does_not_explain_is_listed_everywhere(matter: Matter) -> None:
    record(matter)
    for area in ask(matter).areas:
        assert area.words == "按结论掌握：some_code（至2027年3月2日）。"


def test_a_lifted_effect_says_when_and_why_and_counts_no_more_from_that_day(matter: Matter) -> None:
    _, effects = record(matter)
    lifted = date(2026, 6, 1)
    matter.ask("lift_effects", record_no=effects, lifted_on=lifted, reason="影响期缩短")
    (line,) = ask(matter, date(2026, 5, 31)).effects
    assert line.state == "running"
    (line,) = ask(matter, lifted).effects
    assert (line.state, line.lifted_because) == ("lifted", "影响期缩短")
    assert "已经解除（2026年6月1日，影响期缩短）" in line.words


def test_effects_belong_to_the_determination_recorded_before_them(matter: Matter) -> None:
    first, _ = record(matter)
    changed = {**DETERMINATION, "outcome": "exempt", "decided_on": date(2026, 5, 6)}
    second = matter.ask("record_determination", AT, **changed, replaces=first)["determination_no"]
    matter.ask("record_effects", effects=["other_code"], from_on=date(2026, 5, 6))
    before = {
        line.text: (line.determination_no, line.state) for line in ask(matter, date(2026, 5, 5)).effects
    }
    assert before == {"some_code": (first, "running"), "other_code": (second, "not_begun")}
    after = {line.text: line.state for line in ask(matter, date(2026, 5, 6)).effects}
    assert after == {"some_code": "replaced", "other_code": "running"}
