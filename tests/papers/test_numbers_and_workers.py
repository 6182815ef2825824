"""What papers promise under load: numbers without gap or repeat, each paper made once whatever becomes of the worker."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.papers.paper_place import GRAVE, REQUEST, SLIGHT, check, papers_of, versions_of
from tests.practice_place import PracticePlace
from webapp import audit
from webapp.cases import SubmissionKeyRefused, claim_task, complete_task, make_papers
from webapp.cases.models import EvidenceContent
from webapp.cases.papers.errors import PaperNumberTaken
from webapp.cases.papers.models import Paper, PaperSerial
from webapp.cases.replay import facts_reader
from webapp.database import Database, open_database
from webapp.papers import MadePaper, Words, make_paper


def test_numbers_run_by_kind_and_year(town: PracticePlace) -> None:
    year = town.now().year
    first, second = check(town, "one", GRAVE), check(town, "two")
    town.advance(timedelta(days=370))
    third = check(town, "three")
    numbers = [paper.number for case_id in (first, second, third) for paper in papers_of(town, case_id)]
    later = town.now().year
    assert numbers == [
        f"小受〔{year}〕1号",
        f"小不〔{year}〕1号",
        f"小受〔{year}〕2号",
        f"小受〔{later}〕1号",
    ]


def test_a_number_that_another_paper_bears_is_refused_in_words_and_nothing_is_submitted(
    town: PracticePlace,
) -> None:
    """Two places may have been given the same mark: no two papers share a number."""
    year, elsewhere = town.now().year, check(town, "elsewhere")
    with town.database.write() as session:
        session.get_one(Paper, papers_of(town, elsewhere)[0].id).number = f"小受〔{year}〕2号"
    with pytest.raises(PaperNumberTaken, match=f"小受〔{year}〕2号"):
        check(town, "here")
    with town.database.read() as session:
        assert session.scalars(select(Paper.number)).all() == [f"小受〔{year}〕2号"]


def test_two_tasks_completed_at_once_get_numbers_without_gap_or_repeat(town: PracticePlace) -> None:
    cases = [town.open_matter(REQUEST, key=f"key-{number}") for number in range(4)]
    tasks = []
    for case_id in cases:
        claim_task(town.database, town.actor("intake"), town.task(case_id, "check_application").id)
        tasks.append(town.task(case_id, "check_application"))
    officer = town.actor("intake")

    def complete(task_id: int, revision: int) -> Callable[[Database], object]:
        return lambda database: complete_task(
            database,
            officer,
            task_id,
            facts_reader(SLIGHT),
            revision=revision,
            submission_key=f"done-{task_id}",
        )

    outcomes = town.at_once(*(complete(task.id, task.revision) for task in tasks))
    assert outcomes == ["done"] * 4
    numbers = sorted(papers_of(town, case_id)[0].number for case_id in cases)
    assert numbers == [f"小受〔{town.now().year}〕{serial}号" for serial in range(1, 5)]


def test_a_completion_that_is_undone_uses_no_number(town: PracticePlace) -> None:
    check(town, "other")
    case_id = town.open_matter(REQUEST, key="served")
    claim_task(town.database, town.actor("intake"), town.task(case_id, "check_application").id)
    task = town.task(case_id, "check_application")
    # The key served when the matter was opened: the completion is refused in its last statement, and everything undone.
    with pytest.raises(SubmissionKeyRefused):
        complete_task(
            town.database,
            town.actor("intake"),
            task.id,
            facts_reader(SLIGHT),
            revision=task.revision,
            submission_key="served",
        )
    with town.database.read() as session:
        serial = session.get_one(PaperSerial, (town.code, "notice", town.now().year))
    assert (serial.last, papers_of(town, case_id)) == (1, [])


def test_a_worker_that_was_killed_at_work_leaves_the_paper_to_the_next(town: PracticePlace) -> None:
    case_id = check(town)
    program = textwrap.dedent(
        """
        import sys, time
        from webapp.cases import make_papers
        from webapp.database import open_database
        def fill(template, words):
            print("filling", flush=True)
            time.sleep(600)
        make_papers(open_database(sys.argv[1]), fill=fill)
        """
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", program, town.url], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "filling"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert make_papers(town.database) == 0, "its lease still runs"
    with town.database.write() as session:
        waiting = session.merge(versions_of(town, case_id)[0])
        waiting.leased_until_at = waiting.requested_at - timedelta(days=3650)
    assert make_papers(town.database) == 1
    (version,) = versions_of(town, case_id)
    assert (version.attempts, version.made_at is not None) == (2, True)


def test_a_worker_that_wakes_up_late_changes_nothing(town: PracticePlace) -> None:
    case_id = check(town)

    def slow(template: bytes, words: Words) -> MadePaper:
        # Meanwhile another worker takes over, because the lease is nothing.
        other = open_database(town.url)
        assert make_papers(other, lease=timedelta(0)) == 1
        other.close()
        made = make_paper(template, words)
        return MadePaper(made.document + b"late", made.layout, made.gaps)

    assert make_papers(town.database, lease=timedelta(0), fill=slow) == 0
    (version,) = versions_of(town, case_id)
    with town.database.read() as session:
        kept = session.get_one(EvidenceContent, version.digest).content
        entries = audit.list_entries(session, f"case:{town.case(case_id).case_no}")
    assert not kept.endswith(b"late")
    assert [entry.action for entry in entries].count("make_paper") == 1
