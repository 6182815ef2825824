"""As a new version: by a system administrator, on the record, for new cases only."""

from __future__ import annotations

import pytest

from tests.practice_place import PLACE, PracticePlace
from tests.procedures.lists.sheets import CODE, GOOD, NOW, filled, good
from webapp import audit
from webapp.people import NotPermitted
from webapp.procedures import current_version
from webapp.procedures.item_sheets import (
    ListChangedMeanwhile,
)
from webapp.procedures.item_sheets.importing import (
    plan_import,
    publish_import,
)


def test_published_the_items_are_in_force_and_the_record_names_them(
    place: PracticePlace, template: bytes
) -> None:
    administrator = place.actor("admin")
    before = place.pack
    planned = plan_import(before, filled(template, GOOD), "list.xlsx")
    with place.database.write() as session:
        version = publish_import(session, planned, administrator, NOW)
    with place.database.read() as session:
        assert current_version(session, PLACE).list_items[-1]["value"] == GOOD[CODE]
        entries = audit.list_entries(session, audit.PROCEDURES)
    assert version.published_by == administrator.login_name
    assert [entry.action for entry in entries][-2:] == ["import_list_items", "publish_pack"]
    assert entries[-2].facts["items"] == [GOOD[CODE]]
    assert entries[-2].facts["replaces"] == before.digest


def test_nobody_but_a_system_administrator_publishes_a_list(place: PracticePlace, template: bytes) -> None:
    planned = plan_import(place.pack, filled(template, GOOD), "list.xlsx")
    with pytest.raises(NotPermitted), place.database.write() as session:
        publish_import(session, planned, place.actor("handler"), NOW)
    with place.database.read() as session:
        assert current_version(session, PLACE).digest == place.pack.digest


def test_of_two_imports_at_once_the_second_starts_again(place: PracticePlace, template: bytes) -> None:
    first = plan_import(place.pack, filled(template, GOOD), "list.xlsx")
    second = plan_import(place.pack, filled(template, good(CODE=f"{PLACE}:CSGX-1")), "list.xlsx")
    with place.database.write() as session:
        publish_import(session, first, place.actor("admin"), NOW)
    with pytest.raises(ListChangedMeanwhile), place.database.write() as session:
        publish_import(session, second, place.actor("admin"), NOW)
    with place.database.read() as session:
        assert current_version(session, PLACE).digest == first.after.digest


def test_a_running_case_keeps_its_version(place: PracticePlace, template: bytes) -> None:
    scenario = place.scenario("lw2_educate")
    case_id = place.open_matter(scenario.start, by="applicant")
    digest = place.case(case_id).pack_digest
    with place.database.write() as session:
        publish_import(
            session,
            plan_import(place.pack, filled(template, GOOD), "list.xlsx"),
            place.actor("admin"),
            NOW,
        )
    assert place.case(case_id).pack_digest == digest
