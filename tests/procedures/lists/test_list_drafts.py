"""As a draft of the version in force: by who may keep drafts, on the record, published by a second person only."""

from __future__ import annotations

import pytest

from tests.practice_place import PLACE, PracticePlace
from tests.procedures.lists.sheets import CODE, GOOD, NOW, filled, good
from webapp import audit
from webapp.people import NotPermitted
from webapp.procedures import current_version, publish
from webapp.procedures.draft_parts.lists import start_list_draft
from webapp.procedures.drafts import get_draft
from webapp.procedures.item_sheets import ListChangedMeanwhile
from webapp.procedures.item_sheets.importing import plan_import


@pytest.mark.parametrize("login_name", ["designer", "admin"])
def test_the_draft_holds_the_items_the_record_names_them_and_nothing_is_in_force_yet(
    place: PracticePlace, template: bytes, login_name: str
) -> None:
    before = place.pack
    planned = plan_import(before, filled(template, GOOD), "list.xlsx")
    with place.database.write() as session:
        line = start_list_draft(session, planned, place.actor(login_name), NOW)
    with place.database.read() as session:
        draft = get_draft(session, line.id)
        entries = audit.list_entries(session, audit.PROCEDURES)
        assert current_version(session, PLACE).digest == before.digest
    assert draft.pack.list_items[-1]["value"] == GOOD[CODE]
    assert {path for path, revision in draft.revisions.items() if revision} == set(planned.changed)
    assert [entry.action for entry in entries][-2:] == ["store_draft", "import_list_items"]
    assert entries[-1].facts["items"] == [GOOD[CODE]]
    assert (entries[-1].facts["draft"], entries[-1].facts["base"]) == (line.id, before.digest)


def test_a_case_officer_keeps_no_list(place: PracticePlace, template: bytes) -> None:
    planned = plan_import(place.pack, filled(template, GOOD), "list.xlsx")
    with pytest.raises(NotPermitted), place.database.write() as session:
        start_list_draft(session, planned, place.actor("handler"), NOW)


def test_a_sheet_tried_on_a_version_that_another_has_replaced_is_tried_again(
    place: PracticePlace, template: bytes
) -> None:
    first = plan_import(place.pack, filled(template, GOOD), "list.xlsx")
    second = plan_import(place.pack, filled(template, good(CODE=f"{PLACE}:CSGX-1")), "list.xlsx")
    with place.database.write() as session:
        publish(session, first.after, place.actor("designer"), NOW)
    with pytest.raises(ListChangedMeanwhile), place.database.write() as session:
        start_list_draft(session, second, place.actor("designer"), NOW)
