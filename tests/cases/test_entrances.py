"""Opening matters by the several entrances of a place: who sees which, what each opens, whose draft is whose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cases.small_place import REQUEST, make_small_template
from tests.fresh_database import copy_template
from tests.practice_place import PracticePlace
from tests.procedures.entered_pack import ENTERED
from tests.procedures.small_pack import CODE
from webapp.cases import get_start_page, list_startable, open_case, save_matter_draft
from webapp.cases.errors import StartNotPermitted
from webapp.cases.replay import facts_reader
from webapp.database import open_database


@pytest.fixture(scope="module")
def gated(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticePlace]:
    """The small place with two entrances; these tests leave each other's matters alone."""
    folder = tmp_path_factory.mktemp("gated")
    with (
        make_small_template(folder, migrated_template, ENTERED) as template,
        copy_template(template, folder) as url,
    ):
        place = PracticePlace(open_database(url), CODE)
        yield place
        place.database.close()


def open_by(place: PracticePlace, entrance: str, *, by: str, key: str) -> int:
    reader = facts_reader(REQUEST)
    opened = open_case(
        place.database, place.actor(by), place.code, reader, submission_key=key, entrance=entrance
    )
    return opened.case_id


def test_everybody_is_offered_the_entrances_of_their_roles(gated: PracticePlace) -> None:
    offered = {
        login: [
            (line.entrance, line.name) for line in list_startable(gated.database, gated.actor(login), "en")
        ]
        for login in ("applicant", "intake", "archivist")
    }
    assert offered == {
        "applicant": [("", "Application for tolerance")],
        "intake": [("filing", "Filing")],
        "archivist": [],
    }


def test_an_entrance_says_what_its_procedure_is_about(gated: PracticePlace) -> None:
    [line] = list_startable(gated.database, gated.actor("intake"), "en")
    assert line.about == "Filed before anything is done."


def test_an_entrance_opens_its_own_process(gated: PracticePlace) -> None:
    filed = gated.case(open_by(gated, "filing", by="intake", key="filing-is-opened"))
    applied = gated.case(open_by(gated, "", by="applicant", key="matter-is-opened"))
    assert (filed.process_id, filed.status, filed.closed_at is not None) == ("filing", "filed", True)
    assert (applied.process_id, applied.closed_at) == ("matter", None)
    assert filed.case_no != applied.case_no


@pytest.mark.parametrize(
    ("entrance", "by"), [("filing", "applicant"), ("", "intake"), ("back_door", "intake")]
)
def test_an_entrance_that_is_not_theirs_is_closed_to_people(
    gated: PracticePlace, entrance: str, by: str
) -> None:
    with pytest.raises(StartNotPermitted):
        open_by(gated, entrance, by=by, key=f"not-{by}-{entrance}")
    with pytest.raises(StartNotPermitted):
        get_start_page(gated.database, gated.actor(by), gated.code, "zh", entrance)


def test_what_is_typed_at_one_entrance_is_kept_apart_and_goes_when_it_is_submitted(
    gated: PracticePlace,
) -> None:
    intake = gated.actor("intake")
    save_matter_draft(gated.database, intake, gated.code, {"a": "备案"}, "filing")
    assert get_start_page(gated.database, intake, gated.code, "zh", "filing").draft == {"a": "备案"}
    open_by(gated, "filing", by="intake", key="draft-is-submitted")
    assert get_start_page(gated.database, intake, gated.code, "zh", "filing").draft == {}
