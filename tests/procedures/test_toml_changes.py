"""Changing single values of a TOML file: the line of the value changes, every other byte stays."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.procedures.toml_changes import drop_entry, set_tables, set_values
from webapp.procedures.toml_spans import locate_spans
from webapp.procedures.toml_tables import KeyPath
from webapp.procedures.toml_writing import Plain, TomlNotChanged

FILE = "bpmn/town/jurisdiction.toml"
BEFORE = """# The town.
code = "town"   # never changes
zh = "小城"

[roles.clerk]
zh = "承办人"
reads = [
    "application",  # what was asked
    "subject",
]

# Figures.
[parameters]
accept_days = { value = 5, unit = "days", source = "assumed" }  # to be settled
window = { value = "P1M", unit = "text" }
empty = {}

[unknown.thing]
since = 2026-01-02 03:04:05
note = '''
[not.a.table]
value = "# no comment"
'''
"""
SHIPPED = sorted(
    path
    for folder in ("bpmn", "forms")
    for path in Path(folder).rglob("*.toml")
    if path.name != "deployment.toml"
)


def lines_changed(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """The lines that only one of them has, in order."""
    old, new = before.decode().split("\n"), after.decode().split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def change(
    path: KeyPath, values: Mapping[str, Plain | None], before: str = BEFORE
) -> tuple[list[str], list[str]]:
    return lines_changed(before.encode(), set_values(before.encode(), FILE, path, values))


def test_a_value_changes_in_its_line_and_the_comment_behind_it_stays() -> None:
    assert change((), {"code": "city"}) == (
        ['code = "town"   # never changes'],
        ['code = "city"   # never changes'],
    )


def test_a_value_of_a_table_on_one_line_changes_alone() -> None:
    assert change(("parameters", "accept_days"), {"value": 7}) == (
        ['accept_days = { value = 5, unit = "days", source = "assumed" }  # to be settled'],
        ['accept_days = { value = 7, unit = "days", source = "assumed" }  # to be settled'],
    )


def test_values_that_stand_there_leave_every_byte() -> None:
    before = b"\xef\xbb\xbf" + BEFORE.replace("\n", "\r\n").encode()
    same: Mapping[str, Plain | None] = {"zh": "承办人", "reads": ["application", "subject"], "gone": None}
    assert set_values(before, FILE, ("roles", "clerk"), same) is before


def test_line_ends_and_the_mark_at_the_beginning_are_kept() -> None:
    before = b"\xef\xbb\xbf" + BEFORE.replace("\n", "\r\n").encode()
    assert set_values(before, FILE, (), {"code": "city"}) == before.replace(b'"town"', b'"city"')


def test_a_list_over_several_lines_is_replaced_whole() -> None:
    old, new = change(("roles", "clerk"), {"reads": ["subject"]})
    assert (old[0], old[-1], new) == ("reads = [", "]", ['reads = ["subject"]'])


def test_a_new_key_stands_behind_the_last_of_its_table() -> None:
    assert change(("roles", "clerk"), {"en": "Clerk"}) == ([], ['en = "Clerk"'])
    assert change(("parameters", "window"), {"zh": "期限"})[1] == [
        'window = { value = "P1M", unit = "text", zh = "期限" }'
    ]
    assert change(("parameters", "empty"), {"zh": "期限"})[1] == ['empty = { zh = "期限" }']
    assert change((), {"en": "Town"}) == ([], ['en = "Town"'])


def test_a_key_is_taken_out_with_its_line_or_its_comma() -> None:
    assert change((), {"zh": None}) == (['zh = "小城"'], [])
    for key, left in (("value", '{ unit = "text" }'), ("unit", '{ value = "P1M" }')):
        assert change(("parameters", "window"), {key: None})[1] == [f"window = {left}"]


def test_a_new_table_is_laid_out_as_those_beside_it() -> None:
    assert change(("parameters", "more"), {"value": 1}) == ([], ["more = { value = 1 }"])
    old, new = change(("roles", "judge"), {"zh": "法官"})
    assert (old, [line for line in new if line]) == ([], ["[roles.judge]", 'zh = "法官"'])
    after = set_values(BEFORE.encode(), FILE, ("roles", "judge"), {"zh": "法官"}).decode()
    assert after.index("[roles.judge]") < after.index("# Figures.")
    assert set_values(BEFORE.encode(), FILE, ("sources", "001"), {"zh": "文件"}).decode() == (
        BEFORE + '\n[sources.001]\nzh = "文件"\n'
    )


def test_several_tables_change_at_once() -> None:
    after = set_tables(
        BEFORE.encode(), FILE, {("roles", "clerk"): {"zh": "甲"}, ("parameters", "window"): {"value": "P2M"}}
    )
    told = tomllib.loads(after.decode())
    assert (told["roles"]["clerk"]["zh"], told["parameters"]["window"]["value"]) == ("甲", "P2M")


@pytest.mark.parametrize("before", [b"", b"a = 1", b'["x"]\nb = 2\n\n\n'])
def test_several_new_tables_follow_each_other_behind_what_is_there(before: bytes) -> None:
    after = set_tables(
        before, "f.toml", {("new.file",): {"k": "v"}, ("x",): {"c": 3}, ("t", "u"): {"k": "w"}}
    )
    said = tomllib.loads(after.decode())
    assert said.pop("new.file") == {"k": "v"}
    assert said.pop("t") == {"u": {"k": "w"}}
    assert said["x"]["c"] == 3
    assert after.endswith(b"\n")
    assert b"\n\n\n" not in after


def test_what_is_true_is_not_what_is_one() -> None:
    assert set_values(b"a = 1\n", FILE, (), {"a": True}) == b"a = true\n"


def test_an_entry_is_taken_out_wherever_it_stands() -> None:
    before = BEFORE.encode()
    assert b"window" not in drop_entry(before, FILE, ("parameters", "window"))
    without = drop_entry(before, FILE, ("roles", "clerk"))
    assert b"# Figures." in without
    assert b"clerk" not in without
    assert drop_entry(before, FILE, ("roles", "judge")) is before


@pytest.mark.parametrize("content", [b"[broken", b"\xff\xfe", b"a.b = 1\nc = 2\n"])
def test_what_cannot_be_changed_by_itself_is_refused(content: bytes) -> None:
    with pytest.raises(TomlNotChanged):
        set_values(content, FILE, ("a",), {"b": 2, "d": 3})


def texts_in(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Each text of a file with its path; what stands in lists has none."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from texts_in(value, (*path, key))
        elif isinstance(value, str):
            yield (*path, key), value


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_in_a_shipped_file_every_text_is_found_and_changed_in_its_own_lines(path: Path) -> None:
    before = path.read_bytes()
    text = before.decode()
    spans = locate_spans(text)
    texts = dict(texts_in(tomllib.loads(text)))
    assert texts.keys() <= spans.values.keys()
    for at, value in texts.items():
        span = spans.values[at]
        assert tomllib.loads(f"x = {text[span.start : span.end]}")["x"] == value
    same: dict[KeyPath, dict[str, Plain | None]] = {}
    for at, value in texts.items():
        same.setdefault(at[:-1], {})[str(at[-1])] = value
    assert set_tables(before, str(path), same) is before
    for at in (*list(texts)[:2], *list(texts)[-2:]):
        span = spans.values[at]
        after = set_values(before, str(path), at[:-1], {str(at[-1]): "新的"})
        assert after.decode() == text[: span.start] + '"新的"' + text[span.end :]


@example({"0": "\x85#"})  # A line for Python's splitlines, none for TOML.
@example({"\u2028[x]": "\x0c[y]"})
@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), min_size=1, max_size=4))
def test_whatever_is_written_is_read_again_and_taken_back_without_a_trace(values: dict[str, str]) -> None:
    before = BEFORE.encode()
    written: Mapping[str, Plain | None] = dict(values)
    after = set_values(before, FILE, ("terms", "new"), written)
    assert tomllib.loads(after.decode())["terms"]["new"] == values
    assert drop_entry(after, FILE, ("terms", "new")) == before
