"""Reading what is kept is recorded: once a person and day, and nothing where nothing is kept."""

from __future__ import annotations

from datetime import timedelta

from tests.cases.guarded_place import (
    KNOWING,
    PART,
    WHOLE,
    GuardedMatter,
)
from webapp.audit import RecordedEntry, list_entries, verify
from webapp.cases import (
    get_case_page,
    get_task_page,
)
from webapp.cases.models import CaseFile
from webapp.cases.recording import chain_of

READERS = sorted(KNOWING | WHOLE | PART)


def kept_reads(matter: GuardedMatter, reader: str) -> list[RecordedEntry]:
    with matter.place.database.read() as session:
        chain = chain_of(session.get_one(CaseFile, matter.case_id))
        entries = list_entries(session, chain, limit=500)
    return [entry for entry in entries if entry.action == "read_kept_back" and entry.actor_account == reader]


def test_reading_what_is_kept_is_recorded_once_a_person_and_day(matter: GuardedMatter) -> None:
    place = matter.place
    for reader in ("decider", "intake", "decider"):
        get_case_page(place.database, place.actor(reader), matter.case_id, "zh")
        get_task_page(place.database, place.actor(reader), matter.tasks["file_papers"], "zh")
    for reader in ("decider", "intake"):
        (entry,) = kept_reads(matter, reader)
        assert entry.facts == {"rules": ["petition"]}
    place.advance(timedelta(days=1))
    get_case_page(place.database, place.actor("decider"), matter.case_id, "zh")
    assert len(kept_reads(matter, "decider")) == 2
    with place.database.read() as session:
        assert verify(session).is_intact


def test_who_reads_nothing_that_is_kept_leaves_no_such_entry(matter: GuardedMatter) -> None:
    for reader in sorted(WHOLE | PART):
        get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
        assert kept_reads(matter, reader) == []


def test_a_case_without_a_petition_gives_no_occasion_for_an_entry(matter: GuardedMatter) -> None:
    place = matter.place
    fresh = GuardedMatter(
        place, place.open_matter({"application.request_text": "另一件"}, key="another-key"), {}, {}
    )
    get_case_page(place.database, place.actor("intake"), fresh.case_id, "zh")
    assert kept_reads(fresh, "intake") == []


def test_the_course_says_that_somebody_read_what_is_kept(matter: GuardedMatter) -> None:
    place = matter.place
    get_case_page(place.database, place.actor("decider"), matter.case_id, "zh")
    page = get_case_page(place.database, place.actor("inspector"), matter.case_id, "zh")
    assert page.timeline[0].action == "查阅限定知悉的内容"
    assert page.timeline[0].actor == place.actor("decider").display_name
