"""Filling a list from a sheet: what is exported comes back unchanged, what is right is added, all else changes nothing."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook

from tests.practice_place import PLACE, ROOT, PracticePlace
from tests.procedures.small_pack import small_pack
from webapp import audit
from webapp.errors import RongcuoError
from webapp.people import NotPermitted
from webapp.procedures import Pack, PackRefused, check_pack, current_version, read_pack, run_scenarios
from webapp.procedures.item_sheets import (
    ListChangedMeanwhile,
    ListFileActive,
    ListFileExists,
    ListFileSwollen,
    ListFileTooLarge,
    ListFileUnreadable,
    ListItemsRefused,
    ListTableElsewhere,
    ListTableMissing,
    ListTableUnsuitable,
    ListTextsUnwritable,
)
from webapp.procedures.item_sheets.conditions import ConditionRefused, read_condition, show_condition
from webapp.procedures.item_sheets.findings import CATALOGUE
from webapp.procedures.item_sheets.importing import (
    export_list,
    plan_import,
    publish_import,
    write_import,
)
from webapp.procedures.item_sheets.layout import read_layout
from webapp.procedures.item_sheets.rewriting import add_texts
from webapp.procedures.item_sheets.template import write_template
from webapp.procedures.item_sheets.workbook import MAX_FILE_MB, MAX_ITEMS, MAX_ROW, read_sheet_file
from webapp.procedures.texts import read_texts

MATCH = f"dmn/{PLACE}/match.dmn"
TEXTS = f"bpmn/{PLACE}/texts.en.toml"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

#: A row as it should be: code, item, English, field, body, source, note, note in English.
GOOD: tuple[Any, ...] = (
    f"{PLACE}:YSHJ-1",
    "先行先试中的失误",
    "Errors in early trials",
    "营商环境",
    "街道、社区",
    "001 4个重点领域",
    None,
    None,
)
CODE, LABEL, FIELD, BODY, SOURCE, NOTE_EN = 0, 1, 3, 4, 5, 7


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(PLACE, ROOT)


@pytest.fixture(scope="module")
def template(pack: Pack) -> bytes:
    return write_template(read_layout(pack))


def filled(
    template: bytes, *rows: tuple[Any, ...], change: Callable[[Workbook], None] | None = None
) -> bytes:
    """The template with rows below those it has."""
    book = load_workbook(BytesIO(template))
    for row in rows:
        book["清单"].append(list(row))
    if change is not None:
        change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def good(**changes: Any) -> tuple[Any, ...]:
    row = list(GOOD)
    for name, value in changes.items():
        row[globals()[name]] = value
    return tuple(row)


def refused(pack: Pack, content: bytes) -> dict[str, str]:
    """Code of each problem → the cell that it names."""
    with pytest.raises(ListItemsRefused) as refusal:
        plan_import(pack, content, "list.xlsx")
    for problem in refusal.value.problems:
        assert problem.file == "list.xlsx"
        assert problem.severity == "error"
        assert problem.text("zh") in refusal.value.text("zh")
        assert problem.text("en") in refusal.value.text("en")
    return {problem.code: problem.element_id or "" for problem in refusal.value.problems}


# -- round trip ------------------------------------------------------------------------------------------------


def test_an_exported_sheet_comes_back_without_a_change(pack: Pack, template: bytes) -> None:
    planned = plan_import(pack, template, "list.xlsx")
    assert planned.added == ()
    assert planned.after is pack
    assert planned.difference() == ""
    assert planned.warnings == ()


def test_the_template_speaks_both_languages_and_offers_the_choices_in_words(template: bytes) -> None:
    book = load_workbook(BytesIO(template))
    assert book.sheetnames == ["清单", "选项", "说明"]
    sheet = book["清单"]
    headings = [str(cell.value) for cell in sheet[1]]
    assert headings[0] == "清单编码\nCode"
    assert headings[1].startswith("适用情形\n")
    assert headings[3] == "重点领域\nField"
    assert sheet["D2"].value == "营商环境"
    assert sheet["E2"].value == "-"
    rules = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert rules == {f"D2:D{MAX_ITEMS + 1}": "选项!$A$2:$A$7", f"E2:E{MAX_ITEMS + 1}": "选项!$E$2:$E$8"}
    assert [cell.value for cell in book["选项"]["A"]][:3] == ["重点领域", "-", "营商环境"]
    told = [[cell.value for cell in row] for row in book["说明"].iter_rows(max_col=2)]
    assert all(zh and en for zh, en in told if zh or en)
    assert not any("{" in str(text) for row in told for text in row)


def test_a_template_is_never_written_over_a_file(pack: Pack, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    assert export_list(pack, target) == 7
    before = target.read_bytes()
    with pytest.raises(ListFileExists, match="RC-3209"):
        export_list(pack, target)
    assert target.read_bytes() == before


# -- what is right ---------------------------------------------------------------------------------------------


def test_a_filled_row_becomes_an_item_that_matches_and_that_forms_offer(pack: Pack, template: bytes) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    after = planned.after
    assert [item.code for item in planned.added] == [GOOD[CODE]]
    assert planned.warnings == ()
    assert after.list_items[-1] == {"value": GOOD[CODE], "label": GOOD[LABEL], "label_en": GOOD[2]}
    facts: dict[str, Any] = {
        "situation": {"field": "business_environment"},
        "subject": {"body_kind": "street"},
    }
    assert _matched(after, facts) == [f"{PLACE}:YSHJ", f"{PLACE}:JD", GOOD[CODE]]
    facts["subject"]["body_kind"] = "soe"
    assert _matched(after, facts) == [f"{PLACE}:YSHJ"]


def _matched(pack: Pack, facts: dict[str, Any]) -> list[Any]:
    """The codes of the items that the table proposes."""
    rows = pack.decisions.decide("match", facts)
    assert isinstance(rows, list)
    return [row["code"] for row in rows if isinstance(row, dict)]


def test_the_checks_stay_silent_and_the_scenarios_pass_with_new_items(pack: Pack, template: bytes) -> None:
    after = plan_import(pack, filled(template, GOOD), "list.xlsx").after
    assert check_pack(after) == []
    assert all(result.is_passed for result in run_scenarios(after, after.scenarios))


def test_only_lines_are_added_and_everything_else_keeps_its_bytes(pack: Pack, template: bytes) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    assert set(planned.changed) == {MATCH, TEXTS}
    for path, content in planned.changed.items():
        lines = content.decode().splitlines(keepends=True)
        old = pack.files[path].decode().splitlines(keepends=True)
        added = len(lines) - len(old)
        first = next(number for number, line in enumerate(old) if lines[number] != line)
        assert lines[:first] + lines[first + added :] == old
    assert "\n-" not in planned.difference().replace("\n---", "")


def test_the_same_sheet_always_gives_the_same_files(pack: Pack, template: bytes) -> None:
    content = filled(template, GOOD)
    digests = {plan_import(pack, content, "list.xlsx").after.digest for _ in range(2)}
    assert len(digests) == 1


def test_every_identifier_of_the_new_rows_is_new(pack: Pack, template: bytes) -> None:
    rows = [good(CODE=f"{PLACE}:YSHJ-{number}", LABEL=f"情形{number}") for number in range(1, 4)]
    planned = plan_import(pack, filled(template, *rows), "list.xlsx")
    root = etree.fromstring(planned.after.files[MATCH])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert "match_rule_10" in ids


def test_an_import_can_be_repeated_and_then_changes_nothing(pack: Pack, template: bytes) -> None:
    content = filled(
        template, GOOD, good(CODE=f"{PLACE}:YSHJ-2", LABEL="别的", FIELD='not("other")', BODY="-")
    )
    once = plan_import(pack, content, "list.xlsx").after
    again = plan_import(once, content, "list.xlsx")
    assert again.added == ()
    assert plan_import(once, write_template(read_layout(once)), "list.xlsx").added == ()


def test_a_hostile_text_is_only_a_text(pack: Pack, template: bytes) -> None:
    label = '=1+1 "引号" <b> & ]]> \\ 末'

    def write(book: Workbook) -> None:
        sheet = book["清单"]
        for number, text in enumerate(good(LABEL=label)[:6], start=1):
            cell = sheet.cell(9, number, text)
            cell.data_type = "s"
        sheet.cell(9, 3, 'Says "so" \\ here').data_type = "s"
        sheet.cell(9, 7, "备注 <x/>").data_type = "s"
        sheet.cell(9, 8, "A 'note'").data_type = "s"

    planned = plan_import(pack, filled(template, change=write), "list.xlsx")
    assert planned.after.list_items[-1]["label"] == label
    assert planned.after.list_items[-1]["label_en"] == 'Says "so" \\ here'
    [item] = planned.added
    assert read_layout(planned.after).items[-1] == item
    book = load_workbook(BytesIO(write_template(read_layout(planned.after))))
    assert book["清单"]["B9"].data_type == "s"


def test_an_item_without_english_is_taken_with_a_remark(pack: Pack, template: bytes) -> None:
    row = list(GOOD)
    row[2] = None
    planned = plan_import(pack, filled(template, tuple(row)), "list.xlsx")
    assert [problem.code for problem in planned.warnings] == ["PK-221"]
    assert set(planned.changed) == {MATCH}


# -- conditions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("街道", '"street"'),
        ("street", '"street"'),
        ("Sub-district", '"street"'),
        ("街道，社区", '"street","community"'),
        ("街道、street", '"street"'),
        ('"street", "community"', '"street","community"'),
        ("", "-"),
        ("-", "-"),
        ("任意", "-"),
        ('not("street")', 'not("street")'),
        ("? = situation.body", "? = situation.body"),
    ],
)
def test_a_condition_is_a_choice_several_or_feel(pack: Pack, text: str, cell: str) -> None:
    column = read_layout(pack).condition_columns[1].condition
    assert column is not None
    assert read_condition(column, text) == cell
    assert read_condition(column, show_condition(column, cell)) == cell


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_no_condition_breaks_the_reader(pack: Pack, text: str) -> None:
    column = read_layout(pack).condition_columns[1].condition
    assert column is not None
    try:
        cell = read_condition(column, text)
    except ConditionRefused:
        return
    assert read_condition(column, show_condition(column, cell)) == cell


# -- bad rows --------------------------------------------------------------------------------------------------

BAD: Mapping[str, tuple[list[tuple[Any, ...]], str]] = {
    "LI-105": ([good(FIELD='=HYPERLINK("http://example.org")')], "D9"),
    "LI-106": ([good(LABEL=date(2026, 1, 1))], "B9"),
    "LI-107": ([good(LABEL="长" * 401)], "B9"),
    "LI-111": ([good(CODE=None)], "A9"),
    "LI-112": ([good(CODE=f"{PLACE}：YSHJ-1")], "A9"),
    "LI-113": ([GOOD, good(LABEL="另一条")], "A10"),
    "LI-115": ([good(LABEL="  ")], "B9"),
    "LI-116": ([good(SOURCE=None)], "F9"),
    "LI-117": ([good(SOURCE="听说")], "F9"),
    "LI-118": ([GOOD, good(CODE=f"{PLACE}:YSHJ-2")], "B10"),
    "LI-119": ([good(NOTE_EN="a note")], "H9"),
    "LI-121": ([good(FIELD="> > 3")], "D9"),
    "LI-122": ([good(BODY='"street","village"')], "E9"),
    "LI-123": ([good(BODY="村")], "E9"),
    "LI-124": (
        [good(BODY='not("county_dept","street","community","economic_union","soe","party_org")')],
        "E9",
    ),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_row_is_named_by_its_cell(pack: Pack, template: bytes, code: str) -> None:
    rows, cell = BAD[code]
    found = refused(pack, filled(template, *rows))
    assert found.get(code) == f"清单!{cell}"


@pytest.mark.parametrize(
    "wrong",
    [
        "YSHJ-1",
        "other:YSHJ-1",
        f"{PLACE}:yshj-1",
        f"{PLACE}:QD",
        f"{PLACE}:YSHJ-0",
        f"{PLACE}:YSHJ-1x",
        f"{PLACE}:-1",
    ],
)
def test_a_code_has_one_form(pack: Pack, template: bytes, wrong: str) -> None:
    assert "LI-112" in refused(pack, filled(template, good(CODE=wrong)))


def test_all_mistakes_are_told_at_once_by_row(pack: Pack, template: bytes) -> None:
    rows = [
        good(CODE=None, LABEL=None, SOURCE=None, FIELD="x y", BODY="村"),
        good(SOURCE="?"),
        good(LABEL="重号"),
    ]
    with pytest.raises(ListItemsRefused) as refusal:
        plan_import(pack, filled(template, *rows), "list.xlsx")
    problems = refusal.value.problems
    assert [problem.line for problem in problems] == [9, 9, 9, 9, 9, 10, 11]
    assert len({problem.element_id for problem in problems}) == 7


def _set(coordinate: str, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["清单"][coordinate] = value

    return change


def _many_rows(book: Workbook) -> None:
    for number in range(MAX_ITEMS + 1):
        book["清单"].append([f"{PLACE}:Q-{number + 1}", f"条{number}", None, None, "街道", "001"])


SHAPES: Mapping[str, Callable[[Workbook], None]] = {
    "LI-101": _set("A1", "编号"),
    "LI-102": _set("F1", None),
    "LI-103": _set("G1", "依据"),
    "LI-104": _set("I1", "期限"),
    "LI-109": _many_rows,
    "LI-114": _set("B6", "改名"),
}


@pytest.mark.parametrize("code", SHAPES)
def test_a_sheet_of_the_wrong_shape_is_refused(pack: Pack, template: bytes, code: str) -> None:
    assert code in refused(pack, filled(template, change=SHAPES[code]))


def test_a_heading_may_stand_in_one_language(pack: Pack, template: bytes) -> None:
    def change(book: Workbook) -> None:
        for number, cell in enumerate(book["清单"][1]):
            cell.value = str(cell.value).split("\n")[number % 2]

    assert len(plan_import(pack, filled(template, GOOD, change=change), "list.xlsx").added) == 1


def test_content_beside_the_columns_is_not_lost_silently(pack: Pack, template: bytes) -> None:
    assert refused(pack, filled(template, GOOD, change=_set("K9", "要点"))) == {"LI-104": "清单!K9"}


def test_a_row_far_below_is_not_lost_silently(pack: Pack, template: bytes) -> None:
    assert "LI-109" in refused(pack, filled(template, change=_set(f"A{MAX_ROW + 1000}", "x")))


def test_invisible_characters_are_refused(pack: Pack, template: bytes) -> None:
    # The library writes none; the package is changed by hand.
    content = filled(template, good(LABEL="先行QQ先试"))
    changed = _repack(content, {_SHEET: lambda text: text.replace(b"QQ", b"\xc2\x85")})
    assert refused(pack, changed) == {"LI-108": "清单!B9"}


def test_every_finding_of_the_sheet_has_its_example() -> None:
    assert BAD.keys() | SHAPES.keys() | {"LI-108"} == CATALOGUE.keys()


# -- hostile files ---------------------------------------------------------------------------------------------


def _repack(
    content: bytes,
    changes: Mapping[str, Callable[[bytes], bytes]] | None = None,
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in source.infolist():
            old = source.read(part)
            change = (changes or {}).get(part.filename)
            new = old if change is None else change(old)
            assert change is None or new != old
            written.writestr(part.filename, new)
        for name, text in (extra or {}).items():
            written.writestr(name, text)
    return target.getvalue()


_SHEET = "xl/worksheets/sheet1.xml"
_ENTITY = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def _utf16(text: bytes) -> bytes:
    return text.decode().replace("UTF-8", "UTF-16").encode("utf-16")


HOSTILE: Mapping[str, tuple[type[RongcuoError], Callable[[bytes], bytes]]] = {
    "no workbook": (ListFileUnreadable, lambda _: b"code;label\n"),
    "nothing": (ListFileUnreadable, lambda _: b""),
    "an old .xls": (ListFileUnreadable, lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "cut off": (ListFileUnreadable, lambda content: content[: len(content) // 2]),
    "a zip of something else": (ListFileUnreadable, lambda _: _repack(_empty_zip(), extra={"a.txt": b"a"})),
    "too large": (ListFileTooLarge, lambda _: b"PK" + b"\0" * (MAX_FILE_MB * 2**20)),
    "a bomb": (
        ListFileSwollen,
        lambda content: _repack(content, extra={"xl/media/a.png": b"\0" * (30 * 2**20)}),
    ),
    "a thousand parts": (
        ListFileSwollen,
        lambda content: _repack(content, extra={f"xl/media/{number}.png": b"" for number in range(300)}),
    ),
    "macros": (ListFileActive, lambda content: _repack(content, extra={"xl/vbaProject.bin": b"x"})),
    "macros by type": (
        ListFileActive,
        lambda content: _repack(
            content,
            {"[Content_Types].xml": lambda text: text.replace(b"sheet.main", b"sheet.macroEnabled.main")},
        ),
    ),
    "external links": (
        ListFileActive,
        lambda content: _repack(content, extra={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    ),
    "embedded objects": (
        ListFileActive,
        lambda content: _repack(content, extra={"xl/embeddings/oleObject1.bin": b"x"}),
    ),
    "connections": (ListFileActive, lambda content: _repack(content, extra={"xl/connections.xml": b"<x/>"})),
    "entities": (
        ListFileUnreadable,
        lambda content: _repack(content, {_SHEET: lambda text: _ENTITY + text}),
    ),
    "another encoding": (ListFileUnreadable, lambda content: _repack(content, {"xl/workbook.xml": _utf16})),
    "broken XML": (ListFileUnreadable, lambda content: _repack(content, {_SHEET: lambda text: text[:-40]})),
}


def _empty_zip() -> bytes:
    target = BytesIO()
    zipfile.ZipFile(target, "w").close()
    return target.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_one_message(pack: Pack, template: bytes, kind: str) -> None:
    error, make = HOSTILE[kind]
    with pytest.raises(error) as refusal:
        plan_import(pack, make(template), "list.xlsx")
    assert "list.xlsx" in refusal.value.text("zh")
    assert "list.xlsx" in refusal.value.text("en")


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_declares(pack: Pack, template: bytes) -> None:
    content = bytearray(_repack(template, extra={"xl/media/a.png": b"\0" * (30 * 2**20)}))
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media/a.png"))
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with pytest.raises(ListFileUnreadable):
        plan_import(pack, bytes(content), "list.xlsx")


def test_a_file_is_read_no_further_than_its_cap(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with path.open("wb") as stream:
        stream.truncate(MAX_FILE_MB * 2**20 * 50)
    with pytest.raises(ListFileTooLarge, match="RC-3204"):
        read_sheet_file(path)


# -- lists that cannot be filled -------------------------------------------------------------------------------


def test_a_decision_that_is_no_list_is_refused(pack: Pack, template: bytes, tmp_path: Path) -> None:
    with pytest.raises(ListTableMissing, match="RC-3201"):
        plan_import(pack, template, "list.xlsx", "nothing")
    with pytest.raises(ListTableMissing):
        export_list(small_pack(tmp_path), tmp_path / "list.xlsx")
    with pytest.raises(ListTableUnsuitable, match="RC-3202"):
        export_list(pack, tmp_path / "list.xlsx", "outcome")
    assert not (tmp_path / "list.xlsx").exists()


def test_a_list_that_other_places_share_is_not_changed(pack: Pack) -> None:
    files = {
        path.replace(f"dmn/{PLACE}/match", "dmn/shared/match"): content
        for path, content in pack.files.items()
    }
    shared = Pack(PLACE, files)
    with pytest.raises(ListTableElsewhere, match="RC-3203"):
        plan_import(shared, filled(write_template(read_layout(shared)), GOOD), "list.xlsx")


def test_items_that_break_a_scenario_are_refused_whole(pack: Pack, template: bytes) -> None:
    files = dict(pack.files)
    path = next(path for path in files if path.endswith("lw2_educate.toml"))
    files[path] = files[path].replace(b"ended = true", b"ended = false")
    with pytest.raises(PackRefused):
        plan_import(Pack(PLACE, files), filled(template, GOOD), "list.xlsx")


def test_a_scenario_still_fails_where_an_item_that_it_names_does_not_fit(pack: Pack, template: bytes) -> None:
    files = dict(pack.files)
    path = next(path for path in files if path.endswith("lw2_educate.toml"))
    files[path] = files[path].replace(b"match = [7]", b"match = [6]")
    with pytest.raises(PackRefused, match=r"fired\.match"):
        plan_import(Pack(PLACE, files), filled(template, GOOD), "list.xlsx")


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.decode().replace("UTF-8", "GB18030", 1).encode("gb18030"),
        lambda text: b"".join(line.strip() for line in text.splitlines()),
    ],
    ids=["Windows lines", "byte order mark", "GB 18030", "one line"],
)
def test_a_table_is_rewritten_however_its_file_is_written(
    pack: Pack, template: bytes, write: Callable[[bytes], bytes]
) -> None:
    files = {**pack.files, MATCH: write(pack.files[MATCH])}
    after = plan_import(Pack(PLACE, files), filled(template, GOOD), "list.xlsx").after
    assert [item["value"] for item in after.list_items][-2:] == [f"{PLACE}:JJLS", GOOD[CODE]]
    assert (b"\r\n" in after.files[MATCH]) == (b"\r\n" in files[MATCH])


# -- English texts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b'["a.dmn"]\n"x" = "X"\n',
        b'["a.dmn"]\n"x" = "X"\n\n# A remark.\n["b.dmn"]\n"y" = "Y"',
        b'["b.dmn"]\r\n"y" = "Y"\r\n["a.dmn"]\r\n"x" = "X"\r\n',
        b'\xef\xbb\xbf["a.dmn"]\n',
    ],
)
def test_texts_join_their_section_and_leave_the_rest(before: bytes) -> None:
    after = add_texts(before, "texts.en.toml", "a.dmn", {"k.1": 'Says "so"', "k.2": "\\ and\ttab"})
    told = read_texts([("t", after)], [])
    assert told["a.dmn"]["k.1"] == 'Says "so"'
    assert told["a.dmn"]["k.2"] == "\\ and\ttab"
    assert told.get("b.dmn", {}) == read_texts([("t", before)], []).get("b.dmn", {})
    assert (b"\r\n" in after) == (b"\r\n" in before)
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []


def test_a_section_that_cannot_be_continued_is_left_alone() -> None:
    before = b'"a.dmn" = { x = "X" }\n'
    with pytest.raises(ListTextsUnwritable, match="RC-3211"):
        add_texts(before, "texts.en.toml", "a.dmn", {"k": "K"})


# -- into a folder ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, pack: Pack) -> Path:
    for path, content in pack.files.items():
        target = tmp_path / "root" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "root"


def _contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_written_into_a_folder_the_items_are_read_from_it(pack: Pack, template: bytes, folder: Path) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    write_import(planned, folder)
    assert read_pack(PLACE, folder).digest == planned.after.digest
    assert set(_contents(folder)) == set(pack.files)


def test_a_file_that_somebody_changed_meanwhile_is_kept(pack: Pack, template: bytes, folder: Path) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    (folder / TEXTS).write_bytes(pack.files[TEXTS] + b"# more\n")
    before = _contents(folder)
    with pytest.raises(ListChangedMeanwhile, match="RC-3210"):
        write_import(planned, folder)
    assert _contents(folder) == before


def test_a_failure_halfway_puts_back_what_was_written(
    pack: Pack, template: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = plan_import(pack, filled(template, GOOD), "list.xlsx")
    before = _contents(folder)
    copy, calls = shutil.copymode, []

    def fail_second(source: Path, target: Path) -> None:
        calls.append(source)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(source))
        copy(source, target)

    monkeypatch.setattr(shutil, "copymode", fail_second)
    with pytest.raises(OSError, match="No space left"):
        write_import(planned, folder)
    assert len(calls) == 3
    assert _contents(folder) == before


# -- as a new version ------------------------------------------------------------------------------------------


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
