"""Source marks: a place rests on the sources it lists and on no others; the shared parts name those of every place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.procedures.small_pack import CODE, FILES, JURISDICTION, MATTER
from webapp.procedures import read_pack
from webapp.procedures.checking import check_content
from webapp.procedures.diagram_outlines import outline_diagram
from webapp.procedures.files import HeldFiles
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.jurisdiction_layers import merge_layers, read_layer
from webapp.procedures.packs import collect_pack
from webapp.procedures.source_marks import local_mark, mark_parts, unlisted_sources
from webapp.procedures.table_outlines import outline_decisions

ROOT = Path(__file__).resolve().parent.parent.parent

#: The documents that shipped procedures come from, and K: national rules as generally known.
DOCUMENTS = ("000 ", "001 ", "002 ", "003 ", "004 ", "K ")
#: Each shipped place and the one document that tells of it.
OWN_DOCUMENT = {
    "shengsi": "000",
    "liwan": "001",
    "framework": "002",
    "xinzhou": "003",
    "nanjing_sasac": "004",
}
#: What of the national rules is known well enough to be named: appeal, malice in reports, secrecy of informants.
NATIONAL = ("K 申诉", "K 问责条例：复核申请三十日内", "K 认定诬告陷害", "K 检举控告保密")


@cache
def town() -> Jurisdiction:
    return merge_layers(CODE, [read_layer(FILES[JURISDICTION].encode(), JURISDICTION, [])], [])


@pytest.mark.parametrize(
    ("mark", "here"),
    [
        ("S1 第一条", "S1 第一条"),
        ("assumed", "assumed"),
        ("assumed: ten days", "assumed: ten days"),
        ("S1 第一条; assumed", "S1 第一条; assumed"),
        ("S2 第三条", "assumed"),
        ("S2 第三条；S1 第一条", "S1 第一条"),
        ("S2 第三条; assumed: ten days", "assumed: ten days"),
        ("S2; S3", "assumed"),
        ("", "assumed"),
    ],
)
def test_of_a_mark_a_place_reads_the_clauses_of_its_own_sources(mark: str, here: str) -> None:
    assert local_mark(town(), mark) == here


def test_a_shared_file_may_name_the_sources_of_other_places_and_an_own_file_may_not() -> None:
    assert unlisted_sources(town(), "S2 第三条", "bpmn/shared/accept.bpmn", "check") == []
    [problem] = unlisted_sources(town(), "S2 第三条; S1", f"bpmn/{CODE}/handle.bpmn", "check")
    assert (problem.code, problem.element_id) == ("PK-130", "check")


def test_a_source_of_another_place_that_many_steps_name_is_told_once_and_a_slip_by_itself() -> None:
    files = {path: content.encode() for path, content in FILES.items()}
    diagrams = [path for path in files if path.endswith(".bpmn") and f"/{CODE}/" in path]
    for path in diagrams:
        files[path] = files[path].replace(
            b'name="source" value="assumed"', b'name="source" value="S2 1; assumed"'
        )
    slip = b'name="source" value="S1"'
    assert slip in files[MATTER]
    files[MATTER] = files[MATTER].replace(slip, b'name="source" value="S11 1; S3 1"', 1)
    told = [
        each
        for each in check_content(collect_pack(CODE, HeldFiles(files)))
        if each.code in ("PK-130", "PK-214")
    ]
    assert [(each.code, each.file) for each in told] == [("PK-130", MATTER), ("PK-214", MATTER)]
    assert "S3 1" in told[0].en
    assert "'S2'" in told[1].en


def test_every_mark_of_the_shared_diagrams_names_a_known_document_or_says_that_it_is_assumed() -> None:
    known = ("assumed", *DOCUMENTS)
    for path in sorted((ROOT / "bpmn/shared").glob("*.bpmn")):
        outline = outline_diagram(path.read_bytes())
        assert outline is not None
        marks = {part for step in outline.steps for part in mark_parts(step.source)}
        assert {part for part in marks if not part.startswith(known)} == set(), path.name


def test_the_shared_tables_are_assumed_for_everyone() -> None:
    for path in sorted((ROOT / "dmn/shared").glob("*.dmn")):
        outline = outline_decisions(path.read_bytes())
        assert outline is not None
        rows = [row for table in outline.tables for row in table.rows]
        assert rows
        assert {row.source for row in rows if not row.source.startswith("assumed")} == set(), path.name


@pytest.mark.parametrize("code", OWN_DOCUMENT)
def test_a_shipped_place_rests_on_its_own_document_and_on_no_other_places(code: str) -> None:
    assert set(read_pack(code, ROOT).jurisdiction.sources) - {"K"} == {OWN_DOCUMENT[code]}


@pytest.mark.parametrize("code", OWN_DOCUMENT)
def test_of_the_national_rules_a_place_names_those_that_are_known(code: str) -> None:
    pack = read_pack(code, ROOT)
    place = pack.jurisdiction
    diagrams = [outline_diagram(pack.files[path]) for path in pack.paths(".bpmn")]
    tables = [outline_decisions(pack.files[path]) for path in pack.paths(".dmn")]
    marks = [
        *(step.source for diagram in diagrams if diagram for step in diagram.steps),
        *(row.source for file in tables if file for table in file.tables for row in table.rows),
        *(each.source for each in place.parameters.values()),
        *(rule.source for rule in place.need_to_know.values()),
    ]
    named = {part for mark in marks for part in mark_parts(local_mark(place, mark)) if part.startswith("K")}
    assert bool(named) == ("K" in place.sources)
    assert {part for part in named if not part.startswith(NATIONAL)} == set()
