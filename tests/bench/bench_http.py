"""A task completed over HTTP against the same task completed without: what the web costs, and what the database is asked."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.practice_place import PLACE, ROOT, PracticePlace
from tests.views.visitor import Visitor
from webapp.cases import claim_task, complete_task
from webapp.cases.practice import prepare_practice
from webapp.cases.replay import facts_reader
from webapp.database import StatementCount, count_statements, open_database
from webapp.migrations import migrate
from webapp.settings import read_settings
from webapp.views import create_app

_STORY, _TASK = "lw2_educate", "check_application"
_ROUNDS = 20


def main() -> None:
    """Print both times' ratio and the counts of one completion over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate(database)
        prepare_practice(database, ROOT, with_matters=False)
        place = PracticePlace(database, PLACE)
        story = place.scenario(_STORY)
        facts = dict(next(step for step in story.steps if step.task == _TASK).facts)
        officer = Visitor(create_app(read_settings(practice=True), database))
        officer.sign_in("intake")
        direct, over_http = [], []
        counted = StatementCount()
        for round_no in range(_ROUNDS):
            direct.append(_time(place, facts, f"d{round_no}", None)[0])
            span, counted = _time(place, facts, f"h{round_no}", officer)
            over_http.append(span)
        database.close()
    ratio = statistics.median(over_http) / statistics.median(direct)
    sys.stdout.write(
        f"task completed over HTTP: {ratio:.2f} x the use case alone; "
        f"{len(counted.statements)} statements, {counted.commits} commit(s)\n"
    )


def _time(
    place: PracticePlace, facts: dict[str, Any], key: str, officer: Visitor | None
) -> tuple[float, StatementCount]:
    """Seconds for completing one fresh task, with or without the web, and what the database was asked."""
    story = place.scenario(_STORY)
    # A unit applies: a task that moves the case on and makes nobody stand aside.
    start = {**story.start, "application.applicant_kind": "unit"}
    case_id = place.open_matter(start, key=f"bench-{key}")
    intake = place.actor("intake")
    claim_task(place.database, intake, place.task(case_id, _TASK).id)
    task = place.task(case_id, _TASK)
    form = {name: str(value) for name, value in facts.items()}
    form |= {"revision": str(task.revision), "submission_key": key}
    if officer is not None:
        form["csrf_token"] = officer.token()
    with count_statements(place.database) as counted:
        started = time.perf_counter()
        if officer is not None:
            answer = officer.client.post(f"/tasks/{task.id}/complete", data=form)
            assert answer.status_code == 302, answer.text
        else:
            reader = facts_reader(facts)
            complete_task(place.database, intake, task.id, reader, revision=task.revision, submission_key=key)
        return time.perf_counter() - started, counted


if __name__ == "__main__":
    main()
