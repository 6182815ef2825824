"""Whatever several people try in whatever order: nobody recused or separated holds, completes or reads, and no task is lost.

The expectations are kept beside the product, from what succeeded alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cases.small_place import PAPERS, REQUEST, SLIGHT
from tests.fresh_database import copy_template
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE
from webapp.cases import (
    CaseNotFound,
    TaskNotFound,
    assign_task,
    claim_task,
    complete_task,
    declare_recusal,
    delegate_task,
    get_case_page,
    get_task_page,
    lift_recusal,
    list_cases,
    list_inbox,
    record_recusal,
    release_task,
)
from webapp.cases.eligibility import is_stuck, list_people
from webapp.cases.models import CaseFile, CaseRecusal, CaseTask, TaskCandidate
from webapp.cases.recusals import recused_accounts
from webapp.cases.replay import facts_reader
from webapp.database import open_database
from webapp.errors import RongcuoError
from webapp.people import Actor

PEOPLE = ("verifier", "verifier2", "handler", "handler2", "archivist")
CHECK, FILE = "check_application", "file_papers"
FACTS = {CHECK: SLIGHT, FILE: PAPERS}

KEPT = (CaseFile, CaseTask, TaskCandidate, CaseRecusal)

person = st.sampled_from(PEOPLE)
#: One thing that somebody tries: the verb, who, and with whom.
attempt = st.tuples(
    st.sampled_from(
        (
            "claim",
            "claim",
            "complete",
            "complete",
            "release",
            "delegate",
            "assign",
            "declare",
            "record",
            "lift",
        )
    ),
    person,
    person,
)


@dataclass
class Story:
    """One case, what people do to it, and what must follow."""

    place: PracticePlace
    case_id: int
    recused: set[str] = field(default_factory=set)
    done: list[tuple[str, str]] = field(default_factory=list)
    steps: int = 0
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """Somebody, read once: accounts and grants stay as they are in these stories."""
        if login not in self._actors:
            self._actors[login] = self.place.actor(login)
        return self._actors[login]

    def current(self) -> CaseTask | None:
        """The open task; this procedure has one at a time."""
        opened = self.place.open_elements(self.case_id)
        return self.place.task(self.case_id, opened[0]) if opened else None

    def is_kept_away(self, login: str, element: str) -> bool:
        return login in self.recused or (element == FILE and (login, CHECK) in self.done)

    def attempt(self, verb: str, who: str, whom: str) -> None:
        """Try it; a refusal changes nothing, a success is noted, and what must hold is looked at anew."""
        task = self.current()
        if task is None:
            return
        self.steps += 1
        before = self._rows()
        try:
            self._act(verb, who, whom, task)
        except RongcuoError:
            assert self._rows() == before, (verb, who, whom)
            return
        self._note(verb, who, whom, task)
        self.check()

    def _rows(self) -> list[object]:
        """All that is kept of cases, tasks and who stands aside: what everybody is shown follows from it."""
        with self.place.database.read() as session:
            return [session.execute(select(kept.__table__)).all() for kept in KEPT]

    def _act(self, verb: str, who: str, whom: str, task: CaseTask) -> None:
        database, actor = self.place.database, self.actor(who)
        if verb == "claim":
            claim_task(database, actor, task.id)
        elif verb == "release":
            release_task(database, actor, task.id)
        elif verb == "complete":
            read, key = facts_reader(FACTS[task.element_id]), f"{self.case_id}-{self.steps}"
            complete_task(database, actor, task.id, read, revision=task.revision, submission_key=key)
        elif verb == "delegate":
            delegate_task(database, actor, task.id, whom, "出差")
        elif verb == "assign":
            assign_task(database, actor, task.id, whom, "统筹安排")
        elif verb == "declare":
            declare_recusal(database, actor, self.case_id, "relative", "")
        elif verb == "record":
            record_recusal(database, actor, self.case_id, whom, "earlier_handler", "")
        else:
            lift_recusal(database, actor, self.case_id, self._recusal_of(whom), "登记有误")

    def _recusal_of(self, login: str) -> int:
        with self.place.database.read() as session:
            wanted = {
                "case_id": self.case_id,
                "account_id": self.actor(login).account_id,
                "ended_at": None,
            }
            found = session.query(CaseRecusal).filter_by(**wanted).one_or_none()
            return found.id if found else 0

    def _note(self, verb: str, who: str, whom: str, task: CaseTask) -> None:
        assert who not in self.recused, f"{who} stands aside and yet could {verb}"
        if verb in {"claim", "complete"}:
            assert not self.is_kept_away(who, task.element_id), (verb, who)
        if verb in {"delegate", "assign"}:
            assert not self.is_kept_away(whom, task.element_id), (verb, whom)
        if verb == "complete":
            self.done.append((who, task.element_id))
        elif verb == "declare":
            self.recused.add(who)
        elif verb == "record":
            assert who != whom
            self.recused.add(whom)
        elif verb == "lift":
            assert who != whom
            self.recused.discard(whom)

    # -- what must hold at any time ---------------------------------------------------------------

    def check(self) -> None:
        task = self.current()
        with self.place.database.read() as session:
            standing = session.query(CaseRecusal).filter_by(case_id=self.case_id, ended_at=None).all()
            known = {each.account_id for each in standing}
        assert known == {self.actor(login).account_id for login in self.recused}
        assert recused_accounts(self.place.case(self.case_id)) == known
        counts = {login: self._count_tasks(login) for login in PEOPLE}
        for login, (held, offered) in counts.items():
            if login in self.recused:
                self._check_reads_nothing(login, task)
            if task is not None and self.is_kept_away(login, task.element_id):
                assert (held, offered) == (0, 0)
        if task is not None:
            self._check_holder(task)
            self._check_nothing_is_lost(task, is_offered=any(offered for _, offered in counts.values()))

    def _count_tasks(self, login: str) -> tuple[int, int]:
        counts = list_inbox(self.place.database, self.actor(login), "mine", language="zh").counts
        return counts["mine"], counts["claimable"]

    def _check_reads_nothing(self, login: str, task: CaseTask | None) -> None:
        actor, database = self.actor(login), self.place.database
        assert list_cases(database, actor, language="zh").total == 0
        with pytest.raises(CaseNotFound):
            get_case_page(database, actor, self.case_id, "zh")
        if task is not None:
            with pytest.raises(TaskNotFound):
                get_task_page(database, actor, task.id, "zh")

    def _check_holder(self, task: CaseTask) -> None:
        holders = [login for login in PEOPLE if self.actor(login).account_id == task.assignee_id]
        assert not any(self.is_kept_away(login, task.element_id) for login in holders)
        assert task.assignee_id is None or holders

    def _check_nothing_is_lost(self, task: CaseTask, *, is_offered: bool) -> None:
        """An open task is held, offered to somebody, or reported as stuck; and stuck only if it is neither."""
        with self.place.database.read() as session:
            case = session.get_one(CaseFile, self.case_id)
            live = session.get_one(CaseTask, task.id)
            stuck = is_stuck(list_people(session, case), self.place.pack, live)
        assert stuck is not (task.assignee_id is not None or is_offered)


@contextmanager
def story(template: str) -> Iterator[Story]:
    with TemporaryDirectory() as folder, copy_template(template, Path(folder)) as url:
        place = PracticePlace(open_database(url), CODE)
        yield Story(place, place.open_matter(REQUEST))
        place.database.close()


@settings(max_examples=15, deadline=None)
@given(attempts=st.lists(attempt, min_size=4, max_size=14))
def test_nobody_recused_or_separated_holds_completes_or_reads_and_nothing_is_lost(
    paired_template: str, attempts: list[tuple[str, str, str]]
) -> None:
    with story(paired_template) as told:
        told.check()
        for verb, who, whom in attempts:
            told.attempt(verb, who, whom)


def test_the_worst_order_one_can_think_of(paired_template: str) -> None:
    """Each person in turn holds, stands aside, is let in again, completes, and is barred from what follows."""
    with story(paired_template) as told:
        for verb, who, whom in (
            ("claim", "verifier", ""),
            ("declare", "verifier", ""),
            ("assign", "handler", "verifier2"),
            ("record", "handler", "verifier2"),
            ("lift", "handler", "verifier"),
            ("claim", "verifier", ""),
            ("complete", "verifier", ""),
            ("lift", "handler2", "verifier2"),
            ("assign", "handler", "verifier"),
            ("claim", "verifier", ""),
            ("declare", "handler", ""),
            ("assign", "handler", "verifier2"),
            ("assign", "handler2", "verifier2"),
            ("delegate", "verifier2", "verifier"),
            ("delegate", "verifier2", "archivist"),
            ("complete", "archivist", ""),
        ):
            told.attempt(verb, who, whom)
        assert told.done == [("verifier", CHECK), ("archivist", FILE)]
        assert told.recused == {"handler"}
