"""A new place compared with its template: what is its own differs, and its code and names are no difference."""

from __future__ import annotations

import pytest

from tests.cases.impact.planting import replaced
from tests.procedures.small_pack import (
    CHECK_FORM,
    CODE,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    TEXTS,
    WITHDRAWAL,
    files_of,
)
from webapp.procedures import Pack, collect_pack
from webapp.procedures.comparing import (
    PackComparison,
    PlaceNames,
    compare_packs,
    compare_with_template,
    own_files_alike,
)
from webapp.procedures.files import HeldFiles
from webapp.procedures.new_place import Name, PlaceWishes, make_place_files

PLACE = "newtown"


@pytest.fixture(scope="module")
def template() -> Pack:
    return collect_pack(CODE, HeldFiles(files_of({})))


def place_with(template: Pack, own: dict[str, bytes | None] | None = None) -> Pack:
    """A place made from the template, with files of its own; None leaves one out."""
    made = make_place_files(template, PlaceWishes(PLACE, Name("新城县", "Newtown")))
    files = {**made.pack.files, **(own or {})}
    return collect_pack(PLACE, HeldFiles({path: each for path, each in files.items() if each is not None}))


def own_path(path: str) -> str:
    return path.replace(CODE, PLACE)


def told(comparison: PackComparison) -> list[tuple[str, str, str]]:
    return [(each.file_kind, each.kind, each.path) for each in comparison.files]


def test_a_place_that_nobody_has_touched_differs_in_what_it_calls_itself_and_nothing_else(
    template: Pack,
) -> None:
    comparison = compare_with_template(template, place_with(template))
    assert (told(comparison), comparison.texts, comparison.papers) == ([], (), ())
    assert set(comparison.settings) == {"place"}
    alike = {each.new_path for each in comparison.alike}
    assert {MATTER, OUTCOME, own_path(SCENARIO), own_path(WITHDRAWAL)} <= alike


def test_the_places_own_table_is_told_cell_by_cell_and_what_it_leaves_out_is_gone(template: Pack) -> None:
    own = replaced(OUTCOME, ('<text>"educate"</text>', '<text>"exempt"</text>')).encode()
    place = place_with(template, {own_path(OUTCOME): own, own_path(SCENARIO): None})
    comparison = compare_with_template(template, place)
    assert told(comparison) == [("table", "changed", own_path(OUTCOME)), ("scenario", "removed", SCENARIO)]
    (row,) = comparison.files[0].decisions[0].rows
    assert [(each.before, each.after) for each in row.cells if each.is_changed] == [('"educate"', '"exempt"')]
    assert own_path(OUTCOME) not in {each.new_path for each in comparison.alike}


def test_a_copy_that_bears_the_places_code_and_names_is_as_in_the_template(template: Pack) -> None:
    marked = {MATTER: ("受理审查", "小城受理审查"), JURISDICTION: ('en = "Small Town"', 'en = "Smalltown"')}
    named = collect_pack(
        CODE, HeldFiles(files_of(marked) | {f"bpmn/{CODE}/{CODE}_note.bpmn": b'<x id="xiaocheng_note"/>'})
    )
    copies = {
        own_path(path): content.replace(CODE.encode(), PLACE.encode()).replace(
            "小城".encode(), "新城县".encode()
        )
        for path, content in named.files.items()
        if path.split("/")[1] == CODE and path not in {JURISDICTION, TEXTS}
    }
    place = place_with(named, dict(copies))
    assert set(copies) <= set(own_files_alike(named, place))
    assert told(compare_with_template(named, place)) == []
    assert ("diagram", "changed", own_path(MATTER)) in told(compare_packs(named, place)), "the names do it"


def test_a_copy_that_an_editor_only_laid_out_anew_is_as_in_the_template(template: Pack) -> None:
    table = template.files[OUTCOME].replace(b"      <rule", b"  <rule")
    assert table != template.files[OUTCOME]
    place = place_with(template, {own_path(OUTCOME): table})
    assert own_path(OUTCOME) in set(own_files_alike(template, place))
    other = place_with(template, {own_path(OUTCOME): table.replace(b'"educate"', b'"exempt"')})
    assert own_path(OUTCOME) not in set(own_files_alike(template, other))


def test_in_what_differs_the_code_and_names_are_no_difference_beside_it(template: Pack) -> None:
    form = replaced(
        CHECK_FORM, ('"components": [', '"components": [{"type": "text", "id": "t", "text": "小城办"}, ')
    )
    named = Pack(CODE, {**template.files, CHECK_FORM: form.encode()})
    own = form.replace("小城办", "新城县办").replace("过失程度", "过错程度").encode()
    assert own != form.encode().replace("小城".encode(), "新城县".encode())
    (file,) = compare_with_template(named, place_with(named, {own_path(CHECK_FORM): own})).files
    assert [(each.kind, each.id) for each in file.changes] == [("changed", "assessment.f_fault")]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("xiaocheng_handle", "newtown_handle"),
        ("by xiaocheng.", "by newtown."),
        ("xiaochengs", "xiaochengs"),
        ("小城受理", "新城县受理"),
        ("Small Town's", "Newtown's"),
    ],
)
def test_the_templates_code_and_names_are_put_into_the_places(template: Pack, theirs: str, ours: str) -> None:
    assert PlaceNames.of(template, place_with(template)).put_in(theirs) == ours


def test_a_file_that_names_the_place_nowhere_stays_as_the_template_wrote_it(template: Pack) -> None:
    names = PlaceNames.of(template, place_with(template))
    assert names.put_in_file(MATTER, "小城".encode(), "别处".encode()) == "小城".encode()
    assert names.put_in_file(MATTER, "小城".encode(), "新城县".encode()) == "新城县".encode()
    assert names.put_in_file("forms/x/papers/a.docx", b"xiaocheng", b"newtown") == b"xiaocheng"
    assert names.put_in_file(MATTER, b"\xff xiaocheng", b"newtown") == b"\xff xiaocheng"
