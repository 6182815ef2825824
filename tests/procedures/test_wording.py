"""A place's own words for what it shares: texts.zh.toml, keyed as texts.en.toml, in place of the Chinese of shared files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedures.small_pack import ARCHIVE, ARCHIVE_FORM, CODE, MATTER, TEXTS, WORDS, Change, small_pack
from tests.procedures.test_notice_texts import expecting, fails, telling
from webapp.cases.registers.catalogue import SHEETS
from webapp.engine import check_in_child
from webapp.feel import compile_expression
from webapp.procedures import Pack, check_content, read_pack
from webapp.procedures.draft_parts.words import written_text
from webapp.procedures.platform_words import platform_word_keys, status_name
from webapp.views.procedures.drawing import translate_drawing

_WORDS = f"""
["{ARCHIVE}"]
archive = "立卷"
file_papers = "装订成卷"

["{ARCHIVE_FORM}"]
"archive_record.volume_no" = "案卷号"

["statuses"]
archived = "已立卷"

["registers"]
archives = "立卷"
"archives.about" = "卷号和日期。"
"archives.volume_no" = "案卷号"
"""


def worded(folder: Path, words: str = _WORDS, **more: Change) -> Pack:
    return small_pack(folder, {WORDS: words, **more})


def test_a_pack_with_words_of_its_own_is_checked_without_a_finding(tmp_path: Path) -> None:
    assert check_content(worded(tmp_path)) == []


def test_the_name_of_a_shared_task_is_the_places_word(tmp_path: Path) -> None:
    pack = worded(tmp_path)
    assert pack.texts("zh").text(ARCHIVE, "file_papers", "整理归档") == "装订成卷"
    process = pack.deployment.processes["archive"]
    assert (process.name, process.elements["file_papers"].name) == ("立卷", "装订成卷")


def test_what_is_not_said_otherwise_keeps_the_words_of_the_file(tmp_path: Path) -> None:
    plain, other = small_pack(tmp_path / "plain"), worded(tmp_path / "other")
    for element in ("enter_archive", "mark_archived"):
        said = [pack.deployment.processes["archive"].elements[element].name for pack in (plain, other)]
        assert said[0] == said[1] != ""


def test_the_label_of_a_shared_form_is_the_places_word_and_its_english_stays(tmp_path: Path) -> None:
    form = worded(tmp_path).forms["file_papers"]
    assert form.texts("zh")["archive_record.volume_no"] == "案卷号"
    assert form.texts("en")["archive_record.volume_no"] == "Volume"


def test_the_drawn_diagram_shows_the_places_words(tmp_path: Path) -> None:
    pack = worded(tmp_path)
    drawn = translate_drawing(pack.files[ARCHIVE], pack.texts("zh").of_file(ARCHIVE)).decode()
    assert 'name="装订成卷"' in drawn


def test_a_shared_table_is_said_in_the_places_words(tmp_path: Path) -> None:
    """The small place's table, shared here, with a column and the decision's name said otherwise."""
    shared = "dmn/shared/outcome.dmn"
    own = small_pack(tmp_path / "own")
    [table] = [path for path in own.paths(".dmn") if path.endswith("/outcome.dmn")]
    column = own.decisions.decisions["outcome"].inputs[0].label
    words = f'["{shared}"]\noutcome = "结论建议"\n"outcome.{column}" = "本地叫法"\n'
    pack = small_pack(
        tmp_path / "shared",
        {table: None, shared: own.files[table], WORDS: words, TEXTS: (f'["{table}"]', f'["{shared}"]')},
    )
    assert check_content(pack) == []
    assert pack.table_texts("outcome", "zh").column(column) == "本地叫法"
    assert pack.texts("zh").text(shared, "outcome", "") == "结论建议"


def test_states_and_registers_are_called_what_the_place_calls_them(tmp_path: Path) -> None:
    pack = worded(tmp_path)
    assert status_name("archived", pack.texts("zh")) == "已立卷"
    assert status_name("archived", pack.texts("en")) == "Archived"
    assert status_name("rejected", pack.texts("zh")) == "不予受理"
    sheet = SHEETS["archives"].in_words_of([pack], "zh")
    assert (sheet.name("zh"), sheet.say_about("zh")) == ("立卷", "卷号和日期。")
    assert dict(sheet.columns("zh", is_all=True))["volume_no"] == "案卷号"


def test_a_register_of_several_places_keeps_the_name_that_all_know(tmp_path: Path) -> None:
    packs = [worded(tmp_path / "one"), small_pack(tmp_path / "two")]
    assert SHEETS["archives"].in_words_of(packs, "zh").name("zh") == SHEETS["archives"].name("zh")


def test_a_message_of_a_shared_diagram_is_sent_in_the_places_words(tmp_path: Path) -> None:
    words = f'["{ARCHIVE}"]\n"mark_archived.text" = \'"已立卷：" + archive_record.volume_no\'\n'
    pack = telling(tmp_path, scenario=expecting("已立卷：2026-1", "Archived: 2026-1"), words=words)
    assert check_content(pack) == []
    assert fails(pack) == []


def test_an_error_in_the_places_words_stands_where_they_are_written(tmp_path: Path) -> None:
    words = f'["{ARCHIVE}"]\n"mark_archived.text" = \'"已立卷：" + archive_record.volume_no +\'\n'
    pack = telling(tmp_path, words=words)
    errors = [each for each in check_content(pack) if each.severity == "error"]
    assert {(each.file, each.line) for each in errors} == {(WORDS, 2)}
    in_child = check_in_child(pack.with_suffix(".bpmn"), pack.surroundings)
    assert {(each.file, each.line) for each in in_child} >= {(WORDS, 2)}


def test_the_nearest_layer_has_the_word(tmp_path: Path) -> None:
    base = "bpmn/base/jurisdiction.toml"
    words = f'["{ARCHIVE}"]\nfile_papers = "上级的叫法"\nenter_archive = "入上级的库"\n'
    pack = small_pack(
        tmp_path,
        {
            base: 'code = "base"\nzh = "上级"\nen = "Superior"\n',
            "bpmn/base/texts.zh.toml": words,
            f"bpmn/{CODE}/jurisdiction.toml": (
                'root_process = "matter"',
                'extends = "base"\nroot_process = "matter"',
            ),
            WORDS: f'["{ARCHIVE}"]\nfile_papers = "装订成卷"\n',
        },
    )
    elements = pack.deployment.processes["archive"].elements
    assert (elements["file_papers"].name, elements["enter_archive"].name) == ("装订成卷", "入上级的库")


def test_the_words_are_part_of_the_version(tmp_path: Path) -> None:
    plain, other = small_pack(tmp_path / "plain"), worded(tmp_path / "other")
    assert WORDS in other.files
    assert plain.digest != other.digest


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (f'["{ARCHIVE}"]\nfile_paper = "装订"\n', "PK-224"),
        ('["bpmn/shared/elsewhere.bpmn"]\nfile_papers = "装订"\n', "PK-224"),
        ('["statuses"]\narchive = "已立卷"\n', "PK-224"),
        ('["registers"]\n"archives.volume" = "案卷号"\n', "PK-224"),
        (f'["{MATTER}"]\nkeep_advice = "留存意见"\n', "PK-225"),
    ],
)
def test_words_that_belong_to_nothing_or_to_the_places_own_files_are_reported(
    tmp_path: Path, words: str, code: str
) -> None:
    [found] = check_content(worded(tmp_path, words))
    assert (found.code, found.severity, found.file, found.line) == (code, "warning", WORDS, 2)


def test_english_for_a_state_that_is_none_is_reported(tmp_path: Path) -> None:
    first = '["bpmn/xiaocheng/matter.bpmn"]'
    pack = small_pack(tmp_path, {TEXTS: (first, f'["statuses"]\narchive = "Bound"\n\n{first}')})
    [found] = check_content(pack)
    assert (found.code, found.file) == ("PK-224", TEXTS)


# -- what ships ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shengsi() -> Pack:
    return read_pack("shengsi", Path())


def test_the_seven_steps_of_shengsi_are_called_as_its_source_calls_them(shengsi: Pack) -> None:
    names = {
        element.name
        for process in shengsi.deployment.processes.values()
        for element in process.elements.values()
    } | {process.name for process in shengsi.deployment.processes.values()}
    assert {"受理", "核实", "作出认定", "报备", "反馈", "复议"} <= names


def test_nobody_in_shengsi_reads_of_a_review_but_of_the_second_verifiers(shengsi: Pack) -> None:
    """The source says 复议; 复核 stays where a second verifier confirms a report, which is another thing."""
    other = {"verify", "petition"}
    said = [
        text
        for process in shengsi.deployment.processes.values()
        if process.id not in other
        for element in process.elements.values()
        for text in (
            element.name,
            shengsi.texts("zh").text(process.file, f"{element.id}.documentation", element.documentation),
        )
    ]
    said += [
        text
        for form in shengsi.forms.values()
        if form.id != "confirm_report"
        for text in form.texts("zh").values()
    ]
    said += [status_name(status, shengsi.texts("zh")) for status in platform_word_keys()["statuses"]]
    said += [sheet.in_words_of([shengsi], "zh").name("zh") for sheet in SHEETS.values()]
    said += [sheet.in_words_of([shengsi], "zh").say_about("zh") for sheet in SHEETS.values()]
    said += [
        heading
        for sheet in SHEETS.values()
        for _, heading in sheet.in_words_of([shengsi], "zh").columns("zh", is_all=True)
    ]
    assert [text for text in said if "复核" in text] == []
    assert any("复议" in text for text in said)


def test_other_places_keep_the_word_that_is_shared() -> None:
    liwan = read_pack("liwan", Path())
    assert liwan.deployment.processes["review"].name == "复核"
    assert status_name("reviewing", liwan.texts("zh")) == "复核中"


@pytest.mark.parametrize("typed", ["案件已受理", "第一行\n第二行"])
def test_plain_words_for_a_message_say_what_was_typed(typed: str) -> None:
    written = written_text(typed, is_notice=True)
    assert written is not None
    assert compile_expression(written).evaluate({}) == typed
