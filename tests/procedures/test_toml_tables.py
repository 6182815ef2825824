"""Reading TOML: each mistake is reported with its line and key, and none of them stops the reading."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.errors import Problem
from webapp.procedures.toml_tables import TomlTable, locate_keys, read_toml, suggest


def read(text: str) -> tuple[TomlTable, list[Problem]]:
    problems: list[Problem] = []
    table = read_toml(text.encode(), "x.toml", problems)
    assert table is not None, problems
    return table, problems


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in problems]


def test_every_key_is_found_on_its_line() -> None:
    text = '\n# note\ncode = "x"\n[roles.intake]\nzh = "受"\n[[step]]\ntask = "a"\n[[step]]\nexpect.open = []\n"a.b" = 1\n'
    lines = locate_keys(text)
    assert lines["code",] == 3
    assert lines["roles", "intake"] == 4
    assert lines["roles", "intake", "zh"] == 5
    assert lines["step", 0, "task"] == 7
    assert lines["step", 1] == 8
    assert lines["step", 1, "expect", "open"] == 9
    assert lines["step", 1, "a.b"] == 10


def test_tables_below_an_array_belong_to_its_latest_element() -> None:
    lines = locate_keys("[[step]]\n[[step]]\n[step.facts]\na = 1\n")
    assert lines["step", 1, "facts", "a"] == 4


@given(st.text(max_size=200))
def test_any_text_is_either_read_or_reported(text: str) -> None:
    problems: list[Problem] = []
    content = text.encode("utf-8", "surrogatepass")
    table = read_toml(content, "x.toml", problems)
    assert (table is None) == bool(problems)
    locate_keys(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_either_read_or_reported(content: bytes) -> None:
    problems: list[Problem] = []
    assert (read_toml(content, "x.toml", problems) is None) == bool(problems)


def test_broken_toml_is_reported_with_its_line() -> None:
    problems: list[Problem] = []
    assert read_toml(b'a = 1\nb = "open\n', "x.toml", problems) is None
    assert codes(problems) == [("PK-110", 2)]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_another_encoding_is_asked_to_be_saved_as_utf_8(encoding: str) -> None:
    problems: list[Problem] = []
    assert read_toml('zh = "小城"\n'.encode(encoding), "x.toml", problems) is None
    assert codes(problems) == [("PK-111", 1)]
    assert "UTF-8" in problems[0].zh


def test_a_byte_order_mark_does_no_harm() -> None:
    problems: list[Problem] = []
    table = read_toml('zh = "小城"\n'.encode("utf-8-sig"), "x.toml", problems)
    assert table is not None
    assert table.text("zh") == "小城"


def test_tables_nested_beyond_reason_are_refused_and_not_followed() -> None:
    problems: list[Problem] = []
    read_toml(b"a = " + b"[" * 100_000 + b"]" * 100_000, "x.toml", problems)
    assert [problem.code for problem in problems] == ["PK-110"]


def test_a_missing_a_blank_and_a_mistyped_key_are_three_findings() -> None:
    table, problems = read('b = ""\nc = 3\n')
    assert [table.text("a"), table.text("b"), table.text("c")] == ["", "", ""]
    assert codes(problems) == [("PK-112", None), ("PK-112", 1), ("PK-113", 2)]
    assert "'a'" in problems[0].en


def test_a_key_that_may_be_missing_is_not_reported() -> None:
    table, problems = read("")
    assert table.text("a", required=False) == ""
    assert table.integer("b", required=False) is None
    assert table.flag("c") is None
    assert table.text_list("d", required=False) == ()
    assert problems == []


def test_true_is_no_number_and_an_instant_is_no_day() -> None:
    table, problems = read("a = true\nb = 2026-03-02T09:00:00+08:00\nc = 1\n")
    assert table.integer("a") is None
    assert table.day("b") is None
    assert table.integer("c") == 1
    assert codes(problems) == [("PK-113", 1), ("PK-113", 2)]


def test_days_and_instants_may_be_written_as_dates_or_as_text() -> None:
    table, problems = read(
        'a = 2026-03-02\nb = "2026-03-02"\nc = 2026-03-02T09:00:00+08:00\nd = "2026-03-02T09:00:00+08:00"\n'
    )
    assert table.day("a") == table.day("b") == date(2026, 3, 2)
    assert table.instant("c") == table.instant("d") == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert problems == []


@pytest.mark.parametrize("value", ['"soon"', "2026-03-02T09:00:00", "2026-03-02", "7"])
def test_an_instant_needs_its_offset(value: str) -> None:
    table, problems = read(f"a = {value}")
    assert table.instant("a") is None
    assert codes(problems) == [("PK-113", 1)]


def test_a_day_that_is_none_is_reported() -> None:
    table, problems = read('a = "the second of March"')
    assert table.day("a") is None
    assert codes(problems) == [("PK-113", 1)]


def test_a_choice_outside_its_list_is_reported_with_the_list() -> None:
    table, problems = read('a = "some"')
    assert table.text("a", choices=("all", "involved")) == ""
    assert codes(problems) == [("PK-115", 1)]
    assert "all, involved" in problems[0].zh


def test_one_text_counts_as_a_list_of_one() -> None:
    table, problems = read('a = "x"\nb = ["x", "y"]\nc = ["x", 1]\n')
    assert table.text_list("a") == ("x",)
    assert table.text_list("b") == ("x", "y")
    assert table.text_list("c") == ()
    assert codes(problems) == [("PK-113", 3)]


@pytest.mark.parametrize("value", ["nan", "-inf", "[1, nan]", "{b = inf}"])
def test_what_is_no_number_stands_for_no_fact(value: str) -> None:
    table, problems = read(f"a = {value}")
    assert table.anything("a") is None
    assert codes(problems) == [("PK-113", 1)]


def test_a_key_that_nobody_asked_for_is_reported_with_the_nearest_known_one() -> None:
    table, problems = read('nmae = "x"\nzzz = 1\n')
    table.text("name", required=False)
    table.close()
    assert codes(problems) == [("PK-114", 1), ("PK-114", 2)]
    assert "name" in problems[0].zh
    assert "name" in problems[0].en
    assert "是否" not in problems[1].zh


def test_something_else_in_place_of_a_table_is_reported() -> None:
    table, problems = read('roles = "x"\nstep = [1]\n[parameters]\na = 5\n')
    assert list(table.tables("roles")) == []
    assert table.array("step") == []
    assert list(table.tables("parameters")) == []
    assert codes(problems) == [("PK-113", 1), ("PK-113", 2), ("PK-113", 4)]


def test_a_key_is_named_in_full() -> None:
    table, _ = read("[[step]]\n[[step]]\n[step.expect]\nopen = 1\n")
    second = table.array("step")[1]
    assert second.table("expect").name("open") == "step[2].expect.open"


def test_nothing_near_gives_no_hint() -> None:
    assert suggest("zzz", ["intake"]) == {"hint": "", "hint_en": ""}
    assert "intake" in suggest("intkae", ["intake"])["hint_en"]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(0, 9), max_size=6))
def test_the_lines_of_a_flat_file_are_all_found(values: dict[str, int]) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in values.items())
    assert locate_keys(text) == {(key,): number for number, key in enumerate(tomllib.loads(text), start=1)}
