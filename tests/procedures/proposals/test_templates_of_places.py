"""What a place without a version is compared with: the nearest place that it extends and that has a procedure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.practice_place import ROOT
from tests.procedures.drafts.desk import NOW
from tests.procedures.proposals.reviewing import ReviewDesk
from tests.procedures.small_pack import CODE, SCENARIO
from webapp.procedures import Pack, collect_pack, publish, read_pack
from webapp.procedures.drafts import get_draft
from webapp.procedures.extending import find_template
from webapp.procedures.files import HeldFiles
from webapp.procedures.new_place import MadePlace, Name, PlaceWishes, make_place_files, store_new_place


@cache
def shipped() -> Pack:
    return read_pack("framework", ROOT)


def make(template: Pack, code: str) -> MadePlace:
    return make_place_files(template, PlaceWishes(code, Name("新城县", "Newtown")))


def made_from(template: Pack, code: str) -> Pack:
    """A place that extends another, in memory."""
    return make(template, code).pack


def find(desk: ReviewDesk, place: Pack, pack_root: Path | None = None) -> str | None:
    with desk.database.read() as session:
        template = find_template(session, place, pack_root)
    return template.digest if template is not None else None


def test_it_is_the_version_in_force_of_the_place_that_it_extends(desk: ReviewDesk) -> None:
    assert find(desk, made_from(desk.current(), "newtown")) == desk.current().digest


def test_a_place_between_that_has_no_version_is_passed_over(desk: ReviewDesk) -> None:
    between = made_from(desk.current(), "newtown")
    assert find(desk, made_from(between, "village")) == desk.current().digest


def test_one_that_came_with_the_release_counts_where_none_is_in_force(desk: ReviewDesk) -> None:
    few = collect_pack(
        "framework",
        HeldFiles({path: each for path, each in shipped().files.items() if not path.startswith("tests/")}),
    )
    place = made_from(few, "newtown")
    assert find(desk, place) is None
    assert find(desk, place, ROOT) == shipped().digest


def test_a_place_that_extends_none_has_no_template(desk: ReviewDesk) -> None:
    assert find(desk, desk.current(), ROOT) is None


def test_a_draft_marks_what_its_designer_changed_and_not_what_the_template_changed_since(
    desk: ReviewDesk,
) -> None:
    former = desk.current()
    with desk.database.write() as session:
        line = store_new_place(session, make(former, "newtown"), desk.actor("designer"), NOW)
        later = {
            **former.files,
            SCENARIO: former.files[SCENARIO].replace("轻微过失".encode(), "小过失".encode()),
        }
        publish(session, collect_pack(CODE, HeldFiles(later)), desk.actor("admin"), NOW)
    with desk.database.read() as session:
        draft = get_draft(session, line.id)
        assert find_template(session, draft.pack) != draft.template
    assert draft.template is not None
    assert draft.template.digest == former.digest
    assert [each.path for each in draft.lines if each.is_changed] == ["bpmn/newtown/jurisdiction.toml"]
