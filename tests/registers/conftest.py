"""One practice place in which several matters have gone their way, shared by all tests of this folder: they only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from tests.fresh_database import copy_template, database_url, migrated_template
from tests.practice_place import PracticePlace
from tests.registers.stories import tell
from tests.views.visitor import Visitor, read
from webapp import audit
from webapp.audit import RecordedEntry
from webapp.database import open_database
from webapp.settings import read_settings
from webapp.views import create_app

__all__ = ["database_url", "migrated_template"]


@dataclass
class Records:
    """The place, the application over it, and whoever has signed in."""

    place: PracticePlace
    app: Flask
    cases: dict[str, int]
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    def person(self, login_name: str) -> Visitor:
        """Somebody at their screen, who reads Chinese."""
        if login_name not in self._visitors:
            self._visitors[login_name] = visitor = Visitor(self.app)
            assert visitor.sign_in(login_name).status_code == 302
        return self._visitors[login_name]

    def get(self, login_name: str, address: str, **asked: Any) -> TestResponse:
        return self.person(login_name).client.get(address, query_string=asked, buffered=True)

    def page(self, login_name: str, address: str, **asked: Any) -> html.HtmlElement:
        """A page that is there."""
        response = self.get(login_name, address, **asked)
        assert response.status_code == 200, (login_name, address, response.status_code)
        return read(response)

    def text(self, login_name: str, address: str, **asked: Any) -> str:
        """What stands on a page, in one line."""
        (main,) = self.page(login_name, address, **asked).xpath("//main")
        return " ".join(main.text_content().split())

    def json(self, login_name: str, address: str, **asked: Any) -> Any:
        """What a program is told that calls with the session of somebody."""
        response = self.get(login_name, f"/api/v1/{address}", **asked)
        assert response.status_code == 200, (login_name, address, response.text)
        return response.json

    def numbers(self, login_name: str, register: str, **asked: Any) -> list[str]:
        """The numbers of the records that somebody finds in a register."""
        return [
            record["number"] for record in self.json(login_name, f"registers/{register}", **asked)["records"]
        ]

    def newest_read(self) -> RecordedEntry:
        """The newest entry of the record about reading registers."""
        with self.place.database.read() as session:
            tip = next(tip for tip in audit.list_tips(session) if tip.chain == "registers")
            (entry,) = audit.list_entries(session, "registers", after=tip.seq - 1)
        return entry

    def count_reads(self) -> int:
        """How many entries there are about reading registers."""
        with self.place.database.read() as session:
            return next((tip.seq for tip in audit.list_tips(session) if tip.chain == "registers"), 0)


@pytest.fixture(scope="session")
def records(practice_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """The place with its records; nobody changes them."""
    folder = tmp_path_factory.mktemp("registers")
    with copy_template(practice_template, folder) as url:
        database = open_database(url)
        place = PracticePlace(database)
        cases = tell(place)
        settings = read_settings({"RONGCUO_INSTANCE_DIR": str(folder)}, practice=True)
        yield Records(place, create_app(settings, database), cases)
        database.close()
