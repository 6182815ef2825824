"""The manual's page for programs tells every address, and every part of the answers."""

from __future__ import annotations

import re

import pytest

from tests.help.conftest import LANGUAGES, Manual
from webapp.cases.effects.pages import EffectLine
from webapp.cases.registers.catalogue import ENDED, OPEN, OVERDUE
from webapp.cases.registers.pages import RegisterFilter
from webapp.errors import Language
from webapp.procedures.jurisdiction import EFFECT_AREAS, EFFECT_WEIGHTS

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def words(manual: Manual, language: Language) -> set[str]:
    return {piece.text_content() for piece in manual.page("api", language).xpath("//main//code")}


def test_every_address_for_programs(manual: Manual, language: Language) -> None:
    addresses = {rule.rule for rule in manual.app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert len(addresses) >= 5
    assert addresses <= words(manual, language)


def test_every_condition_of_a_register_and_every_state(manual: Manual, language: Language) -> None:
    assert words(manual, language) >= {*RegisterFilter.__dataclass_fields__, OPEN, OVERDUE, ENDED}


def test_every_area_and_weight_of_effects(manual: Manual, language: Language) -> None:
    assert words(manual, language) >= {*EFFECT_AREAS, *EFFECT_WEIGHTS}
    states = re.findall(r"running|not_begun|over|lifted|replaced", EffectLine.__doc__ or "")
    assert words(manual, language) >= {*states}
