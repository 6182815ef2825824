"""Procedures to read: diagrams, steps, tables, parameters, each with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PLACE, ROOT, PracticePlace
from tests.procedures.small_pack import CODE, OUTCOME, TEXTS, small_pack
from tests.views.visitor import Visitor, has_chinese, read
from webapp.errors import Language
from webapp.procedures import Pack, read_pack
from webapp.views.presentation import file_size, source_parts
from webapp.views.procedures.drawing import translate_drawing
from webapp.views.procedures.reading import TablePage, read_procedure, read_table

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture
def reader(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in("intake")
    return visitor


def test_the_list_names_the_version_in_force(reader: Visitor, town: PracticePlace) -> None:
    text = reader.get("/procedures").text
    assert "小城" in text
    assert town.pack.digest[:8] in text


def test_the_page_shows_steps_with_guidance_and_source(reader: Visitor) -> None:
    page = read(reader.get(f"/procedures/{CODE}"))
    row = page.xpath("//tr[th[normalize-space()='受理审查']]")[0]
    text = " ".join(row.text_content().split())
    assert "受理岗" in text or "提出必受理。" in text
    assert "依据 S1" in text


def test_the_page_shows_parameters_with_unit_and_source(reader: Visitor) -> None:
    text = " ".join(
        read(reader.get(f"/procedures/{CODE}")).xpath("string(//section[@id='parameters'])").split()
    )
    assert "受理期限5 个工作日自拟" in text


def test_called_diagrams_are_shown_and_unreached_ones_are_not(reader: Visitor) -> None:
    page = read(reader.get(f"/procedures/{CODE}"))
    files = page.xpath("//@data-diagram")
    assert [file.rpartition("/")[2] for file in files] == ["matter.bpmn", "archive.bpmn"]


def test_a_table_is_shown_row_by_row_in_words(reader: Visitor) -> None:
    page = read(reader.get(f"/procedures/{CODE}/tables/outcome"))
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th | td")]
        for row in page.xpath("//tbody/tr")
    ]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert rows[0][1] == "无"
    assert rows[0][3] == "依据 S1 第一条"
    assert rows[1][3] == "自拟"


def test_the_table_page_is_in_english_too(reader: Visitor) -> None:
    reader.speak("en")
    main = read(reader.get(f"/procedures/{CODE}/tables/outcome")).xpath("string(//main)")
    assert "Degree of fault" in main
    assert "Slight" in main


@cache
def shipped() -> Pack:
    return read_pack(PLACE, ROOT)


def table_of(pack: Pack, decision: str, language: Language) -> TablePage:
    page = read_table(pack, decision, language)
    assert page is not None
    return page


def test_every_shipped_table_is_english_but_for_its_source_marks() -> None:
    for line in read_procedure(shipped(), "en").tables:
        page = table_of(shipped(), line.id, "en")
        assert page.rows
        words = [
            line.name,
            *(page.name, *page.inputs, *page.outputs, *page.annotations),
            *(cell.text for row in page.rows for cell in (*row.conditions, *row.conclusions)),
            *(note.text for row in page.rows for note in row.annotations if not note.is_source),
        ]
        assert [word for word in words if has_chinese(word)] == []


def test_the_list_items_are_told_in_the_language_of_the_reader() -> None:
    labels = {
        language: [row.conclusions[-1].text for row in table_of(shipped(), "match", language).rows]
        for language in LANGUAGES
    }
    assert labels["zh"][-1] == "经济联社"
    assert labels["en"][-1] == "Economic association"


def test_a_source_mark_quotes_the_clause_in_every_language() -> None:
    marks = [
        [note.text for row in table_of(shipped(), "outcome", language).rows for note in row.annotations[:1]]
        for language in LANGUAGES
    ]
    assert marks[0] == marks[1]
    assert marks[0][0] == "001 两不容"


def test_a_decision_without_a_table_shows_its_expression_and_what_it_needs(tmp_path: Path) -> None:
    decision = (
        '<decision id="severity" name="轻重"><informationRequirement id="needs_outcome">'
        '<requiredDecision href="#outcome"/></informationRequirement>'
        '<literalExpression id="e"><text>outcome = "deny"</text></literalExpression></decision>'
    )
    texts = ('outcome = "Advice on the outcome"', 'outcome = "Advice on the outcome"\nseverity = "Severity"')
    pack = small_pack(tmp_path, {OUTCOME: ("</definitions>", f"{decision}</definitions>"), TEXTS: texts})
    assert [line.name for line in read_procedure(pack, "en").tables] == ["Advice on the outcome", "Severity"]
    page = table_of(pack, "severity", "en")
    assert (page.name, page.expression, page.hit_policy, page.rows) == (
        "Severity",
        'outcome = "deny"',
        "",
        (),
    )
    assert [(line.id, line.name) for line in page.requires] == [("outcome", "Advice on the outcome")]


def test_diagrams_and_tables_are_served_for_drawing_and_nothing_else_is(
    reader: Visitor, town: PracticePlace
) -> None:
    base = f"/procedures/versions/{town.pack.digest}"
    answer = reader.get(f"{base}/bpmn/{CODE}/matter.bpmn")
    assert answer.mimetype == "text/xml"
    assert "受理审查" in answer.text
    for path in (
        f"bpmn/{CODE}/jurisdiction.toml",
        f"forms/{CODE}/submit_application.form",
        "../../etc/passwd",
        "bpmn/none.bpmn",
    ):
        assert reader.get(f"{base}/{path}").status_code == 404, path
    assert reader.get(f"/procedures/versions/{'0' * 64}/bpmn/{CODE}/matter.bpmn").status_code == 404


def test_the_diagram_bears_english_names_for_english_readers(reader: Visitor, town: PracticePlace) -> None:
    reader.speak("en")
    answer = reader.get(f"/procedures/versions/{town.pack.digest}/bpmn/{CODE}/matter.bpmn")
    assert 'name="Check for acceptance"' in answer.text


def test_names_are_replaced_by_id_and_nothing_else_changes() -> None:
    source = (
        b'<d xmlns="x"><task id="a" name="\xe7\x94\xb2"/><task id="b" name="\xe4\xb9\x99"/><task id="c"/></d>'
    )
    drawn = translate_drawing(source, {"a": "One", "c": "Three"}).decode()
    assert 'name="One"' in drawn
    assert 'name="乙"' in drawn
    assert "Three" not in drawn
    assert translate_drawing(source, {}) == source


@pytest.mark.parametrize(
    "address", ["/procedures/nowhere", "/procedures/nowhere/tables/x", f"/procedures/{CODE}/tables/x"]
)
def test_what_is_not_published_is_not_found(reader: Visitor, address: str) -> None:
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize(
    ("mark", "parts"),
    [
        ("001 §2", [("001 §2", False)]),
        ("assumed", [("", True)]),
        ("001 完善; assumed: 十日", [("001 完善", False), ("十日", True)]),
        ("001；assumed：十日", [("001", False), ("十日", True)]),
        ("", []),
        (None, []),
    ],
)
def test_source_marks_are_told_apart(mark: str | None, parts: list[tuple[str, bool]]) -> None:
    assert [(part.text, part.is_assumed) for part in source_parts(mark)] == parts


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (348211, "348 KB"), (3_400_000, "3.4 MB")]
)
def test_sizes_are_written_short(size: int, text: str) -> None:
    assert file_size(size) == text


def test_the_english_page_of_a_procedure_is_english(reader: Visitor) -> None:
    reader.speak("en")
    main = read(reader.get(f"/procedures/{CODE}")).xpath("string(//main)")
    assert not has_chinese(main), main
