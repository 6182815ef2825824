"""The people of Liwan at their screens: each signs in, opens what the pages offer, types, submits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from tests.practice_place import PLACE, PracticePlace
from tests.views.visitor import Visitor, read
from webapp.cases.models import CaseTask
from webapp.cases.replay import replay_scenario
from webapp.settings import read_settings
from webapp.views import create_app

OPENED_AT = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
#: Shorter than what ends a log-in.
_LONG_WHILE = timedelta(minutes=20)
_ROWS = re.compile(r"(.+)-(\d+)-(.+)")

Facts = Mapping[str, Any]


@dataclass
class Office:
    """An application over a practice place, and whoever has signed in to it."""

    place: PracticePlace
    app: Flask
    _visitors: dict[str, tuple[Visitor, datetime]] = field(default_factory=dict)

    def person(self, login_name: str) -> Visitor:
        """Somebody at their screen; they sign in once, and again after a long while."""
        now = self.place.now()
        visitor, seen_at = self._visitors.get(login_name, (None, now))
        if visitor is None or now - seen_at > _LONG_WHILE:
            visitor = Visitor(self.app)
            assert visitor.sign_in(login_name).status_code == 302
        self._visitors[login_name] = visitor, now
        return visitor

    def page(self, login_name: str, address: str, language: str = "zh") -> html.HtmlElement:
        """A page that is there."""
        visitor = self.person(login_name)
        visitor.speak(language)
        response = visitor.get(address)
        assert response.status_code == 200, (login_name, address, response.status_code)
        return read(response)

    def text(self, login_name: str, address: str, language: str = "zh") -> str:
        """What stands on a page, in one line."""
        (main,) = self.page(login_name, address, language).xpath("//main")
        return " ".join(main.text_content().split())

    def advance_to(self, moment: str) -> None:
        """Move the practice clock, as its administrator would; an instant with its offset or a day, at nine."""
        instant = datetime.fromisoformat(moment if "T" in moment else f"{moment}T09:00:00+08:00")
        ahead = instant - self.place.now()
        assert ahead > timedelta(0), moment
        self.place.advance(ahead)

    def open_matter(self, facts: Facts, *, by: str = "applicant") -> int:
        """Fill in the first form and submit it."""
        address = f"/cases/new/{PLACE}"
        answer = self._submit(by, address, f"{address}/draft", address, facts)
        assert answer.status_code == 302, problems(answer)
        return int(answer.location.rpartition("/")[2])

    def task_id(self, case_id: int, element_id: str, item: str | None = None) -> int:
        """The open task at an element."""
        with self.place.database.read() as session:
            rows = session.query(CaseTask).filter_by(case_id=case_id, element_id=element_id, state="open")
            found = [row.id for row in rows if item is None or row.item == item]
        assert len(found) == 1, (element_id, self.place.open_elements(case_id))
        return found[0]

    def claim(self, case_id: int, element_id: str, *, by: str, item: str | None = None) -> TestResponse:
        """Press the button that takes a task."""
        return self.person(by).post(f"/tasks/{self.task_id(case_id, element_id, item)}/claim")

    def submit(
        self, case_id: int, element_id: str, facts: Facts, *, by: str, item: str | None = None
    ) -> TestResponse:
        """Fill in a task's form and submit it; the answer may be a refusal."""
        address = f"/tasks/{self.task_id(case_id, element_id, item)}"
        return self._submit(by, address, f"{address}/draft", f"{address}/complete", facts)

    def do(
        self, case_id: int, element_id: str, facts: Facts, *, by: str = "", item: str | None = None
    ) -> None:
        """Take a task, where it is not one's own already, and do it."""
        person = by or self.lane(case_id, element_id)
        page = self.page(person, f"/tasks/{self.task_id(case_id, element_id, item)}")
        if page.xpath("//form[contains(@action, '/claim')]"):
            assert self.claim(case_id, element_id, by=person, item=item).status_code == 302
        answer = self.submit(case_id, element_id, facts, by=person, item=item)
        assert answer.status_code == 302, (element_id, problems(answer))

    def lane(self, case_id: int, element_id: str) -> str:
        """The role that a task waits for; the practice account of that name does it."""
        task = self.place.task(case_id, element_id)
        lane = self.place.pack.deployment.processes[task.process_id].elements[element_id].lane
        return lane or task.candidates.partition(",")[0].partition(":")[2]

    def send(self, case_id: int, message: str, facts: Facts, *, by: str) -> TestResponse:
        """Fill in a message and send it; the answer may be a refusal."""
        address = f"/cases/{case_id}/messages/{message}"
        return self._submit(by, address, None, address, facts)

    def _submit(self, by: str, address: str, draft: str | None, action: str, facts: Facts) -> TestResponse:
        """Open a form, type, let it show what now comes into view, submit all that it shows."""
        visitor = self.person(by)
        visitor.speak("zh")
        typed = {name: texts(value) for name, value in facts.items()}
        shown = visitor.get(address)
        assert shown.status_code == 200, (by, address, shown.status_code, problems(shown))
        if draft is not None:
            visitor.post(draft, {**_inputs(read(shown), action), **typed})
            shown = visitor.get(address)
        inputs = _inputs(read(shown), action)
        names = {str(name) for name in read(shown).xpath("//form//@name")}
        missing = [name for name in typed if name not in names and not _ROWS.fullmatch(name)]
        if draft is not None:
            assert not missing, (address, "the page does not ask for", missing)
        return visitor.post(action, {**inputs, **typed})

    def play(self, name: str, changes: Mapping[str, Facts] | None = None, *, until: str = "") -> int:
        """Go the way of a scenario by pages, with ``changes`` to what is typed at some elements. Returns the case's id.

        Stops before the task or message ``until``.
        """
        scenario, changed = self.place.scenario(name), changes or {}
        case_id = self.open_matter({**scenario.start, **changed.get("start", {})}, by="applicant")
        for step in scenario.steps:
            what = step.task or step.message
            if what and what == until:
                break
            if step.advance_to is not None and step.advance_to > self.place.now():
                self.place.advance(step.advance_to - self.place.now())
            if step.person is None:
                continue
            facts, by = {**step.facts, **changed.get(what, {})}, step.person.by or step.person.role
            if step.message:
                answer = self.send(case_id, step.message, facts, by=by)
                assert answer.status_code == 302, problems(answer)
            else:
                self.do(case_id, step.task, facts, by=by, item=step.item)
        return case_id

    def reach(self, name: str, until: str = "", changes: Mapping[str, Facts] | None = None) -> int:
        """The same without pages, by the use cases behind them: for what a test begins from. Returns the case's id."""
        scenario, changed = self.place.scenario(name), changes or {}
        steps = tuple(
            replace(step, facts={**step.facts, **changed.get(step.task or step.message, {})})
            for step in takewhile(
                lambda step: not until or until not in {step.task, step.message}, scenario.steps
            )
        )
        return replay_scenario(self.place.database, self.place.pack, scenario, steps=steps)

    def finish(self, case_id: int, changes: Mapping[str, Facts] | None = None) -> None:
        """Do what is open as the scenarios do it, and let time pass where nothing is, until the case is closed.

        By the use cases, as `reach`.
        """
        known = {
            step.task: step.facts for each in self.place.pack.scenarios for step in each.steps if step.task
        }
        while (case := self.place.case(case_id)).closed_at is None:
            waiting = self.place.open_elements(case_id)
            if waiting:
                element = waiting[0]
                facts = {**known[element], **(changes or {}).get(element, {})}
                self.place.do(case_id, element, facts, by=self.lane(case_id, element))
            else:
                assert case.next_due_at is not None
                ahead = max(case.next_due_at - self.place.now(), timedelta(0))
                self.place.advance(ahead + timedelta(seconds=2))

    def everything_reached(self, login_name: str, language: str = "zh") -> Iterator[tuple[str, str]]:
        """Every page and download that somebody gets to by links, with its text: nothing but the handbook and the rules is left out.

        Of the templates of papers, which are the same code over a sample and know no case, the first is opened.
        """
        visitor = self.person(login_name)
        visitor.speak(language)
        waiting, seen = ["/", "/tasks", "/cases", "/notices", "/administration/incidents"], set[str]()
        while waiting:
            address = waiting.pop().partition("#")[0]
            kind = _ANY_TEMPLATE.sub("/administration/papers/any", address)
            if kind in seen or not address.startswith("/") or address.startswith(_ELSEWHERE):
                continue
            seen.add(kind)
            response = visitor.get(address)
            yield address, f"{response.status_code} {response.headers} {words(response)}"
            if response.mimetype == "text/html":
                with suppress(ValueError):
                    waiting.extend(str(link) for link in read(response).xpath("//a/@href"))

    def everything_addressed(
        self, login_name: str, case_id: int, numbers: Iterable[int]
    ) -> Iterator[tuple[str, str]]:
        """What somebody gets who asks for every address of a case, linked or not."""
        visitor = self.person(login_name)
        case = f"/cases/{case_id}"
        addresses = [case, f"{case}/recusal", f"{case}/recusals/new"]
        addresses += [f"{case}/messages/{name}" for name in self.place.pack.jurisdiction.messages]
        for number in numbers:
            addresses += [f"/tasks/{number}", f"{case}/evidence/{number}", f"{case}/recusals/{number}/lift"]
        for address in addresses:
            response = visitor.get(address)
            yield address, f"{response.status_code} {response.headers} {words(response)}"


