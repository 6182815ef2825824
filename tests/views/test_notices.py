"""Messages that a procedure's steps sent, read on a page of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor, read
from webapp import outbox


def tell(town: PracticePlace, to: str, text: str) -> None:
    with town.database.write() as session:
        outbox.put_notice(
            session,
            jurisdiction=town.code,
            to=to,
            text=text,
            at=datetime(2026, 3, 2, tzinfo=UTC),
            case_no="〔2026〕XIAOCHENG-0001",
        )


def test_a_role_reads_what_it_was_told_and_others_do_not(app: Flask, town: PracticePlace) -> None:
    tell(town, "intake", "受理期限将满")
    officer, stranger = Visitor(app), Visitor(app)
    officer.sign_in("intake")
    stranger.sign_in("archivist")
    assert "受理期限将满" in officer.get("/notices").text
    assert "受理期限将满" not in stranger.get("/notices").text


def test_an_account_is_told_by_its_login_name(app: Flask, town: PracticePlace) -> None:
    tell(town, "@applicant", "申请已受理")
    applicant = Visitor(app)
    applicant.sign_in("applicant")
    assert "申请已受理" in applicant.get("/notices").text


def test_a_message_is_marked_as_read_by_its_reader_only(app: Flask, town: PracticePlace) -> None:
    tell(town, "intake", "受理期限将满")
    officer, stranger = Visitor(app), Visitor(app)
    officer.sign_in("intake")
    stranger.sign_in("archivist")
    (form,) = read(officer.get("/notices")).xpath("//form[contains(@action, '/read')]")
    assert stranger.post(form.get("action")).status_code == 404
    officer.post(form.get("action"))
    assert not read(officer.get("/notices")).xpath("//form[contains(@action, '/read')]")


def test_the_page_says_so_when_there_is_nothing(app: Flask) -> None:
    officer = Visitor(app)
    officer.sign_in("intake")
    officer.speak("en")
    assert "No messages yet." in officer.get("/notices").text
