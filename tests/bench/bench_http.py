"""A task completed over HTTP against the same task completed without: what the web costs, and what the database is asked."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from tests.practice_place import PLACE, ROOT, PracticePlace
from tests.views.visitor import Visitor
from webapp.cases import claim_task, complete_task
from webapp.cases.practice import prepare_practice
from webapp.cases.replay import facts_reader
from webapp.database import count_statements, open_database
from webapp.migrations import migrate
from webapp.settings import read_settings
from webapp.views import create_app

_TASK = "check_application"
_ROUNDS = 20


def main() -> None:
    """Print both times' ratio and the counts of one completion over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate(database)
        prepare_practice(database, ROOT, with_matters=False)
        place = PracticePlace(database, PLACE)
        story = place.scenario("lw2_educate")
        facts = dict(next(step for step in story.steps if step.task == _TASK).facts)
        officer = Visitor(create_app(read_settings(practice=True), database))
        officer.sign_in("intake")
        token = officer.token()
        direct, over_http, statements, commits = [], [], 0, 0
        for round_no in range(_ROUNDS):
            for is_http in (False, True):
                case_id = place.open_matter(dict(story.start), key=f"bench-{round_no}-{is_http}")
                intake = place.actor("intake")
                claim_task(database, intake, place.task(case_id, _TASK).id)
                task = place.task(case_id, _TASK)
                with count_statements(database) as counted:
                    started = time.perf_counter()
                    if is_http:
                        form = {name: str(value) for name, value in facts.items()}
                        form |= {"revision": str(task.revision), "submission_key": f"h{task.id}", "csrf_token": token}
                        answer = officer.client.post(f"/tasks/{task.id}/complete", data=form)
                        assert answer.status_code == 302, answer.text
                    else:
                        complete_task(
                            database,
                            intake,
                            task.id,
                            facts_reader(facts),
                            revision=task.revision,
                            submission_key=f"d{task.id}",
                        )
                    (over_http if is_http else direct).append(time.perf_counter() - started)
                if is_http:
                    statements, commits = len(counted.statements), counted.commits
        database.close()
    ratio = statistics.median(over_http) / statistics.median(direct)
    print(f"task completed over HTTP: {ratio:.2f} x the use case alone, {statements} statements, {commits} commit(s)")  # noqa: T201 - a benchmark prints.


if __name__ == "__main__":
    main()
