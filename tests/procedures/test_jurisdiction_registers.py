"""What ``jurisdiction.toml`` says about registers: which a role reads over the whole place, and what effects mean."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from tests.practice_place import ROOT
from tests.procedures.test_jurisdiction import codes, read
from webapp.procedures import read_pack

ROLE = 'case_access = "all"'
EFFECT = """
[effects.no_sanction]
zh = "免予处分"
en = "No sanction"
counts_in = ["promotion", "awards"]
weighs = "spares"
source = "assumed"
"""


def with_effect(text: str) -> list[str]:
    """The findings of the small place with an ``[effects]`` table."""
    return codes(read(("[roles.intake]", f"{text}\n[roles.intake]"))[1])


def test_a_role_reads_the_registers_that_it_is_given() -> None:
    place, problems = read((f"{ROLE}\n", f'{ROLE}\nregisters = ["determinations", "effects"]\n'))
    assert problems == []
    assert any(role.registers == {"determinations", "effects"} for role in place.roles.values())
    assert read()[0].roles["intake"].registers == frozenset()


def test_a_register_that_does_not_exist_is_pointed_out() -> None:
    _, problems = read((f"{ROLE}\n", f'{ROLE}\nregisters = ["determination"]\n'))
    assert set(codes(problems)) == {"PK-245"}


def test_an_effect_says_where_it_counts_and_how() -> None:
    place, problems = read(("[roles.intake]", f"{EFFECT}\n[roles.intake]"))
    assert problems == []
    effect = place.effects["no_sanction"]
    assert (effect.counts_in, effect.weighs, effect.name("en")) == (
        ("promotion", "awards"),
        "spares",
        "No sanction",
    )


def test_an_effect_counts_in_known_areas_and_weighs_in_a_known_way() -> None:
    assert with_effect(EFFECT.replace('"awards"', '"salary"')) == ["PK-115"]
    assert with_effect(EFFECT.replace('"spares"', '"perhaps"')) == ["PK-115"]
    assert with_effect(EFFECT.replace('source = "assumed"\n', "")) == ["PK-112"]


def test_the_source_of_an_effect_must_be_listed() -> None:
    assert with_effect(EFFECT.replace('"assumed"', '"nowhere 3"')) == ["PK-130"]


@pytest.mark.parametrize("code", ["shengsi", "liwan", "framework", "xinzhou", "nanjing_sasac"])
def test_a_shipped_place_explains_every_effect_that_its_table_concludes_and_no_other(code: str) -> None:
    pack = read_pack(code, ROOT)
    table = etree.fromstring(pack.files[f"dmn/{code}/effects.dmn"])
    entries = [str(each.findtext("{*}text")) for each in table.iter("{*}outputEntry")]
    concluded = {effect for entry in entries for effect in re.findall(r'"(\w+)"', entry)}
    assert concluded
    assert concluded == set(pack.jurisdiction.effects)
