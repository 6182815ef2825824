"""The plain pages of a draft: English texts, papers, list items, files; nothing is overwritten unseen."""

from __future__ import annotations

import tomllib
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.drafts.desk import NOW
from tests.procedures.small_pack import APPLY_FORM, CODE, MATTER, OUTCOME, TEXTS
from tests.views.visitor import Visitor, has_chinese, read, visible_texts
from webapp.procedures.draft_parts.words import list_words
from webapp.procedures.drafts import Draft, get_draft, start_draft

DRAFT = "/workbench/drafts/1"
WORDS = f"{DRAFT}/words"
PARTS = f"{DRAFT}/parts"


@pytest.fixture
def draft(town: PracticePlace) -> PracticePlace:
    """The small place with one draft, number 1."""
    with town.database.write() as session:
        assert start_draft(session, CODE, town.actor("designer"), NOW).id == 1
    return town


def visit(app: Flask, login_name: str = "designer") -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(login_name)
    return visitor


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
        f"en.{number_of(sent, 'ended')}": "Closed",
        f"en.{number_of(sent, 'lapsed')}": "Lapsed for good",
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
    visitor.post(WORDS, {**sent, f"en.{number}": ""})
    lines = list_words(held(draft).pack)
    assert [(line.key, line.is_missing) for line in lines[:2]] == [("ended", True), (lines[1].key, False)]
    page = read(visitor.get(f"{WORDS}?show=missing"))
    assert page.xpath("//input[starts-with(@name, 'key.')]/@value") == ["ended"]
    found = read(visitor.get(f"{WORDS}?q=逾期终止"))
    assert found.xpath("//input[starts-with(@name, 'key.')]/@value") == ["lapsed"]


def test_who_comes_second_with_texts_is_told_and_keeps_them(app: Flask, draft: PracticePlace) -> None:
    first, second = visit(app), visit(app, "designer2")
    sent, theirs = rows_of(first), rows_of(second)
    name = f"en.{number_of(sent, 'ended')}"
    first.post(WORDS, {**sent, name: "Closed"})
    answer = second.post(WORDS, {**theirs, name: "Ended well"})
    assert answer.status_code == 409
    assert "Ended well" in answer.text
    assert b"Ended well" not in held(draft).files[TEXTS]


def test_a_text_of_nothing_is_refused(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    wrong = {"revision": "0", "key.0": "nothing", "file.0": MATTER, "was.0": "", "en.0": "X"}
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
    assert visitor.get(added.location).status_code == 200
    assert visitor.post(PARTS, {"kind": kind, "name": "hear_parties"}).status_code == 422
    assert visitor.post(f"{PARTS}/remove", {"path": path, "revision": "1"}).status_code == 302
    copied = visitor.post(PARTS, {"kind": kind, "name": "hear_parties", f"copy_{kind}": source})
    assert copied.status_code == 302
    assert b"hear_parties" in held(draft).files[path]
    texts = tomllib.loads(held(draft).files[TEXTS].decode())
    assert len(texts.get(path, {})) == len(texts.get(source, {}))


def test_a_file_is_renamed_with_its_id_and_texts_and_what_refers_to_it_is_told(
    app: Flask, draft: PracticePlace
) -> None:
    visitor = visit(app)
    page = read(visitor.get(f"{PARTS}/file?path={OUTCOME}"))
    assert page.xpath("//section[@aria-labelledby='references-title']//a[contains(@href, 'matter')]")
    sent = {"path": OUTCOME, "name": "result", "revision": "0"}
    renamed = visitor.post(f"{PARTS}/rename", sent)
    assert renamed.status_code == 302
    files = held(draft).files
    assert OUTCOME not in files
    assert b'id="result"' in files[f"dmn/{CODE}/result.dmn"]
    texts = tomllib.loads(files[TEXTS].decode())
    assert f"dmn/{CODE}/result.dmn" in texts
    assert OUTCOME not in texts
    told = read(visitor.get(renamed.location))
    assert told.xpath("//section[@aria-labelledby='old-title']//a[contains(@href, 'matter')]")


@pytest.mark.parametrize("name", ["", "Hear", "../x", "matter"])
def test_names_that_are_none_or_taken_are_refused(app: Flask, draft: PracticePlace, name: str) -> None:
    visitor = visit(app)
    visitor.get(PARTS)
    assert visitor.post(PARTS, {"kind": "bpmn", "name": name}).status_code == 422
    assert held(draft).line.revision == 0


def test_a_file_saved_meanwhile_is_neither_renamed_nor_removed(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    visitor.get(PARTS)
    sent = {"path": OUTCOME, "name": "result", "revision": "7"}
    assert visitor.post(f"{PARTS}/rename", sent).status_code == 409
    assert visitor.post(f"{PARTS}/remove", sent).status_code == 409
    assert OUTCOME in held(draft).files


def test_a_place_without_a_list_is_told_so(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    assert "match" in visitor.get(f"{DRAFT}/lists").text
    broken = {"file": (BytesIO(b"no sheet"), "list.xlsx")}
    assert visitor.post(f"{DRAFT}/lists", broken).status_code == 422
    assert visitor.post(f"{DRAFT}/lists").status_code == 422


def test_an_administrator_reads_every_page_and_is_offered_no_change(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app, "admin")
    for address in (WORDS, PARTS, f"{PARTS}/file?path={OUTCOME}", f"{DRAFT}/papers", f"{DRAFT}/lists"):
        page = read(visitor.get(address))
        assert page.xpath("//main//form[@method='post']//button[not(ancestor::nav)]") == [], address
    for address in (WORDS, PARTS, f"{PARTS}/rename", f"{PARTS}/remove", f"{DRAFT}/papers", f"{DRAFT}/lists"):
        assert visitor.post(address, {"revision": "0"}).status_code == 403


def test_in_english_the_pages_are_english(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    visitor.speak("en")
    for address in (PARTS, f"{PARTS}/file?path={OUTCOME}", f"{DRAFT}/papers", f"{DRAFT}/lists"):
        texts = visible_texts(read(visitor.get(address)))
        assert [each for each in texts if has_chinese(each) and each not in {"卓程", "中文"}] == [], address
