"""A practice database with the shipped procedures and people, made once and copied for each test."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests.fresh_database import copy_template, share_template
from webapp.cases import advance_practice_clock, claim_task, complete_task, open_case
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.practice import prepare_practice
from webapp.cases.replay import facts_reader
from webapp.database import Database, PracticeClock, database_now, now, open_database
from webapp.errors import RongcuoError
from webapp.migrations import migrate
from webapp.people import Actor, find_account, get_actor
from webapp.procedures import Pack, current_version, read_pack
from webapp.procedures.scenario_files import Scenario

ROOT = Path(__file__).resolve().parent.parent
#: The jurisdiction whose procedure these tests walk.
PLACE = "liwan"


@dataclass
class PracticePlace:
    """A practice database and shorthand for the people in it."""

    database: Database
    code: str = PLACE

    @property
    def url(self) -> str:
        """The database's address: another connection, another process reaches it there."""
        return self.database.url.render_as_string(hide_password=False)

    def at_once(self, *actions: Callable[[Database], object]) -> list[str]:
        """Carry out ``actions`` at the same moment, each through a connection of its own.

        Tells of each what came of it: ``done``, the code of the refusal, or the name of what broke.
        """
        outcomes: dict[int, str] = {}
        ready = threading.Barrier(len(actions))

        def act(number: int, action: Callable[[Database], object]) -> None:
            database = open_database(self.url)
            ready.wait()
            try:
                action(database)
                outcomes[number] = "done"
            except RongcuoError as refusal:
                outcomes[number] = refusal.code
            except Exception as failure:  # A thread tells nobody of its failure.
                outcomes[number] = repr(failure)
            finally:
                database.close()

        threads = [threading.Thread(target=act, args=each) for each in enumerate(actions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [outcomes[number] for number in range(len(actions))]

    def actor(self, login_name: str) -> Actor:
        with self.database.read() as session:
            account = find_account(session, login_name)
            assert account is not None, login_name
            return get_actor(session, account.id)

    @cached_property
    def pack(self) -> Pack:
        with self.database.read() as session:
            return current_version(session, self.code)

    def scenario(self, name: str) -> Scenario:
        """The scenario whose file is called ``name``."""
        return next(each for each in self.pack.scenarios if Path(each.file).stem == name)

    def open_matter(
        self, facts: Mapping[str, Any], *, by: str = "applicant", key: str = "opening-key"
    ) -> int:
        return open_case(
            self.database, self.actor(by), self.code, facts_reader(facts), submission_key=key
        ).case_id

    def task(self, case_id: int, element_id: str) -> CaseTask:
        """The open task at an element of a case."""
        with self.database.read() as session:
            tasks = (
                session.query(CaseTask).filter_by(case_id=case_id, element_id=element_id, state="open").all()
            )
        assert len(tasks) == 1, [task.element_id for task in tasks]
        return tasks[0]

    def open_elements(self, case_id: int) -> list[str]:
        with self.database.read() as session:
            rows = (
                session.query(CaseTask.element_id)
                .filter_by(case_id=case_id, state="open")
                .order_by(CaseTask.id)
            )
            return [element_id for (element_id,) in rows]

    def case(self, case_id: int) -> CaseFile:
        with self.database.read() as session:
            return session.get_one(CaseFile, case_id)

    def do(self, case_id: int, element_id: str, facts: Mapping[str, Any], *, by: str) -> None:
        """Claim and complete a task."""
        task = self.task(case_id, element_id)
        claim_task(self.database, self.actor(by), task.id)
        task = self.task(case_id, element_id)
        complete_task(
            self.database,
            self.actor(by),
            task.id,
            facts_reader(facts),
            revision=task.revision,
            submission_key=f"{case_id}-{element_id}-{task.id}",
        )

    def now(self) -> datetime:
        with self.database.read() as session:
            return now(session)

    def start_clock_at(self, instant: datetime) -> None:
        """Set a fresh database's clock to where a story begins; from then on it only moves forward."""
        with self.database.write() as session:
            clock = session.get_one(PracticeClock, 1)
            clock.offset_seconds = math.ceil((instant - database_now(session)).total_seconds())

    def advance(self, span: timedelta) -> datetime:
        return advance_practice_clock(self.database, None, span)


@contextmanager
def open_place(template: str, folder: Path, code: str = PLACE) -> Iterator[PracticePlace]:
    """A copy of a place's database below ``folder``, open, for as long as the block lasts."""
    with copy_template(template, folder) as url:
        database = open_database(url)
        yield PracticePlace(database, code)
        database.close()


def write_place(folder: Path, code: str = PLACE) -> Path:
    """Write the files of one shipped place below ``folder``: a pack root in which it is the only one."""
    for path, content in read_pack(code, ROOT).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def prepare_from(pack_root: Path) -> Callable[[str], None]:
    """What fills a database with the procedures of a pack root and the practice people."""

    def prepare(url: str) -> None:
        database = open_database(url)
        migrate(database)
        prepare_practice(database, pack_root, with_matters=False)
        database.close()

    return prepare


@pytest.fixture(scope="session")
def practice_template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A practice database of one place without matters, to copy."""
    prepare = prepare_from(write_place(tmp_path_factory.mktemp("practice") / "pack"))
    with share_template(request.param, tmp_path_factory, "practice", prepare) as template:
        yield template


@pytest.fixture(scope="session")
def every_place_template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same of every place that ships."""
    with share_template(request.param, tmp_path_factory, "places", prepare_from(ROOT)) as template:
        yield template


@pytest.fixture
def every_place(every_place_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """A practice database with every place that ships, of the test's own."""
    with open_place(every_place_template, tmp_path) as opened:
        yield opened


@pytest.fixture
def place(practice_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """A practice database of the test's own."""
    with open_place(practice_template, tmp_path) as opened:
        yield opened
