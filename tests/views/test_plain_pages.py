"""The plain pages of a draft: English texts, papers, list items, files; nothing is overwritten unseen."""

from __future__ import annotations

import tomllib
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import APPLY_FORM, ARCHIVE, CODE, MATTER, OUTCOME, TEXTS
from tests.views.visitor import Visitor, has_chinese, read, visible_texts, visit
from webapp.database import now
from webapp.procedures.draft_parts.words import list_words
from webapp.procedures.drafts import Draft, get_draft, save_file

DRAFT = "/workbench/drafts/1"
WORDS = f"{DRAFT}/words"
PARTS = f"{DRAFT}/parts"


def held(draft: PracticePlace) -> Draft:
    with draft.database.read() as session:
        return get_draft(session, 1)


def rows_of(visitor: Visitor, address: str = WORDS) -> dict[str, Any]:
    """What the page of texts sends when nobody touches it."""
    form = read(visitor.get(address)).xpath("//main//form[@method='post']")[0]
    return {name: form.fields[name] for name in form.fields if name}


def number_of(sent: dict[str, Any], key: str) -> str:
    """The number of a text on the page."""
    return next(
        name.partition(".")[2] for name, value in sent.items() if name.startswith("key.") and value == key
    )


def test_texts_sent_as_they_are_change_no_byte(app: Flask, draft: PracticePlace) -> None:
    visitor, before = visit(app), held(draft).files[TEXTS]
    assert visitor.post(WORDS, rows_of(visitor)).status_code == 302
    assert held(draft).files[TEXTS] == before


