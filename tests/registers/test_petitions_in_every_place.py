"""Petitions and informants are for few to know in every place that ships: no register of any other role holds a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cases.test_register_book import Matter
from tests.fresh_database import copy_template
from tests.practice_place import ROOT, PracticePlace
from tests.procedures.operation_requests import CLARIFICATION, PETITION, REFERRAL
from webapp.cases.errors import RegisterNotReadable
from webapp.cases.registers.catalogue import SHEETS
from webapp.cases.registers.listing import list_register, list_registers, read_export
from webapp.cases.registers.pages import EVERYTHING
from webapp.database import Database, open_database
from webapp.procedures import Pack, current_version, list_jurisdictions

#: What is planted in each record that is for few to know; nothing else says it.
PLANTED = "只有少数人知悉的举报内容"
KEPT = ("petitions", "referrals", "clarifications")
PLACES = sorted(list_jurisdictions(ROOT))


@pytest.fixture(scope="module")
def planted(every_place_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A matter in each place with a petition, a referral and a clarification."""
    with copy_template(every_place_template, tmp_path_factory.mktemp("planted")) as url:
        database = open_database(url)
        for code in PLACES:
            place = PracticePlace(database, code)
            story = next(each for each in place.pack.scenarios if not each.entrance)
            matter = Matter(place, place.open_matter(story.start, by="applicant", key=f"planted-in-{code}"))
            petition: dict[str, Any] = {**PETITION, "content": PLANTED, "informant": PLANTED}
            referral: dict[str, Any] = {**REFERRAL, "reason": PLANTED}
            clarification: dict[str, Any] = {**CLARIFICATION, "text": PLANTED, "scope": PLANTED}
            matter.ask("record_petition", **petition)
            matter.ask("record_referral", **referral)
            matter.ask("record_clarification", **clarification)
        yield database
        database.close()


def pack_of(database: Database, code: str) -> Pack:
    with database.read() as session:
        return current_version(session, code)


@pytest.mark.parametrize("code", PLACES)
def test_no_role_without_the_right_finds_a_word_of_it_in_any_register_export_or_interface(
    planted: Database, code: str
) -> None:
    pack = pack_of(planted, code)
    (rule,) = pack.jurisdiction.need_to_know.values()
    assert set(KEPT) <= set(rule.registers)
    place = PracticePlace(planted, code)
    for role in pack.jurisdiction.roles:
        actor = place.actor(role)
        # How many records each register holds for the role; one that holds none has no word of anything.
        readable = {line.sheet.id: line.records for line in list_registers(planted, actor, "zh")}
        for register in KEPT:
            if role in rule.roles:
                continue
            assert register not in readable, (code, role)
            with pytest.raises(RegisterNotReadable):
                list_register(planted, actor, register, language="zh", way="api")
            with pytest.raises(RegisterNotReadable):
                read_export(planted, actor, register, EVERYTHING, language="zh", file_format="csv")
        others = [register for register, records in readable.items() if records and role not in rule.roles]
        for register in others:
            page = read_export(planted, actor, register, EVERYTHING, language="zh", file_format="csv")
            assert PLANTED not in repr(page.rows), (code, role, register)


@pytest.mark.parametrize("code", PLACES)
def test_who_handles_petitions_reads_what_was_planted(planted: Database, code: str) -> None:
    actor = PracticePlace(planted, code).actor("intake")
    for register in KEPT:
        assert SHEETS[register].id == register
        assert PLANTED in repr(list_register(planted, actor, register, language="zh").rows), register
