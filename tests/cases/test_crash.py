"""kill -9 in the middle of a transaction: what was acknowledged stays, what was not leaves no trace."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

from tests.cases.matters import start_facts, step_facts
from tests.practice_place import ROOT, PracticePlace
from webapp import audit
from webapp.cases import claim_task, complete_task
from webapp.cases.replay import facts_reader

FIRST = "check_application"

#: A process that completes a task and stops for good once everything is written and nothing committed yet.
COMPLETE_AND_HANG = """
import json, sys, threading
from sqlalchemy import event
from webapp.cases import complete_task
from webapp.cases.replay import facts_reader
from webapp.database import open_database
from webapp.people import find_account, get_actor

url, task_id, revision, facts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
database = open_database(url)
with database.read() as session:
    actor = get_actor(session, find_account(session, "intake").id)

@event.listens_for(database.writing, "commit")
def hang(_connection):
    print("all written, nothing committed", flush=True)
    threading.Event().wait()

complete_task(database, actor, task_id, facts_reader(facts), revision=revision, submission_key="killed")
"""


def test_a_process_killed_before_its_commit_leaves_the_task_open_and_the_next_attempt_succeeds(
    place: PracticePlace,
) -> None:
    case_id = place.open_matter(start_facts(place))
    intake = place.actor("intake")
    claim_task(place.database, intake, place.task(case_id, FIRST).id)
    task, before = place.task(case_id, FIRST), place.case(case_id)
    facts = step_facts(place, FIRST)

    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            COMPLETE_AND_HANG,
            place.url,
            str(task.id),
            str(task.revision),
            json.dumps(facts, default=str),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline().startswith("all written")
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=30)
    child.stdout.close()

    after = place.case(case_id)
    assert (after.state, after.revision, after.status) == (before.state, before.revision, before.status)
    assert place.open_elements(case_id) == [FIRST]

    # The person whose browser never got an answer submits the same page again.
    complete_task(
        place.database, intake, task.id, facts_reader(facts), revision=task.revision, submission_key="killed"
    )
    assert place.open_elements(case_id) != [FIRST]
    with place.database.read() as session:
        record = audit.list_entries(session, f"case:{before.case_no}")
        assert [entry.action for entry in record] == [
            *("open_case", "issue_paper", "claim_task", "record_recusal", "complete_task", "issue_paper"),
        ]
        assert audit.verify(session).is_intact
