"""People of one name in one unit are told apart by their staff numbers; where none was entered, the answer says what it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.cases.test_register_book import DETERMINATION, Matter
from tests.practice_place import PracticePlace, open_place
from tests.registers.conftest import Records
from webapp.cases.effects.answers import answer_standing
from webapp.cases.effects.pages import Standing, StandingQuestion
from webapp.cases.statistics.counting import StatisticsPeriod
from webapp.cases.statistics.reading import read_statistics
from webapp.database import count_statements
from webapp.errors import Language

ON = date(2026, 6, 1)
#: Name, staff number, post and unit of each matter: what the applications say.
ENTERED = (
    ("李伟", "0417", "科长", "housing"),
    ("李伟", "0932", "窗口负责人", "housing"),
    ("李伟", "", "科员", "housing"),
    ("李伟", "", "窗口负责人", "housing"),
    ("李伟", "0417", "副局长", "housing"),
    ("李伟", "0417", "科长", "street"),
    ("王芳", "", "网格员", "street"),
    ("赵敏", "1105", "", "street"),
)
#: What became of some of them after the influence period, by the order above.
USED = {0: "promoted", 1: "promoted", 2: "none", 4: "rank"}


@pytest.fixture(scope="module")
def registry(
    practice_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PracticePlace, list[str]]]:
    """A place with a determination in each of the matters above, and their numbers; nobody changes them."""
    with open_place(practice_template, tmp_path_factory.mktemp("namesakes")) as place:
        start = place.scenario("lw2_educate").start
        numbers = []
        for order, (name, number, post, unit) in enumerate(ENTERED):
            told = {"name": name, "number": number or None, "post": post or None, "unit_code": unit}
            facts = {**start, **{f"subject.{field}": value for field, value in told.items()}}
            case_id = place.open_matter(facts, key=f"namesake-of-{order:08}")
            matter = Matter(place, case_id)
            recorded = matter.ask("record_determination", **DETERMINATION)
            numbers.append(recorded["determination_no"])
            if order in USED:
                matter.ask("record_promotion", kind=USED[order], on=date(2026, 5, 6))
        yield place, numbers


def ask(place: PracticePlace, name: str, unit: str = "", language: Language = "zh") -> list[Standing]:
    question = StandingQuestion(name, unit, ON)
    return list(answer_standing(place.database, place.actor("org_dept"), question, language).found)


def test_each_number_is_an_answer_of_its_own_and_what_has_none_comes_last(
    registry: tuple[PracticePlace, list[str]],
) -> None:
    place, numbers = registry
    found = ask(place, "李伟", "housing")
    assert [
        (each.person_number, [line.number for line in each.determinations], each.posts) for each in found
    ] == [
        ("0417", [numbers[0], numbers[4]], ("科长", "副局长")),
        ("0932", [numbers[1]], ("窗口负责人",)),
        ("", [numbers[2], numbers[3]], ("科员", "窗口负责人")),
    ]


def test_the_answer_says_how_sure_it_is_of_the_person(registry: tuple[PracticePlace, list[str]]) -> None:
    known, _, unknown = ask(registry[0], "李伟", "housing")
    assert known.identity == "人员编号 0417。本单位同名的其他案件另行列出：编号不同，或者没有登记编号。"
    assert "2 件案件只按姓名和单位归在一起，可能不是同一个人" in unknown.identity
    [alone] = ask(registry[0], "赵敏")
    assert alone.identity == "人员编号 1105。"
    [unnumbered] = ask(registry[0], "王芳")
    assert unnumbered.identity.startswith("没有登记人员编号：这件案件只按姓名和单位找到")
    english = ask(registry[0], "李伟", "housing", "en")
    assert english[0].identity.startswith("Staff number 0417. Other cases of this name")
    assert "may be about different people" in english[2].identity


def test_one_number_in_two_units_is_two_answers(registry: tuple[PracticePlace, list[str]]) -> None:
    found = [each for each in ask(registry[0], "李伟") if each.person_number == "0417"]
    assert {each.unit for each in found} == {"housing", "street"}


def test_statistics_count_people_as_the_answer_tells_them_apart(
    registry: tuple[PracticePlace, list[str]],
) -> None:
    """Of eight matters: in one unit one number, another and none are three people; three more elsewhere."""
    place, _ = registry
    page = read_statistics(place.database, place.actor("handler"), StatisticsPeriod(), "zh")
    persons = {
        f"{section.id}.{figure.id}": figure.persons for section in page.sections for figure in section.figures
    }
    assert persons["tolerated.total"] == 6
    assert {name: count for name, count in persons.items() if name.startswith("promoted.")} == {
        "promoted.total": 2,
        "promoted.promoted": 2,
        "promoted.rank": 1,
        "promoted.none": 1,
    }


def test_telling_people_apart_takes_one_statement_however_many_they_are(
    registry: tuple[PracticePlace, list[str]],
) -> None:
    place, _ = registry
    ask(place, "李伟")
    with count_statements(place.database) as one:
        ask(place, "赵敏")
    with count_statements(place.database) as many:
        ask(place, "李伟")
    assert len(many.statements) == len(one.statements)


def test_the_page_shows_that_a_person_was_not_told_apart_and_the_interface_gives_it_too(
    records: Records,
) -> None:
    (told,) = records.json("org_dept", "standing", name="某项目负责人", unit="street")["found"]
    assert told["person_number"] is None
    assert told["identity"].startswith("没有登记人员编号")
    page = records.page("org_dept", "/registers/standing", name="某项目负责人", unit="street")
    (warned,) = page.xpath("//section//*[contains(@class, 'alert-warning')]")
    assert told["identity"] in warned.text_content()
    (unit,) = records.json("org_dept", "standing", unit="housing")["found"]
    assert (unit["identity"], unit["posts"]) == (None, [])
