"""A real server over a practice place, and a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy import select

from tests.browser.person import sign_in
from tests.practice_place import PracticePlace, open_place
from tests.provision import find_chromium
from webapp.cases.models import CaseTask
from webapp.serving import finish_requests, open_server
from webapp.settings import read_settings
from webapp.wsgi import make_app

#: Milliseconds that a page may take for anything: a test on a busy machine waits, and a sound one never waits that long.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Site:
    """A running server and the place behind it."""

    address: str
    place: PracticePlace

    def open_tasks(self, case_id: int, element_id: str) -> list[CaseTask]:
        """The open tasks of a case at one element."""
        with self.place.database.read() as session:
            found = select(CaseTask).where(
                CaseTask.case_id == case_id, CaseTask.element_id == element_id, CaseTask.state == "open"
            )
            return list(session.scalars(found))

    def task_name(self, case_id: int, element_id: str) -> str:
        """What the open task at an element is called."""
        return self.open_tasks(case_id, element_id)[0].name


@contextmanager
def serve(place: PracticePlace, folder: Path) -> Iterator[Site]:
    """The application served by waitress on a free port."""
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(folder)}, practice=True)
    server, in_flight = open_server(make_app(settings, place.database), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", place)
    finish_requests(server, in_flight)
    server.close()
    thread.join(timeout=10)


@pytest.fixture
def site(place: PracticePlace, tmp_path: Path) -> Iterator[Site]:
    """A server of the test's own."""
    with serve(place, tmp_path) as served:
        yield served


@pytest.fixture(scope="module")
def workshop(practice_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for a module whose tests each work on a draft of their own."""
    folder = tmp_path_factory.mktemp("workshop")
    with open_place(practice_template, folder) as place, serve(place, folder) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, from the machine."""
    path = find_chromium()
    if path is None:
        pytest.fail("no Chromium: install the package chromium, or name one with RONGCUO_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


class People:
    """Several people at their own machines: each signs in once and keeps their page open."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._pages: dict[str, Page] = {}
        self.complaints: list[str] = []

    def newcomer(self, *, width: int = 1280, scripts: bool = True) -> Page:
        """The page of somebody who has not signed in."""
        context = self._browser.new_context(
            base_url=self._address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="zh-CN",
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", self._note)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context.new_page()

    def __call__(self, login_name: str) -> Page:
        """The page of the person with this practice account, signed in."""
        if login_name not in self._pages:
            self._pages[login_name] = page = self.newcomer()
            sign_in(page, login_name)
        return self._pages[login_name]

    def _note(self, message: ConsoleMessage) -> None:
        # A page that says 4xx is reported as an error of loading it; the tests look at such pages themselves.
        # The drawing library of the tables says on loading that it is a minified development build.
        known = ("Failed to load resource", "development build of Inferno")
        if message.type == "error" and not any(each in message.text for each in known):
            self.complaints.append(message.text)


@pytest.fixture
def people(browser: Browser, site: Site) -> Iterator[People]:
    """The people of the place. What a browser complains of fails the test."""
    everybody = People(browser, site.address)
    yield everybody
    for context in browser.contexts:
        context.close()
    assert everybody.complaints == []


@pytest.fixture(scope="module")
def signed_in(browser: Browser, workshop: Site) -> Iterator[People]:
    """People of the workshop, who stay signed in from test to test, and whose browsers keep what they loaded."""
    yield People(browser, workshop.address)
    for context in browser.contexts:
        context.close()


@pytest.fixture
def designers(signed_in: People) -> Iterator[People]:
    """The same; what a browser complains of fails the test that it happened in."""
    signed_in.complaints.clear()
    yield signed_in
    assert signed_in.complaints == []
