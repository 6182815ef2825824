"""Templates compared by their words: paragraphs, rows and words that came and went; hostile ones harm nobody."""

from __future__ import annotations

import pytest

from tests.papers.documents import change_parts, read_part, write_document
from webapp.papers import Limits, LineChange, compare_templates
from webapp.papers.container import MAIN_PART
from webapp.papers.wording import MOST_CHARACTERS, MOST_LINES, compare_wording

RULE = "申请人{{ application.name }}的申请，五个工作日内答复。"


def told(line: LineChange) -> tuple[str, str]:
    """Where a line stands, and its pieces: [-gone-], {+come+}."""
    signs = {"same": "%s", "removed": "[-%s-]", "added": "{+%s+}"}
    return line.en, " | ".join(
        "".join(signs[piece.kind] % piece.text for piece in cell) for cell in line.cells
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((RULE,), (RULE.replace("五", "七"),), [("paragraph 1", "申请人{{ application.name }}的申请，[-五-]{+七+}个工作日内答复。")]),
        ((RULE,), (RULE.replace("name", "unit"),), [("paragraph 1", "申请人[-{{ application.name }}-]{+{{ application.unit }}+}的申请，五个工作日内答复。")]),
        ((RULE,), ("另行通知", RULE), [("paragraph 1", "{+另行通知+}")]),
        (("抄送", RULE), (RULE,), [("former paragraph 1", "[-抄送-]")]),
        (("甲乙丙",), ("子丑寅",), [("paragraph 1", "{+子丑寅+}"), ("former paragraph 1", "[-甲乙丙-]")]),
        (("Reply within 5 days",), ("Reply within 15 days",), [("paragraph 1", "Reply within [-5-]{+15+} days")]),
    ],
    ids=["word", "placeholder", "added", "removed", "nothing alike", "number"],
)  # fmt: skip
def test_paragraphs_that_differ_are_told_with_the_words_that_came_and_went(
    old: tuple[str, ...], new: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    comparison = compare_wording(write_document(*old), write_document(*new))
    assert [told(line) for line in comparison.lines] == expected


def test_rows_are_told_cell_by_cell_and_footers_apart() -> None:
    old = write_document(RULE, rows=(("事项", "结果"), ("受理", "{{ a.b }}")), footer="第一版")
    new = write_document(
        RULE, rows=(("事项", "结果"), ("受理", "{{ a.c }}"), ("期限", "5 日")), footer="第二版"
    )
    assert [told(line) for line in compare_wording(old, new).lines] == [
        ("table 1, row 2", "受理 | [-{{ a.b }}-]{+{{ a.c }}+}"),
        ("table 1, row 3", "{+期限+} | {+5 日+}"),
        ("footer, paragraph 1", "第[-一-]{+二+}版"),
    ]


def test_what_only_looks_otherwise_has_the_same_words() -> None:
    plain = write_document(RULE)
    bold = read_part(plain, MAIN_PART).replace(b"<w:r>", b"<w:r><w:rPr><w:b/></w:rPr>")
    assert compare_wording(plain, change_parts(plain, {MAIN_PART: bold})).lines == ()


def test_what_a_content_control_holds_is_read_once_and_deleted_text_is_not() -> None:
    plain = write_document(RULE)
    held = "<w:sdt><w:sdtContent><w:p><w:r><w:t>附件</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p></w:sdtContent></w:sdt>"
    body = read_part(plain, MAIN_PART).replace(b"<w:body>", b"<w:body>" + held.encode())
    (line,) = compare_wording(plain, change_parts(plain, {MAIN_PART: body})).lines
    assert told(line) == ("paragraph 1", "{+附件+}")


@pytest.mark.parametrize("texts", [["甲"] * (MOST_LINES + 5), ["乙" * MOST_CHARACTERS, "丙" * 5]])
def test_what_is_too_much_to_tell_is_counted(texts: list[str]) -> None:
    comparison = compare_wording(write_document(), write_document(*texts))
    assert comparison.left_out > 0
    assert len(comparison.lines) + comparison.left_out == len(texts)


def test_one_that_cannot_be_read_is_told_why_and_keeps_no_other_from_being_compared() -> None:
    plain, other = write_document("甲"), write_document("甲乙")
    bomb = change_parts(plain, {"word/media/x.xml": b"<a>" + b" " * 9_000_000 + b"</a>"})
    found = compare_templates({"bomb": (plain, bomb), "sound": (plain, other), "none": (b"", plain)})
    assert {name: each.unread.code if each.unread else "" for name, each in found.items()} == {
        "bomb": "PA-102", "sound": "", "none": "PA-101"
    }  # fmt: skip
    assert [told(line) for line in found["sound"].lines] == [("paragraph 1", "甲{+乙+}")]


def test_a_comparison_beyond_the_limits_is_told_and_made_when_asked_again() -> None:
    pair = write_document("甲"), write_document("丁")
    (cut_off,) = compare_templates({"slow": pair}, limits=Limits(memory_bytes=1)).values()
    assert cut_off.unread is not None
    assert cut_off.unread.code == "PA-120"
    assert compare_templates({"slow": pair})["slow"].unread is None
