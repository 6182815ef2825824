"""A browser without script, as far as these tests need one."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from webapp.cases.practice import practice_password

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """Calls pages, keeps cookies, sends the token that the last page carried."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self._token: str | None = None

    def get(self, address: str, **headers: str) -> TestResponse:
        answer = self.client.get(address, headers=headers, buffered=True)
        if answer.mimetype == "text/html" and (found := _TOKEN.search(answer.text)) is not None:
            self._token = found[1]
        return answer

    def token(self) -> str:
        """A form token of this visit; every page has one, so does the one that says there is none."""
        if self._token is None:
            self.get("/no-such-page")
        assert self._token is not None
        return self._token

    def post(self, address: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        answer = self.client.post(
            address, data={"csrf_token": self.token(), **(data or {})}, headers=headers, buffered=True
        )
        if "Set-Cookie" in answer.headers:
            self._token = None  # Logging in or out begins a visit with tokens of its own.
        return answer

    def put(self, address: str, content: bytes = b"", **headers: str) -> TestResponse:
        return self.client.put(
            address, data=content, headers={"X-CSRFToken": self.token(), **headers}, buffered=True
        )

    def sign_in(self, login_name: str, password: str | None = None) -> TestResponse:
        return self.post("/sign-in", {"login_name": login_name, "password": password or practice_password()})

    def speak(self, language: str) -> None:
        self.post("/language", {"language": language})


def visit(app: Flask, login_name: str = "designer") -> Visitor:
    """Somebody who has signed in."""
    visitor = Visitor(app)
    assert visitor.sign_in(login_name).status_code == 302
    return visitor


def read(response: TestResponse) -> html.HtmlElement:
    """The page as a tree."""
    return html.document_fromstring(response.text)


def visible_texts(page: html.HtmlElement) -> list[str]:
    """The texts of a page, one for each text node, and the texts that only assistive technology reads."""
    texts = [
        " ".join(text.split()) for text in page.xpath("//title//text() | //body//text()[not(parent::script)]")
    ]
    attributes = page.xpath("//@aria-label | //@title | //@placeholder | //@alt")
    return [text for text in (*texts, *map(str, attributes)) if text]


def has_chinese(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return re.search(r"[\u4e00-\u9fff]", text) is not None
