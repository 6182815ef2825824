"""A browser without script, as far as these tests need one."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from webapp.cases.practice import practice_password


class Visitor:
    """Calls pages, keeps cookies, sends the token that the last page carried."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def get(self, address: str, **headers: str) -> TestResponse:
        return self.client.get(address, headers=headers, buffered=True)

    def token(self) -> str:
        """A form token of this visit; every page has one, so does the one that says there is none."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/no-such-page").text)
        assert found is not None
        return found[1]

    def post(self, address: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        return self.client.post(
            address, data={"csrf_token": self.token(), **(data or {})}, headers=headers, buffered=True
        )

    def sign_in(self, login_name: str, password: str | None = None) -> TestResponse:
        return self.post("/sign-in", {"login_name": login_name, "password": password or practice_password()})

    def speak(self, language: str) -> None:
        self.post("/language", {"language": language})


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
