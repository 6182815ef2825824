"""What a table concluded is said so that it can be read as a line of its own."""

from __future__ import annotations

import pytest

from tests.practice_place import ROOT
from webapp.cases.table_words import say_conclusion
from webapp.errors import Language
from webapp.feel import Value, from_python
from webapp.procedures import Pack, read_pack


@pytest.fixture(scope="module")
def shengsi() -> Pack:
    return read_pack("shengsi", ROOT)


@pytest.fixture(scope="module")
def commission() -> Pack:
    return read_pack("nanjing_sasac", ROOT)


@pytest.mark.parametrize(("language", "said"), [("zh", "无"), ("en", "none")])
def test_a_list_without_an_entry_is_said_to_be_empty(shengsi: Pack, language: Language, said: str) -> None:
    assert say_conclusion([], shengsi, "preconditions", language) == said


def test_what_several_rows_say_in_one_column_is_named_once(commission: Pack) -> None:
    looks: Value = from_python([{"code": "MOTIVE", "label": "看动机"}, {"code": "TERMS", "label": "看条件"}])
    [output] = [
        each for each in commission.decisions.decisions["seven_looks"].outputs if each.name == "label"
    ]
    assert say_conclusion(looks, commission, "seven_looks", "zh") == f"{output.label}：看动机、看条件"


def test_rows_of_several_columns_name_each(commission: Pack) -> None:
    rows = from_python([{"first": "甲", "second": "乙"}, {"first": "丙", "second": "丁"}])
    assert (
        say_conclusion(rows, commission, "seven_looks", "zh")
        == "first：甲；second：乙、first：丙；second：丁"
    )