_ANY_TEMPLATE = re.compile(r"^/administration/papers/[^/]+/[^/]+")
_ELSEWHERE = ("/static", "/help", "/procedures", "/sign-out", "//")


def make_office(place: PracticePlace, folder: Path) -> Office:
    """The application over ``place``, whose clock is set to the second of March 2026."""
    place.start_clock_at(OPENED_AT)
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(folder)}, practice=True)
    return Office(place, create_app(settings, place.database))


def words(response: TestResponse) -> str:
    """All that an answer says; a spreadsheet or a document is opened."""
    content = response.get_data()
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace")


def texts(value: Any) -> Any:
    """A fact as a browser sends it."""
    if isinstance(value, list):
        return [str(texts(each)) for each in value]
    if isinstance(value, bool):
        return "true" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _inputs(page: html.HtmlElement, action: str) -> dict[str, Any]:
    """What a browser would send of the form that goes to ``action``, left as it is."""
    forms = [form for form in page.forms if form.get("action") == action]
    assert forms, f"no form for {action}: {page.text_content()[:2000]}"
    found: dict[str, Any] = {}
    for name, value in forms[0].form_values():
        found.setdefault(name, []).append(value)
    return found


def problems(response: TestResponse) -> str:
    """What a page says that somebody did wrong."""
    parts = read(response).xpath("//*[@role='alert'] | //*[contains(@class, 'field-error')] | //main//h1")
    return f"{response.status_code} " + " / ".join(" ".join(part.text_content().split()) for part in parts)
