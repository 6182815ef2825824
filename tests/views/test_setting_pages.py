"""The page on which a place's names, roles, parameters and messages are edited without TOML."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import JURISDICTION
from tests.views.visitor import Visitor, has_chinese, read, visible_texts, visit
from webapp.procedures.drafts import get_draft
from webapp.procedures.place_settings import SECTIONS

PLACE = "/workbench/drafts/1/place"
LIMIT = f"{PLACE}/parameters?id=accept_working_days"


def sent_by(visitor: Visitor, address: str) -> dict[str, Any]:
    """What the first form of a page sends when nobody touches it."""
    page = read(visitor.get(address))
    form = page.xpath("//main//form[contains(@action, '/place/')]")[0]
    return {name: form.fields[name] for name in form.fields if name and form.fields[name]}


def content_of(draft: PracticePlace) -> bytes:
    with draft.database.read() as session:
        return get_draft(session, 1).files[JURISDICTION]


def test_every_section_stands_on_the_page_with_a_way_to_each_entry(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    page = read(visitor.get(PLACE))
    assert {each.get("id") for each in page.xpath("//main//section")} == set(SECTIONS)
    for address in page.xpath("//main//table//a/@href"):
        assert visitor.get(address).status_code == 200, address
    for section in SECTIONS.values():
        if not section.is_alone:
            assert visitor.get(f"{PLACE}/{section.id}").status_code == 200


def test_a_form_sent_as_it_is_changes_nothing_and_a_value_only_its_line(
    app: Flask, draft: PracticePlace
) -> None:
    visitor, before = visit(app), content_of(draft)
    sent = sent_by(visitor, LIMIT)
    assert visitor.post(f"{PLACE}/parameters", sent).status_code == 302
    assert content_of(draft) == before
    assert visitor.post(f"{PLACE}/parameters", {**sent, "f.value": "8"}).status_code == 302
    assert content_of(draft) == before.replace(b"value = 5", b"value = 8")


def test_a_mistake_is_shown_at_its_field_with_what_was_typed(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    answer = visitor.post(f"{PLACE}/parameters", {**sent_by(visitor, LIMIT), "f.value": "soon"})
    assert answer.status_code == 422
    (field,) = read(answer).xpath("//input[@aria-invalid='true']")
    assert (field.get("name"), field.get("value")) == ("f.value", "soon")


def test_who_comes_second_is_told_and_keeps_what_was_typed(app: Flask, draft: PracticePlace) -> None:
    first, second = visit(app), visit(app, "designer2")
    sent = sent_by(second, LIMIT)
    first.post(f"{PLACE}/parameters", {**sent_by(first, LIMIT), "f.value": "8"})
    answer = second.post(f"{PLACE}/parameters", {**sent, "f.value": "9"})
    assert answer.status_code == 409
    assert "卓程" in answer.text
    assert read(answer).xpath("//input[@name='f.value']/@value") == ["9"]
    assert b"value = 8" in content_of(draft)


def test_an_entry_is_added_and_removed(app: Flask, draft: PracticePlace) -> None:
    visitor, before = visit(app), content_of(draft)
    visitor.get(f"{PLACE}/sources")
    fields = {"revision": "0", "f.id": "002", "f.zh": "办法", "f.en": "Rule"}
    added = visitor.post(f"{PLACE}/sources", fields)
    assert "id=002" in added.location
    assert visitor.post(f"{PLACE}/sources", {**fields, "revision": "1"}).status_code == 422
    page = read(visitor.get(added.location))
    assert page.xpath("//form[contains(@action, '/drop')]")
    dropped = visitor.post(f"{PLACE}/sources/drop", {"revision": "1", "entry": "002"})
    assert dropped.status_code == 302
    assert content_of(draft) == before


def test_an_administrator_reads_and_is_offered_no_change(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app, "admin")
    page = read(visitor.get(LIMIT))
    assert not page.xpath("//main//button")
    assert visitor.post(f"{PLACE}/parameters", {"revision": "0"}).status_code == 403


def test_in_english_only_the_places_own_words_are_chinese(app: Flask, draft: PracticePlace) -> None:
    visitor = visit(app)
    visitor.speak("en")
    for address in (PLACE, f"{PLACE}/roles", f"{PLACE}/unwalked"):
        texts = visible_texts(read(visitor.get(address)))
        assert [each for each in texts if has_chinese(each) and each not in {"卓程", "中文"}] == []
