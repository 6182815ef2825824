"""One set of facts asked of the tables of every place that ships: the conclusions stand side by side, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor, has_chinese, read
from webapp.cases.table_words import say_conclusion
from webapp.database import Database
from webapp.errors import Language
from webapp.feel import from_python
from webapp.procedures import Pack, current_version, list_current
from webapp.procedures.table_examples import list_pack_examples
from webapp.procedures.trials import ask_in_order
from webapp.settings import read_settings
from webapp.views import create_app

ASSESSMENT = {
    "f_motive": "public_interest",
    "f_procedure": "minor_flaw",
    "f_nature": "negligent",
    "f_consequence": "general",
    "f_remedy": "active",
    "f_duty_done": "partly",
    "breach_political_discipline": "false",
    "serious_integrity_breach": "false",
}
FACTS = {f"assessment.{name}": value for name, value in ASSESSMENT.items()} | {"situation.emergency": "false"}


@pytest.fixture
def reader(every_place: PracticePlace, tmp_path: Path) -> Visitor:
    """Somebody who reads procedures where every place that ships is published."""
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    visitor = Visitor(create_app(settings, every_place.database))
    assert visitor.sign_in("intake").status_code == 302
    return visitor


def published(database: Database) -> dict[str, Pack]:
    with database.read() as session:
        codes = [version.jurisdiction for version in list_current(session)]
        return {code: current_version(session, code) for code in codes}


def ask(reader: Visitor, table: str, facts: dict[str, str], code: str = "liwan") -> dict[str, str]:
    """Place → what stands beside it under "the same facts elsewhere", and the place itself with its verdict."""
    page = read(reader.post(f"/procedures/{code}/tables/{table}/try", facts))
    rows = page.xpath("//*[@id='trial-result']//table[last()]//tbody/tr[th and count(td) = 1]")
    return {
        " ".join(row.xpath("string(th)").split()): " ".join(row.xpath("string(td)").split()) for row in rows
    }


def test_every_other_published_place_answers(reader: Visitor, every_place: PracticePlace) -> None:
    packs = published(every_place.database)
    names = {pack.jurisdiction.name("zh") for code, pack in packs.items() if code != "liwan"}
    assert len(names) >= 2
    for table in packs["liwan"].decisions.decisions:
        told = ask(reader, table, FACTS)
        assert told.keys() == names, table
        assert all(told.values()), table


def test_conclusions_stand_in_words_as_that_places_own_table_says_them(
    reader: Visitor, every_place: PracticePlace
) -> None:
    told = ask(reader, "level", {"matter.scope": "major", **FACTS})
    packs = published(every_place.database)
    for code, pack in packs.items():
        trial = ask_in_order(pack, "level", {"matter": {"scope": "major"}})
        if code != "liwan" and trial.conclusion is not None:
            words = say_conclusion(trial.conclusion.value, pack, "level", "zh")
            assert told[pack.jurisdiction.name("zh")] == words


def test_a_place_without_such_a_table_says_so(reader: Visitor, every_place: PracticePlace) -> None:
    table = "tolerable_domain"
    packs = published(every_place.database)
    without = {
        pack.jurisdiction.name("zh") for pack in packs.values() if table not in pack.decisions.decisions
    }
    assert without
    told = ask(reader, table, FACTS)
    assert {name for name, said in told.items() if said == "没有这张表"} == without


def test_a_place_that_asks_other_facts_names_those_that_are_missing(
    reader: Visitor, every_place: PracticePlace
) -> None:
    told = ask(reader, "outcome", FACTS)
    lacking = {
        pack.jurisdiction.name("zh"): ask_in_order(pack, "outcome", {"assessment": {**ASSESSMENT}}).missing
        for code, pack in published(every_place.database).items()
        if code != "liwan" and "outcome" in pack.decisions.decisions
    }
    assert any(lacking.values())
    for name, missing in lacking.items():
        assert ("还缺：" in told[name]) == bool(missing), name
        assert not re.search(r"[a-z]+[._][a-z]+", told[name])


def test_a_value_that_is_no_choice_elsewhere_is_told_in_words(
    reader: Visitor, every_place: PracticePlace
) -> None:
    first = list_pack_examples(published(every_place.database)["shengsi"], "match")[0]
    facts = {
        f"{entity}.{name}": str(value)
        for entity, fields in first.facts.items()
        if isinstance(fields, dict)
        for name, value in fields.items()
    }
    told = " ".join(ask(reader, "match", facts, "shengsi").values())
    assert re.search("“.+”那里没有“.+”这一项。", told), (facts, told)
    assert not re.search(r"[a-z]+_[a-z]+", told)


def test_the_comparison_speaks_english(reader: Visitor, every_place: PracticePlace) -> None:
    reader.speak("en")
    for table in published(every_place.database)["liwan"].decisions.decisions:
        for name, said in ask(reader, table, FACTS).items():
            assert not has_chinese(name + said), (table, name, said)


def test_a_table_that_reads_counts_of_a_diagram_can_be_tried(reader: Visitor) -> None:
    """A poor grade brings an extra visit as long as there are some left."""
    address = "/procedures/liwan/tables/revisit_rule"
    filled = {"revisit.grade": "poor", "alone.revisit_extras": "1", "alone.revisit_good_streak": "0"}
    labels = [" ".join(label.text_content().split()) for label in read(reader.get(address)).xpath("//label")]
    assert {"已经加访的次数（选填）", "此前连续评价好的次数（选填）"} <= set(labels)
    verdict = "string(//*[@id='trial-result']//p[contains(@class, 'verdict')])"
    assert "提前加访" in read(reader.post(f"{address}/try", filled)).xpath(verdict)
    used_up = {**filled, "alone.revisit_extras": "2"}
    assert "提前加访" not in read(reader.post(f"{address}/try", used_up)).xpath(verdict)


def test_a_column_that_says_in_english_what_another_says_is_not_shown(reader: Visitor) -> None:
    address = "/procedures/nanjing_sasac/tables/seven_looks"
    page = read(reader.get(address))
    headings = [" ".join(cell.text_content().split()) for cell in page.xpath("//th[@scope='col']")]
    assert "名称" in headings
    assert "英文名称" not in headings
    (first,) = page.xpath("//tr[@id='row-1']")
    assert "看动机" in first.text_content()
    assert "Motive" not in first.text_content()


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "名称：看动机（自拟）"), ("en", "Name: Motive (assumed)")]
)
def test_nor_is_it_told_in_a_conclusion(every_place: PracticePlace, language: Language, words: str) -> None:
    concluded = [{"code": "LOOK-1", "label": "看动机（自拟）", "label_en": "Motive (assumed)"}]
    pack = published(every_place.database)["nanjing_sasac"]
    assert say_conclusion(from_python(concluded), pack, "seven_looks", language) == words