def test_several_texts_are_saved_at_once_and_nothing_else_changes(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    sent = rows_of(visitor, f"{WORDS}?file={MATTER}")
    changed = {
        f"text.{number_of(sent, 'ended')}": "Closed",
        f"text.{number_of(sent, 'lapsed')}": "Lapsed for good",
    }
    before = tomllib.loads(held(draft).files[TEXTS].decode())
    assert visitor.post(WORDS, {**sent, **changed}).status_code == 302
    after = tomllib.loads(held(draft).files[TEXTS].decode())
    before[MATTER] |= {"ended": "Closed", "lapsed": "Lapsed for good"}
    assert after == before


def test_texts_without_english_come_first_and_can_be_looked_up(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    sent = rows_of(visitor)
    number = number_of(sent, "ended")
    visitor.post(WORDS, {**sent, f"text.{number}": ""})
    lines = list_words(held(draft).pack)
    assert [(line.key, line.is_missing) for line in lines[:2]] == [("ended", True), (lines[1].key, False)]
    page = read(visitor.get(f"{WORDS}?show=missing"))
    assert page.xpath("//input[starts-with(@name, 'key.')]/@value") == ["ended"]
    found = read(visitor.get(f"{WORDS}?q=逾期终止"))
    assert found.xpath("//input[starts-with(@name, 'key.')]/@value") == ["lapsed"]
    assert read(visitor.get(f"{WORDS}?q=逾期终止&page=²")).xpath("//tbody/tr")


def test_a_text_renamed_in_chinese_asks_for_its_english_until_that_changes_too(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    assert read(visitor.get(WORDS)).xpath("//main//*[contains(text(), '请核对英文')]") == []
    content = held(draft).files[MATTER].replace("受理审查".encode(), "接收审查".encode())
    with draft.database.write() as session:
        save_file(session, 1, MATTER, content, 0, draft.actor("designer"), now(session))
    page = read(visitor.get(WORDS))
    (row,) = page.xpath("//tr[.//span[.='中文已改，请核对英文']]")
    assert row.xpath(".//input[starts-with(@name, 'key.')]/@value") == ["check_application"]
    assert page.xpath("//tbody/tr")[0] is row, "it comes before what needs nothing"
    assert "英文没有改的：1。" in page.xpath("string(//main//*[@role='status'])")
    sent = rows_of(visitor)
    visitor.post(WORDS, {**sent, f"text.{number_of(sent, 'check_application')}": "Check for receipt"})
    assert read(visitor.get(WORDS)).xpath("//span[.='中文已改，请核对英文']") == []


def test_who_comes_second_with_texts_is_told_and_keeps_them(app: Flask, draft: PracticePlace) -> None:
    first, second = visit(app), visit(app, "designer2")
    sent, theirs = rows_of(first), rows_of(second)
    name = f"text.{number_of(sent, 'ended')}"
    first.post(WORDS, {**sent, name: "Closed"})
    answer = second.post(WORDS, {**theirs, name: "Ended well"})
    assert answer.status_code == 409
    assert "Ended well" in answer.text
    assert b"Ended well" not in held(draft).files[TEXTS]


def test_a_text_of_nothing_is_refused(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    wrong = {"revision": "0", "key.0": "nothing", "file.0": MATTER, "was.0": "", "text.0": "X"}
    assert visitor.post(WORDS, wrong).status_code == 422


@pytest.mark.parametrize(
    ("kind", "source", "path"),
    [
        ("bpmn", MATTER, f"bpmn/{CODE}/hear_parties.bpmn"),
        ("dmn", OUTCOME, f"dmn/{CODE}/hear_parties.dmn"),
        ("forms", APPLY_FORM, f"forms/{CODE}/hear_parties.form"),
    ],
)
def test_a_file_is_added_empty_or_as_a_copy_with_its_texts(
    app: Flask, draft: PracticePlace, kind: str, source: str, path: str
) -> None:
    visitor = visit(app)
    visitor.get(PARTS)
    added = visitor.post(PARTS, {"kind": kind, "name": "hear_parties", "zh": "听取<意见>"})
    assert added.status_code == 302
    assert "听取<意见>" in read(visitor.get(added.location)).xpath("string(//h1)")
    listed = read(visitor.get(PARTS)).xpath(f"//tr[.//code[.='{path}']]/th/a/text()")
    assert listed == ["听取<意见>"]
    assert visitor.post(PARTS, {"kind": kind, "name": "hear_parties"}).status_code == 422
    removal = {"path": path, "revision": "1"}
    assert visitor.post(f"{PARTS}/remove", removal).status_code == 400, "nobody said that they are sure"
    assert visitor.post(f"{PARTS}/remove", {**removal, "sure": "yes"}).status_code == 302
    copied = visitor.post(PARTS, {"kind": kind, "name": "hear_parties", f"copy_{kind}": source})
    assert copied.status_code == 302
    assert b"hear_parties" in held(draft).files[path]
    texts = tomllib.loads(held(draft).files[TEXTS].decode())
    assert len(texts.get(path, {})) == len(texts.get(source, {}))


RENAME = f"{DRAFT}/rename"


def test_a_rename_is_shown_line_by_line_and_made_at_once(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    page = read(visitor.get(f"{PARTS}/file?path={OUTCOME}"))
    (way,) = page.xpath("//section[@aria-labelledby='rename-title']//a/@href")
    assert visitor.get(way).status_code == 200
    sent = {"kind": "dmn", "id": "outcome", "new": "result"}
    shown = read(visitor.post(RENAME, sent))
    assert held(draft).line.revision == 0
    assert shown.xpath(f"//table//code[.='{MATTER}']")
    assert 'decisionId="result"' in "".join(shown.xpath("//ins//text()"))
    (digest,) = shown.xpath("//input[@name='digest']/@value")
    assert visitor.post(RENAME, {**sent, "digest": digest}).status_code == 302
    files = held(draft).files
    assert OUTCOME not in files
    assert b'decisionId="result"' in files[MATTER]
    assert visitor.post(RENAME, {**sent, "digest": digest}).status_code == 422


def test_a_rename_over_a_draft_that_changed_shows_the_changes_anew(app: Flask, draft: PracticePlace) -> None:
    first, second = visit(app), visit(app, "designer2")
    sent = {"kind": "parameters", "id": "accept_working_days", "new": "days"}
    first.get(f"{RENAME}?kind=parameters&id=accept_working_days")
    (digest,) = read(first.post(RENAME, sent)).xpath("//input[@name='digest']/@value")
    words = rows_of(second, f"{WORDS}?file={MATTER}")
    assert second.post(WORDS, {**words, f"text.{number_of(words, 'ended')}": "Closed"}).status_code == 302
    theirs = rows_of(second, f"{DRAFT}/place/parameters?id=accept_working_days")
    assert second.post(f"{DRAFT}/place/parameters", {**theirs, "f.value": "6"}).status_code == 302
    late = first.post(RENAME, {**sent, "digest": digest})
    assert late.status_code == 409
    assert read(late).xpath("//input[@name='digest']/@value") not in ([], [digest])
    assert b"accept_working_days" in held(draft).files[MATTER]


def test_a_rename_of_what_is_shared_is_refused_in_words(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    assert visitor.get(f"{RENAME}?kind=nothing&id=x").status_code == 404
    visitor.get(f"{RENAME}?kind=forms&id=file_papers")
    answer = visitor.post(RENAME, {"kind": "forms", "id": "file_papers", "new": "bind"})
    assert answer.status_code == 422
    assert read(answer).xpath("//main//*[@class='error-summary']")


@pytest.mark.parametrize("name", ["", "Hear", "../x", "matter"])
def test_names_that_are_none_or_taken_are_refused(app: Flask, draft: PracticePlace, name: str) -> None:
    visitor = visit(app)
    visitor.get(PARTS)
    assert visitor.post(PARTS, {"kind": "bpmn", "name": name}).status_code == 422
    assert held(draft).line.revision == 0


def test_a_file_saved_meanwhile_is_not_removed(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    visitor.get(PARTS)
    sent = {"path": OUTCOME, "revision": "7", "sure": "yes"}
    assert visitor.post(f"{PARTS}/remove", sent).status_code == 409
    assert OUTCOME in held(draft).files


WORDING = f"{DRAFT}/wording"


def wording_number(sent: dict[str, Any], file: str, key: str) -> str:
    names = [name.partition(".")[2] for name in sent if name.startswith("key.")]
    return next(each for each in names if (sent[f"file.{each}"], sent[f"key.{each}"]) == (file, key))


def test_a_place_gives_a_shared_step_and_a_state_words_of_its_own_and_takes_them_back(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    page = read(visitor.get(f"{WORDING}?q=归档"))
    assert not page.xpath(f"//input[@value='{MATTER}']")
    for file, key, words in ((ARCHIVE, "file_papers", "立卷"), ("statuses", "archived", "已立卷")):
        sent = rows_of(visitor, f"{WORDING}?file={file}")
        number = wording_number(sent, file, key)
        assert visitor.post(WORDING, {**sent, f"text.{number}": words}).status_code == 302
    pack = held(draft).pack
    assert pack.texts("zh").text(ARCHIVE, "file_papers", "") == "立卷"
    assert pack.texts("zh").text("statuses", "archived", "") == "已立卷"
    sent = rows_of(visitor, f"{WORDING}?show=own")
    assert sorted(value for name, value in sent.items() if name.startswith("text.")) == ["已立卷", "立卷"]
    number = wording_number(sent, ARCHIVE, "file_papers")
    assert visitor.post(WORDING, {**sent, f"text.{number}": ""}).status_code == 302
    assert held(draft).pack.texts("zh").of_file(ARCHIVE) == {}


def test_who_comes_second_with_words_of_the_place_is_told_and_keeps_them(
    app: Flask, draft: PracticePlace
) -> None:
    first, second = visit(app), visit(app, "designer2")
    sent, theirs = rows_of(first, f"{WORDING}?file={ARCHIVE}"), rows_of(second, f"{WORDING}?file={ARCHIVE}")
    name = f"text.{wording_number(sent, ARCHIVE, 'file_papers')}"
    first.post(WORDING, {**sent, name: "立卷"})
    answer = second.post(WORDING, {**theirs, name: "装订"})
    assert answer.status_code == 409
    assert "装订" in answer.text
    assert held(draft).pack.texts("zh").text(ARCHIVE, "file_papers", "") == "立卷"


def test_words_that_a_form_cannot_show_are_refused_and_nothing_is_saved(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    file = "forms/shared/file_papers.form"
    sent = rows_of(visitor, f"{WORDING}?file={file}")
    name = f"text.{wording_number(sent, file, 'archive_record.volume_no')}"
    answer = visitor.post(WORDING, {**sent, name: "{{if volume}}"})
    assert answer.status_code == 422
    assert read(answer).xpath("//main//*[@class='error-summary']//li")
    assert held(draft).line.revision == 0


def test_words_for_what_is_the_places_own_are_refused(app: Flask, draft: PracticePlace) -> None:
    wrong = {"revision": "0", "key.0": "ended", "file.0": MATTER, "was.0": "", "text.0": "X"}
    visitor = visit(app)
    assert visitor.get(WORDING).status_code == 200
    assert visitor.post(WORDING, wrong).status_code == 422


def test_texts_beyond_a_page_are_reached_by_the_next_and_found_words_stay_found(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    first = read(visitor.get(f"{WORDING}?file=registers"))
    (address,) = first.xpath("//a[@rel='next']/@href")
    second = read(visitor.get(address))
    shown = [page.xpath("//input[starts-with(@name, 'key.')]/@value") for page in (first, second)]
    assert shown[0]
    assert shown[1]
    assert not set(shown[0]) & set(shown[1])
    assert set(second.xpath("//input[starts-with(@name, 'file.')]/@value")) == {"registers"}


def test_a_place_without_a_list_is_told_so(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    assert "match" in visitor.get(f"{DRAFT}/lists").text
    broken = {"file": (BytesIO(b"no sheet"), "list.xlsx")}
    assert visitor.post(f"{DRAFT}/lists", broken).status_code == 422
    assert visitor.post(f"{DRAFT}/lists").status_code == 422


def test_an_administrator_reads_every_page_and_is_offered_no_change(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app, "admin")
    for address in (
        WORDS,
        WORDING,
        PARTS,
        f"{PARTS}/file?path={OUTCOME}",
        f"{DRAFT}/papers",
        f"{DRAFT}/lists",
    ):
        page = read(visitor.get(address))
        assert page.xpath("//main//form[@method='post']//button[not(ancestor::nav)]") == [], address
    for address in (
        WORDS,
        WORDING,
        PARTS,
        RENAME,
        f"{PARTS}/remove",
        f"{DRAFT}/papers",
        f"{DRAFT}/lists",
    ):
        assert visitor.post(address, {"revision": "0"}).status_code == 403


def test_in_english_the_pages_are_english(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    visitor.speak("en")
    for address in (PARTS, f"{PARTS}/file?path={OUTCOME}", f"{DRAFT}/papers", f"{DRAFT}/lists"):
        texts = visible_texts(read(visitor.get(address)))
        assert [each for each in texts if has_chinese(each) and each not in {"卓程", "中文"}] == [], address
