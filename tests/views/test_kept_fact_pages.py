"""Facts tried on a table in force are kept in a draft, with the answer that the designer chooses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, OUTCOME
from tests.views.proving import PROOF, change, hidden, words, words_of
from tests.views.visitor import Visitor, has_chinese, read, visible_texts
from webapp.procedures.drafts import get_draft

KEEP = f"/workbench/places/{CODE}/tables/outcome/keep"
TRIED = f"tests/scenarios/{CODE}/tried.toml"


def keep(visitor: Visitor, **sent: str) -> Any:
    typed = {"_draft": "1", "_stem": "tried", "_name": "试过", "_name_en": "Tried"}
    return visitor.post(KEEP, {**typed, "assessment.f_fault": "grave", **sent})


def choose(visitor: Visitor, asked: Any, choice: str) -> Any:
    """Press one of the buttons under the two answers."""
    return visitor.post(KEEP, {**hidden(read(asked), KEEP), "_expected": choice})


def kept_content(draft: PracticePlace) -> str | None:
    with draft.database.read() as session:
        content = get_draft(session, 1).files.get(TRIED)
    return None if content is None else content.decode()


def test_facts_tried_on_a_table_are_kept_in_a_draft(designer: Visitor, draft: PracticePlace) -> None:
    page = read(designer.get(f"/procedures/{CODE}/tables/outcome"))
    assert page.xpath("//select[@name='_draft']/option/@value") == ["1"]
    kept = keep(designer)
    assert kept.location == f"{PROOF}/scenarios/{TRIED}"
    assert "通过" in words(read(designer.get(kept.location)))
    content = kept_content(draft)
    assert content is not None
    assert '"assessment.f_fault" = "grave"' in content
    assert 'value = "deny"' in content
    keep(designer)
    assert designer.get(KEEP).location == f"/procedures/{CODE}/tables/outcome"
    page = read(designer.get(f"/procedures/{CODE}/tables/outcome"))
    assert "已经有情景文件" in words(page)
    # What is typed beside the facts survives that a changed fact redraws the page around it.
    assert page.xpath("//details[@hx-preserve][@id]//input[@name='_stem']")


def test_what_the_draft_says_otherwise_is_shown_beside_the_version_in_force_and_chosen(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, OUTCOME, '"deny"', '"refer"')
    asked = keep(designer)
    rows = [words_of(row) for row in read(asked).xpath("//table[contains(@class, 'proof-answers')]/tbody/tr")]
    assert rows == ["现行版本 | deny | 3", "草稿 1 | refer | 3"]
    assert "过失程度：严重" in words(read(asked))
    assert kept_content(draft) is None, "nothing is kept before somebody chose"
    kept = choose(designer, asked, "draft")
    assert 'value = "refer"\nrules = [3]' in (kept_content(draft) or "")
    assert "通过" in words(read(designer.get(kept.location)))


def test_the_answer_in_force_may_be_expected_and_fails_until_the_draft_is_mended(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, OUTCOME, '"deny"', '"refer"')
    kept = choose(designer, keep(designer), "in_force")
    assert (kept_content(draft) or "").endswith('value = "deny"\n'), "its rows are those of another table"
    assert "结论应为" in words(read(designer.get(kept.location)))
    change(draft, OUTCOME, '"refer"', '"deny"')
    assert "通过" in words(read(designer.get(kept.location)))


def test_a_choice_is_not_taken_for_an_answer_that_was_not_shown(
    designer: Visitor, draft: PracticePlace
) -> None:
    change(draft, OUTCOME, '"deny"', '"refer"')
    asked = keep(designer)
    change(draft, OUTCOME, '"grave"', '"severe"')
    again = choose(designer, asked, "draft")
    assert "表格又改了" in words(read(again))
    assert kept_content(draft) is None
    designer.speak("en")
    page = read(keep(designer))
    assert "The draft's table says otherwise" in words(page)
    for marked in page.xpath("//*[@lang='zh-Hans' or @lang='zh-CN' or @lang='zh']"):
        marked.drop_tree()
    assert [text for text in visible_texts(page) if has_chinese(text) and "中文" not in text] == []


@pytest.mark.parametrize("sent", [{"_draft": "9"}, {"_draft": ""}, {"_expected": "other"}])
def test_what_cannot_be_kept_is_refused(
    designer: Visitor, draft: PracticePlace, sent: dict[str, str]
) -> None:
    assert keep(designer, **sent).status_code in {400, 404}
    assert kept_content(draft) is None
