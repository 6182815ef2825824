"""The manual as its readers get it: an application over an empty database, and its pages in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from lxml import html

from tests.views.visitor import Visitor, read
from webapp.database import open_database
from webapp.errors import Language
from webapp.migrations import migrate
from webapp.settings import read_settings
from webapp.views import create_app

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass
class Manual:
    """Reads pages, each once."""

    app: Flask
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page = cache(self._page)

    def visitor(self, language: str) -> Visitor:
        """Somebody who reads in this language and has not signed in."""
        if language not in self.visitors:
            visitor = Visitor(self.app)
            visitor.speak(language)
            self.visitors[language] = visitor
        return self.visitors[language]

    def _page(self, topic: str, language: Language) -> html.HtmlElement:
        response = self.visitor(language).get(f"/help/{topic}" if topic else "/help")
        assert response.status_code == 200, (topic, language)
        return read(response)

    def text(self, topic: str, language: Language) -> str:
        """What stands on a page, its white space evened out."""
        return " ".join(self.page(topic, language).xpath("string(//main)").split())

    def samples(self, topic: str, language: Language) -> list[str]:
        """The code samples of a page."""
        return [sample.text_content() for sample in self.page(topic, language).xpath("//main//pre")]


@pytest.fixture(scope="session")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Manual:
    folder = tmp_path_factory.mktemp("manual")
    database = open_database(f"sqlite:///{folder / 'rongcuo.db'}")
    migrate(database)
    return Manual(create_app(read_settings({"RONGCUO_INSTANCE_DIR": str(folder)}), database))
