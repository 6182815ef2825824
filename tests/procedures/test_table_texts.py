"""What a table says in English: its columns, what explains its rows, and the words that it concludes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.procedures.small_pack import CODE, JURISDICTION, TEXTS, Change, small_pack
from webapp.procedures import Pack, check_content
from webapp.procedures.table_outlines import outline_decisions

MATCH = f"dmn/{CODE}/match.dmn"
CODE_AND_LABEL = '<output id="o1" name="code" typeRef="string" /><output id="o2" name="label" label="条目" />'


def matching_table(rows: str, outputs: str = CODE_AND_LABEL, annotations: str = "") -> str:
    """A table ``match`` that asks nothing; columns and rows are XML."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="清单" namespace="https://example.org/x">
  <decision id="match" name="清单匹配"><decisionTable id="t" hitPolicy="COLLECT">
    <input id="i"><inputExpression id="e" typeRef="string"><text>situation.field</text></inputExpression></input>
    {outputs}<annotation name="source" />{annotations}
    {rows}
  </decisionTable></decision>
</definitions>
"""


def row(rule: str, *outputs: str, description: str = "", notes: tuple[str, ...] = ()) -> str:
    """A rule; ``rule`` is its attributes. Its source mark quotes Chinese."""
    cells = "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in outputs)
    said = "".join(f"<annotationEntry><text>{note}</text></annotationEntry>" for note in ("S1 拆迁", *notes))
    described = f"<description>{description}</description>" if description else ""
    return f"<rule {rule}>{described}<inputEntry><text>-</text></inputEntry>{cells}{said}</rule>"


DEMOLITION = row('id="r1"', '"XC-1"', '"拆迁"', description="细目从缺")
ENGLISH = {
    "match.o2": "Item",
    "match.r1.description": "No details are given",
    "match.r1.o2": "Demolition",
}


def place_with(
    root: Path, table: str, texts: Mapping[str, str], changes: Mapping[str, Change] | None = None
) -> Pack:
    """The small place with a table ``match`` and English texts for it."""
    heading = '["dmn/xiaocheng/outcome.dmn"]'
    english = "\n".join(f'"{key}" = "{text}"' for key, text in {"match": "Items", **texts}.items())
    return small_pack(
        root, {MATCH: table, TEXTS: (heading, f'["{MATCH}"]\n{english}\n\n{heading}'), **(changes or {})}
    )


def findings(pack: Pack) -> list[tuple[str, str | None]]:
    """The missing and the stray texts of the table, by key."""
    return [
        (problem.code, problem.element_id)
        for problem in check_content(pack)
        if problem.file == MATCH and problem.code in {"PK-221", "PK-222"}
    ]


def test_a_row_tells_what_explains_it_and_what_it_concludes_but_not_its_source() -> None:
    columns = '<annotation name="remark" />'
    outline = outline_decisions(
        matching_table(
            row('id="r1"', '"XC-1"', '"拆迁"', description="细目从缺", notes=("照旧",)), annotations=columns
        ).encode()
    )
    assert outline is not None
    explaining = {key: text for key, text in outline.named.items() if key.startswith("match.r1.")}
    assert explaining == {"match.r1.remark": "照旧", "match.r1.description": "细目从缺"}
    [table] = outline.tables
    assert [(each.key, each.output, each.text) for each in table.conclusions] == [
        ("match.r1.o1", "code", "XC-1"),
        ("match.r1.o2", "label", "拆迁"),
    ]


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ('"拆迁"', ["拆迁"]),
        (' "拆迁" ', ["拆迁"]),
        (r'"\"拆\"迁"', ['"拆"迁']),
        ('""', []),
        ('"拆" + "迁"', []),
        ('"拆', []),
        ("null", []),
        ("1", []),
        ("", []),
    ],
)
def test_only_a_cell_that_is_one_string_concludes_a_text(cell: str, texts: list[str]) -> None:
    outline = outline_decisions(
        matching_table(row('id="r1"', cell), outputs='<output id="o1" name="code" />').encode()
    )
    assert outline is not None
    assert [each.text for each in outline.tables[0].conclusions] == texts


def test_the_english_of_a_table_is_given_by_column_rule_and_conclusion(tmp_path: Path) -> None:
    texts = place_with(tmp_path, matching_table(DEMOLITION), ENGLISH).table_texts("match", "en")
    assert texts.column("条目") == "Item"
    assert texts.note("r1", 1, "description", "细目从缺") == "No details are given"
    assert texts.note("r1", 1, "source", "S1 拆迁") == "S1 拆迁"
    assert texts.word("label", "拆迁") == "Demolition"
    assert texts.word("code", "拆迁") is None


def test_what_has_no_english_stays_as_the_file_has_it(tmp_path: Path) -> None:
    texts = place_with(tmp_path, matching_table(DEMOLITION), {}).table_texts("match", "en")
    assert texts.column("条目") == "条目"
    assert texts.note("r1", 1, "description", "细目从缺") == "细目从缺"
    assert texts.word("label", "拆迁") is None


def test_in_chinese_a_table_is_read_as_written(tmp_path: Path) -> None:
    texts = place_with(tmp_path, matching_table(DEMOLITION), ENGLISH).table_texts("match", "zh")
    assert texts.column("条目") == "条目"
    assert texts.note("r1", 1, "description", "细目从缺") == "细目从缺"
    assert texts.words == {}


def test_a_decision_that_the_pack_has_not_is_read_as_written(tmp_path: Path) -> None:
    assert small_pack(tmp_path).table_texts("match", "en").column("条目") == "条目"


def test_a_rule_without_an_id_is_known_by_its_number(tmp_path: Path) -> None:
    rows = DEMOLITION + row("", '"XC-2"', '"水利"', description="又一项")
    english = {**ENGLISH, "match.2.description": "One more", "match.2.o2": "Water works"}
    pack = place_with(tmp_path, matching_table(rows), english)
    assert findings(pack) == []
    assert pack.table_texts("match", "en").note(None, 2, "description", "又一项") == "One more"


def test_what_a_table_of_one_output_concludes_is_known_by_the_decision_too(tmp_path: Path) -> None:
    table = matching_table(row('id="r1"', '"拆迁"'), outputs='<output id="o1" typeRef="string" />')
    texts = place_with(tmp_path, table, {"match.r1.o1": "Demolition"}).table_texts("match", "en")
    assert texts.word("", "拆迁") == texts.word("match", "拆迁") == "Demolition"


def test_a_list_item_is_offered_in_both_languages(tmp_path: Path) -> None:
    rows = DEMOLITION + row('id="r2"', '"XC-2"', '"水利"')
    expected: Any = (
        {"value": "XC-1", "label": "拆迁", "label_en": "Demolition"},
        {"value": "XC-2", "label": "水利", "label_en": None},
    )
    assert place_with(tmp_path, matching_table(rows), ENGLISH).list_items == expected


def test_a_list_item_may_be_labelled_by_an_annotation(tmp_path: Path) -> None:
    table = matching_table(
        row('id="r1"', '"XC-1"', notes=("拆迁",)),
        outputs='<output id="o1" name="code" />',
        annotations='<annotation name="label" />',
    )
    expected: Any = ({"value": "XC-1", "label": "拆迁", "label_en": "Demolition"},)
    assert place_with(tmp_path, table, {"match.r1.label": "Demolition"}).list_items == expected


def test_a_table_that_is_translated_whole_gives_no_findings(tmp_path: Path) -> None:
    assert findings(place_with(tmp_path, matching_table(DEMOLITION), ENGLISH)) == []


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_each_text_that_is_missing_is_named_by_its_key(tmp_path: Path, key: str) -> None:
    texts = {name: text for name, text in ENGLISH.items() if name != key}
    assert findings(place_with(tmp_path, matching_table(DEMOLITION), texts)) == [("PK-221", key)]


@pytest.mark.parametrize("key", ["match.r2.description", "match.r1.o3", "match.r1.source", "match.r1"])
def test_a_text_for_nothing_is_reported(tmp_path: Path, key: str) -> None:
    pack = place_with(tmp_path, matching_table(DEMOLITION), {**ENGLISH, key: "Nothing"})
    assert findings(pack) == [("PK-222", key)]


def test_a_conclusion_that_a_term_says_needs_no_text(tmp_path: Path) -> None:
    term: Change = ("[sources.S1]", '[terms."拆迁"]\nzh = "拆迁"\nen = "Demolition"\n\n[sources.S1]')
    texts = {key: text for key, text in ENGLISH.items() if key != "match.r1.o2"}
    pack = place_with(tmp_path, matching_table(DEMOLITION), texts, {JURISDICTION: term})
    assert findings(pack) == []


def test_a_term_and_a_text_of_its_own_do_not_quarrel(tmp_path: Path) -> None:
    term: Change = ("[sources.S1]", '[terms."拆迁"]\nzh = "拆迁"\nen = "Demolition"\n\n[sources.S1]')
    pack = place_with(tmp_path, matching_table(DEMOLITION), ENGLISH, {JURISDICTION: term})
    assert findings(pack) == []
