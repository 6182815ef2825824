"""The English of messages: FEEL in texts.en.toml, checked where it is written and evaluated beside the Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedures.small_pack import (
    ARCHIVE,
    JURISDICTION,
    SCENARIO,
    SHARED_TEXTS,
    TEXTS,
    WORDS,
    Change,
    small_pack,
)
from webapp.engine import check_in_child
from webapp.errors import Problem
from webapp.procedures import Pack, check_content, run_scenario
from webapp.procedures.errors import PackRefused

_STATUS = (
    '<zeebe:taskDefinition type="set_status" /><zeebe:ioMapping>'
    '<zeebe:input source="archived" target="status" /></zeebe:ioMapping>'
)
_CHINESE = "=&quot;已归档：&quot; + archive_record.volume_no"
_ENGLISH = '"Archived: " + archive_record.volume_no'
_KEY = "mark_archived.text"
#: The line of the key in the shared texts.
_LINE = 7
_KEPT = """
[need_to_know.faults]
zh = "过失情况"
en = "Faults"
entities = ["assessment"]
roles = ["intake"]
source = "assumed"

[sources.S1]"""


def telling(
    folder: Path,
    english: str | None = _ENGLISH,
    *,
    text: str = _CHINESE,
    mapped: str = "",
    to: str = "archivist",
    **changes: Change,
) -> Pack:
    """The small place whose last step sends a message, with English in the shared texts or mapped in the diagram."""
    inputs = {"to": to, "text": text} | ({"text_en": mapped} if mapped else {})
    rows = "".join(
        f'<zeebe:input source="{source}" target="{target}" />' for target, source in inputs.items()
    )
    told = f'<zeebe:taskDefinition type="notify" /><zeebe:ioMapping>{rows}</zeebe:ioMapping>'
    name = 'mark_archived = "Set the status"\n'
    given = name if english is None else f"{name}\"{_KEY}\" = '{english}'\n"
    by_path = {"jurisdiction": JURISDICTION, "texts": TEXTS, "words": WORDS, "scenario": SCENARIO}
    return small_pack(
        folder,
        {
            ARCHIVE: (_STATUS, told),
            SHARED_TEXTS: (name, given),
            SCENARIO: ('status = "archived"\n', ""),
            **{by_path[each]: change for each, change in changes.items()},
        },
    )


def expecting(text: str, text_en: str | None) -> list[tuple[str, str]]:
    """The scenario, made to expect one message."""
    english = "" if text_en is None else f', text_en = "{text_en}"'
    return [
        ('status = "archived"\n', ""),
        (
            "registers.withdrawals",
            f'registers.messages = [{{text = "{text}"{english}}}]\nregisters.withdrawals',
        ),
    ]


def fails(pack: Pack) -> list[str]:
    [scenario] = [each for each in pack.scenarios if each.file == SCENARIO]
    return [failure.text("en") for failure in run_scenario(pack, scenario).failures]


def at(problem: Problem) -> tuple[str, str, str | None, int | None]:
    return problem.code, problem.file, problem.element_id, problem.line


def test_a_message_says_the_same_in_both_languages(tmp_path: Path) -> None:
    pack = telling(tmp_path, scenario=expecting("已归档：2026-1", "Archived: 2026-1"))
    assert check_content(pack) == []
    assert fails(pack) == []


def test_a_scenario_that_expects_other_english_fails(tmp_path: Path) -> None:
    pack = telling(tmp_path, scenario=expecting("已归档：2026-1", "Archived: 2026-2"))
    (failure,) = fails(pack)
    assert "Archived: 2026-2" in failure


def test_english_that_comes_to_nothing_leaves_the_message_in_chinese_alone(tmp_path: Path) -> None:
    pack = telling(tmp_path, '"Archived: " + withdrawal.reason', scenario=expecting("已归档：2026-1", None))
    assert fails(pack) == []


def test_missing_english_is_reported_at_the_step_and_the_message_still_goes_out(tmp_path: Path) -> None:
    pack = telling(tmp_path, None, scenario=expecting("已归档：2026-1", None))
    [problem] = check_content(pack)
    assert (problem.code, problem.severity, problem.file) == ("PK-223", "warning", ARCHIVE)
    assert problem.element_id == "mark_archived"
    assert problem.line is not None
    assert _KEY in problem.zh
    assert SHARED_TEXTS in problem.en
    assert fails(pack) == []


@pytest.mark.parametrize("text", ["=archive_record.volume_no", "2026", "=&quot;OK &quot; + case.no"])
def test_a_message_without_a_chinese_word_needs_no_english(tmp_path: Path, text: str) -> None:
    assert check_content(telling(tmp_path, None, text=text)) == []


def test_the_english_of_a_place_goes_before_that_of_the_shared_texts(tmp_path: Path) -> None:
    own = f'["{ARCHIVE}"]\n"{_KEY}" = \'"Put away"\'\n\n["forms/xiaocheng/withdraw.form"]'
    pack = telling(
        tmp_path,
        texts=('["forms/xiaocheng/withdraw.form"]', own),
        scenario=expecting("已归档：2026-1", "Put away"),
    )
    assert check_content(pack) == []
    assert fails(pack) == []


def test_english_that_the_diagram_maps_itself_is_taken_and_not_asked_for_again(tmp_path: Path) -> None:
    pack = telling(
        tmp_path,
        None,
        mapped="=&quot;In the diagram&quot;",
        scenario=expecting("已归档：2026-1", "In the diagram"),
    )
    assert check_content(pack) == []
    assert fails(pack) == []


def test_english_beside_what_the_diagram_maps_belongs_to_nothing(tmp_path: Path) -> None:
    pack = telling(tmp_path, mapped="=&quot;In the diagram&quot;")
    assert [(each.code, each.element_id) for each in check_content(pack)] == [("PK-222", _KEY)]


def test_english_for_a_step_that_sends_no_message_belongs_to_nothing(tmp_path: Path) -> None:
    changed: Change = (
        'file_papers = "File the papers"',
        'file_papers = "File"\n"file_papers.text" = \'"x"\'',
    )
    found = check_content(small_pack(tmp_path, {SHARED_TEXTS: changed}))
    assert [(each.code, each.element_id) for each in found] == [("PK-222", "file_papers.text")]


@pytest.mark.parametrize(
    ("english", "code", "severity"),
    [
        ('"Archived: " +', "EN-160", "error"),
        ('="Archived"', "EN-160", "error"),
        ('"Archived: " + archve_record.volume_no', "EN-161", "warning"),
        ('"Archived: " + parameters.volume', "EN-161", "error"),
        ('"Archived: " + archive_record.volume', "EN-162", "warning"),
    ],
)
def test_english_that_is_no_feel_or_reads_what_is_not_there_is_found_where_it_is_written(
    tmp_path: Path, english: str, code: str, severity: str
) -> None:
    [problem] = check_content(telling(tmp_path, english))
    assert at(problem) == (code, SHARED_TEXTS, "mark_archived", _LINE)
    assert problem.severity == severity


def test_a_pack_whose_english_cannot_be_read_does_not_run(tmp_path: Path) -> None:
    pack = telling(tmp_path, '"Archived: " +')
    with pytest.raises(PackRefused) as refused:
        _ = pack.deployment
    assert [at(each) for each in refused.value.problems] == [("EN-160", SHARED_TEXTS, "mark_archived", _LINE)]


def test_a_child_finds_the_same_in_the_english(tmp_path: Path) -> None:
    pack = telling(tmp_path, '"Archived: " +')
    found = check_in_child(pack.with_suffix(".bpmn"), pack.surroundings)
    assert [at(each) for each in found] == [("EN-160", SHARED_TEXTS, "mark_archived", _LINE)]


def test_the_english_quotes_nothing_to_those_from_whom_it_is_kept(tmp_path: Path) -> None:
    kept: Change = ("\n[sources.S1]", _KEPT)
    quoting = '"Fault: " + assessment.f_fault'
    stranger = telling(tmp_path / "stranger", quoting, jurisdiction=kept)
    assert [each.code for each in check_content(stranger)] == ["PK-136"]
    knowing = telling(tmp_path / "knowing", quoting, to="intake", jurisdiction=kept)
    assert check_content(knowing) == []


def test_english_in_the_diagram_quotes_nothing_kept_either(tmp_path: Path) -> None:
    pack = telling(tmp_path, None, mapped="=assessment.f_fault", jurisdiction=("\n[sources.S1]", _KEPT))
    assert [each.code for each in check_content(pack)] == ["PK-136"]
