"""Changing a TOML file that people write, without touching anything else in it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.procedures.toml_changes import add_table, drop_entry, drop_text, set_text
from webapp.procedures.toml_writing import Plain, TomlNotChanged

FILE = "bpmn/town/texts.en.toml"
BEFORE = b"""# Texts of the town.

["bpmn/town/a.bpmn"]
start = "Start"  # as filed
"start.documentation" = "What to do"

# The second one.
["bpmn/town/b.bpmn"]
end = "End"
"""


def test_a_table_is_added_behind_the_others() -> None:
    after = add_table(BEFORE, FILE, ("bpmn/town/c.bpmn",), {"x": "X", "x.y": 'a "b" \\ \n c\x7f'})
    assert after.startswith(BEFORE)
    assert tomllib.loads(after.decode())["bpmn/town/c.bpmn"] == {"x": "X", "x.y": 'a "b" \\ \n c\x7f'}


def test_numbers_flags_and_lists_are_written_as_such() -> None:
    values: dict[str, Plain] = {"zh": "岗位", "n": 3, "on": True, "reads": ["a", "b"]}
    assert tomllib.loads(add_table(b"", FILE, ("roles", "clerk"), values).decode()) == {
        "roles": {"clerk": values}
    }


def test_a_table_that_is_there_is_not_added_again() -> None:
    with pytest.raises(TomlNotChanged):
        add_table(BEFORE, FILE, ("bpmn/town/a.bpmn",), {"x": "X"})


def test_a_table_is_taken_out_and_the_comment_above_the_next_stays() -> None:
    after = drop_entry(BEFORE, FILE, ("bpmn/town/a.bpmn",))
    assert after == b'# Texts of the town.\n\n# The second one.\n["bpmn/town/b.bpmn"]\nend = "End"\n'


def test_what_was_added_last_is_taken_out_without_a_trace() -> None:
    added = add_table(BEFORE, FILE, ("c",), {"x": "X"})
    assert drop_entry(added, FILE, ("c",)) == BEFORE
    assert drop_entry(BEFORE, FILE, ("c",)) == BEFORE


@pytest.mark.parametrize(
    ("key", "line"),
    [("start", b'start = "Begin"'), ("start.documentation", b'"start.documentation" = "Begin"')],
)
def test_a_text_is_replaced_in_its_line(key: str, line: bytes) -> None:
    after = set_text(BEFORE, FILE, ("bpmn/town/a.bpmn",), key, "Begin")
    assert line in after
    assert tomllib.loads(after.decode())["bpmn/town/a.bpmn"][key] == "Begin"
    assert after.count(b"\n") == BEFORE.count(b"\n")


def test_a_new_text_stands_at_the_end_of_its_table() -> None:
    after = set_text(BEFORE, FILE, ("bpmn/town/a.bpmn",), "middle", "Middle")
    assert b'"What to do"\nmiddle = "Middle"\n\n# The second one.' in after


def test_a_text_of_a_table_that_is_missing_makes_the_table() -> None:
    after = set_text(BEFORE, FILE, ("new",), "x", "X")
    assert tomllib.loads(after.decode())["new"] == {"x": "X"}


@pytest.mark.parametrize(
    "content",
    [
        b"[broken",
        b"\xff\xfe",
        b'["bpmn/town/a.bpmn"]\nstart = """\n[not a table]\n"""\nend = "x"\n',
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone(content: bytes) -> None:
    with pytest.raises(TomlNotChanged) as refused:
        drop_entry(content, FILE, ("bpmn/town/a.bpmn",))
    assert FILE in refused.value.text("zh")


def test_a_text_over_several_lines_is_replaced_whole() -> None:
    after = set_text(b'[a]\nstart = """\none\n"""\nend = "x"\n', FILE, ("a",), "start", "Begin")
    assert after == b'[a]\nstart = "Begin"\nend = "x"\n'


DOTTED = b'[a]\nstart = "Start"\nstep.text = "One"\n"step.about" = "Two"\n'


def test_a_text_is_found_whether_its_key_is_quoted_or_dotted() -> None:
    after = set_text(set_text(DOTTED, FILE, ("a",), "step.text", "1"), FILE, ("a",), "step.about", "2")
    assert after == b'[a]\nstart = "Start"\nstep.text = "1"\n"step.about" = "2"\n'


def test_a_text_is_taken_out_whether_its_key_is_quoted_or_dotted() -> None:
    assert drop_text(DOTTED, FILE, ("a",), "step.text") == b'[a]\nstart = "Start"\n"step.about" = "Two"\n'
    assert drop_text(DOTTED, FILE, ("a",), "step.about") == b'[a]\nstart = "Start"\nstep.text = "One"\n'
    with pytest.raises(TomlNotChanged):
        drop_text(DOTTED, FILE, ("a",), "step.none")


def test_the_ends_of_lines_stay_as_they_are() -> None:
    after = set_text(BEFORE.replace(b"\n", b"\r\n"), FILE, ("c",), "x", "X")
    assert after.count(b"\r\n") == after.count(b"\n")


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), min_size=1, max_size=4))
def test_whatever_text_is_written_is_read_again(values: dict[str, str]) -> None:
    assert tomllib.loads(add_table(BEFORE, FILE, ("t",), values).decode())["t"] == values
