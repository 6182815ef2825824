"""Requests that no page of ours sends: each is answered with a page in words, none breaks the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor
from webapp.cases import add_evidence

#: Larger than any number a database keeps.
HUGE = "9" * 25
NUL = "%00"


@pytest.mark.parametrize(
    ("login_name", "address"),
    [
        ("intake", f"/tasks?search={NUL}"),
        ("intake", f"/tasks?jurisdiction={NUL}"),
        ("intake", f"/tasks?page={HUGE}"),
        ("intake", f"/tasks/{HUGE}"),
        ("intake", f"/cases?search={NUL}"),
        ("intake", f"/cases?page={HUGE}"),
        ("intake", f"/cases/{HUGE}"),
        ("intake", f"/cases/1/evidence/{HUGE}"),
        ("intake", f"/cases/new/{NUL}"),
        ("intake", f"/procedures/{NUL}"),
        ("intake", f"/procedures/versions/{NUL}/x.bpmn"),
        ("security", f"/administration/accounts?search={NUL}"),
        ("security", f"/administration/accounts?page={HUGE}"),
        ("security", f"/administration/accounts/{HUGE}"),
        ("auditor", f"/administration/audit?chain={NUL}"),
        ("auditor", f"/administration/audit?page={HUGE}"),
        ("intake", f"/setup/{NUL}"),
        ("intake", f"/help/{NUL}"),
    ],
)
def test_an_address_that_no_page_offers_is_answered_in_words(
    visitor: Visitor, login_name: str, address: str
) -> None:
    visitor.sign_in(login_name)
    assert visitor.get(address).status_code < 500


@pytest.mark.parametrize(
    ("login_name", "address", "typed"),
    [
        ("intake", f"/tasks/{HUGE}/claim", {}),
        ("intake", "/cases/1/comments", {"text": "a\0b", "submission_key": "k"}),
        ("intake", "/password", {"current": "\0", "new": "\0", "again": "\0"}),
        ("admin", f"/administration/incidents/{HUGE}/retry", {}),
        ("admin", "/administration/clock", {"days": HUGE}),
        ("security", "/administration/accounts/1/revoke", {"jurisdiction": "\0", "role": "\0", "unit": "x"}),
        (
            "security",
            "/administration/accounts/new",
            {"login_name": "xinren", "display_name": "新\0人", "unit": "", "password": "Liwan-Gate-88"},
        ),
    ],
)
def test_a_form_that_no_page_offers_is_answered_in_words(
    visitor: Visitor, login_name: str, address: str, typed: dict[str, str]
) -> None:
    visitor.sign_in(login_name)
    assert visitor.post(address, typed).status_code < 500


@pytest.mark.parametrize("target", ["//[", "http://[::1", "//evil\u2100.com", "/\t/evil.com", "/\\evil.com"])
def test_an_address_that_cannot_be_read_leads_home(visitor: Visitor, target: str) -> None:
    visitor.sign_in("intake")
    assert visitor.post("/language", {"language": "en", "back": target}).location == "/"


def test_a_signed_in_person_with_an_unreadable_target_still_arrives(app: Flask) -> None:
    visitor = Visitor(app)
    answer = visitor.post("/sign-in", {"login_name": "intake", "password": "", "next": "//["})
    assert answer.status_code == 200
    assert visitor.sign_in("intake").status_code == 302


def test_typed_control_signs_open_no_matter_and_break_nothing(visitor: Visitor, town: PracticePlace) -> None:
    visitor.sign_in("applicant")
    answer = visitor.post(
        "/cases/new/xiaocheng", {"application.request_text": "请求\0容错", "submission_key": "nul-sign"}
    )
    assert answer.status_code == 400


def test_a_page_of_a_signed_in_person_is_refused_when_it_carries_no_key(
    visitor: Visitor, town: PracticePlace
) -> None:
    visitor.sign_in("applicant")
    answer = visitor.post("/cases/new/xiaocheng", {"application.request_text": "请求容错"})
    assert answer.status_code == 409
    assert "CF-118" in answer.text


def test_evidence_is_saved_never_shown_and_kept_by_no_cache(visitor: Visitor, town: PracticePlace) -> None:
    case_id = town.open_matter({"application.request_text": "请求容错"})
    script = b"<script>alert(1)</script>"
    evidence = add_evidence(
        town.database, town.actor("applicant"), case_id, "页\u202e面.html", "text/html\r\nX: y", script
    )
    visitor.sign_in("intake")
    answer = visitor.get(f"/cases/{case_id}/evidence/{evidence}")
    assert answer.data == script
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_database_that_does_not_answer_is_said_in_words(visitor: Visitor, town: PracticePlace) -> None:
    visitor.sign_in("intake")
    town.database.close()
    path = town.database.url.database
    assert path is not None
    with Path(path).open("r+b") as file:
        file.write(b"x" * 4096)
    answer = visitor.get("/tasks")
    assert answer.status_code == 503
    assert "<html" in answer.text
    # Where the data lie is for the log, not for whoever calls.
    assert path not in answer.text
    assert "RC-VIEW-10" in answer.text
