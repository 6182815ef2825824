"""Whatever goes wrong, the reader gets a page in their language with a code, and never a traceback."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from tests.views.visitor import Visitor, has_chinese, read
from webapp.cases import TaskAlreadyClaimed
from webapp.errors import RongcuoError
from webapp.views.access import Access, declare


@pytest.fixture
def failing(fresh_app: Flask) -> Flask:
    """The application with addresses that fail in different ways."""

    def break_down() -> str:
        raise ZeroDivisionError("the secret is 42")

    def refuse() -> str:
        raise TaskAlreadyClaimed(assignee="<b>程安</b>")

    fresh_app.add_url_rule("/break-down", "break_down", break_down, methods=["GET", "POST"])
    fresh_app.add_url_rule("/refuse", "refuse", refuse)
    declare(fresh_app, {"break_down": Access.EVERYBODY, "refuse": Access.EVERYBODY})
    return fresh_app


def test_a_failure_is_a_page_with_a_reference(failing: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="rongcuo.views"):
        response = Visitor(failing).get("/break-down")
    assert response.status_code == 500
    assert "RC-VIEW-07" in response.text
    for leak in ("Traceback", "ZeroDivisionError", "the secret", "webapp/views"):
        assert leak not in response.text
    reference = caplog.records[0].args[0]  # type: ignore[index]  # the first of the log's arguments
    assert str(reference) in response.text
    assert "the secret is 42" in caplog.text


def test_a_refusal_says_what_and_how_to_go_on(failing: Flask) -> None:
    visitor = Visitor(failing)
    response = visitor.get("/refuse")
    assert response.status_code == 409
    assert TaskAlreadyClaimed.code in response.text
    assert "&lt;b&gt;程安" in response.text
    visitor.speak("en")
    assert "already claimed" in visitor.get("/refuse").text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("method", "address", "status"), [("GET", "/no/such/page", 404), ("GET", "/sign-out", 405)]
)
def test_what_is_not_there_is_said_in_the_readers_language(
    visitor: Visitor, language: str, method: str, address: str, status: int
) -> None:
    visitor.speak(language)
    response = visitor.get(address)
    assert response.status_code == status
    main = read(response).xpath("string(//main)")
    assert has_chinese(main) is (language == "zh")
    assert "RC-VIEW" in main


def test_too_large_a_request_is_refused_before_it_is_read(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    response = Visitor(app).client.post("/sign-in", data={"login_name": "x" * 2000})
    assert response.status_code == 413
    assert "RC-VIEW-05" in response.text


def test_the_way_back_leads_to_our_own_pages_only(failing: Flask) -> None:
    visitor = Visitor(failing)
    ours = visitor.post("/break-down", Referer="http://localhost/help")
    assert "http://localhost/help" in ours.text
    theirs = visitor.post("/break-down", Referer="http://localhost.elsewhere.example/help")
    assert "elsewhere" not in theirs.text


def test_every_refusal_of_the_pages_has_its_own_code_in_both_languages() -> None:
    from webapp.views import errors

    classes = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, RongcuoError) and each is not RongcuoError
    ]
    assert len({each.code for each in classes}) == len(classes)
    for each in classes:
        assert has_chinese(each.zh)
        assert not has_chinese(each.en)


def test_health_tells_machines_whether_the_database_answers(app: Flask) -> None:
    response = Visitor(app).get("/health")
    assert response.status_code == 200
    assert response.json == {"status": "ok"}
