"""Decided cases of the small place, and proposals to change it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, inspect, select

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, FILES, MATTER, SCENARIO
from webapp.cases.impact import ImpactPage, get_impact, measure_impact
from webapp.cases.models import CaseFile, DecisionRecord
from webapp.database import now
from webapp.procedures.drafts import get_draft, save_files, start_draft
from webapp.procedures.new_place import Name, PlaceWishes, make_place_files, store_new_place
from webapp.procedures.proposals import propose_draft

FAULTS = ("none", "slight", "grave")
#: The code of a place made from the small one.
NEW_PLACE = "newtown"
_CHUNK = 500


def decide(place: PracticePlace, fault: str) -> int:
    """A matter whose advice is given. Returns the case's id."""
    case_id = place.open_matter({"application.request_text": "请求容错"}, key=f"opening-of-{fault}")
    place.do(case_id, "check_application", {"assessment.f_fault": fault}, by="intake")
    return case_id


def plant(place: PracticePlace, like: list[int], count: int) -> None:
    """Copy decided cases with what was advised until there are ``count`` more, each with facts of its own."""
    with place.database.write() as session:
        models = [
            (
                _row(session.get_one(CaseFile, case_id)),
                [_row(each) for each in session.query(DecisionRecord).filter_by(case_id=case_id)],
            )
            for case_id in like
        ]
        first = (session.scalar(select(func.max(CaseFile.id))) or 0) + 1
        for begin in range(0, count, _CHUNK):
            cases, records = [], []
            for number in range(begin, min(count, begin + _CHUNK)):
                case, advice = models[number % len(models)]
                cases.append({**case, "id": first + number, "case_no": f"P-{number:06}"})
                records += [_told_otherwise(each, first + number) for each in advice]
            session.execute(insert(CaseFile), cases)
            session.execute(insert(DecisionRecord), records)


def _row(thing: Any) -> dict[str, Any]:
    columns = inspect(type(thing)).column_attrs
    return {each.key: getattr(thing, each.key) for each in columns if each.key != "latest_calendar"}


def _told_otherwise(record: dict[str, Any], case_id: int) -> dict[str, Any]:
    """The same advice of another case: a fact that no table reads tells its explanation from all others."""
    told = json.loads(record["explanation"])
    told["steps"][0]["inputs"].append(
        {"label": "编号", "expression": "assessment.f_number", "value": str(case_id)}
    )
    kept = {key: value for key, value in record.items() if key != "id"}
    return {**kept, "case_id": case_id, "explanation": json.dumps(told, ensure_ascii=False)}


def propose(place: PracticePlace, changes: Mapping[str, str | bytes], by: str = "designer") -> int:
    """Propose a draft with these files. Returns the proposal's id."""
    actor = place.actor(by)
    contents: dict[str, bytes | None] = {
        path: text.encode() if isinstance(text, str) else text for path, text in changes.items()
    }
    with place.database.write() as session:
        line = start_draft(session, CODE, actor, now(session))
        save_files(session, line.id, contents, {}, actor, now(session))
    with place.database.read() as session:
        revision = get_draft(session, line.id).line.revision
    return propose_draft(place.database, actor, line.id, "改判断表", expected_revision=revision).id


def own_path(path: str) -> str:
    """Where the new place has its own file for one of the small place."""
    return path.replace(CODE, NEW_PLACE)


def begin_place(place: PracticePlace, own: Mapping[str, str | None]) -> int:
    """Make a new place from the small one, with these files changed (the small place's become its own); None leaves one out. Returns its draft's id."""
    actor = place.actor("designer")
    made = make_place_files(place.pack, PlaceWishes(NEW_PLACE, Name("新城县", "Newtown")))
    with place.database.write() as session:
        draft_id = store_new_place(session, made, actor, now(session)).id
        contents = {path: None if text is None else text.encode() for path, text in own.items()}
        save_files(session, draft_id, contents, get_draft(session, draft_id).revisions, actor, now(session))
    return draft_id


def propose_place(place: PracticePlace, own: Mapping[str, str | None]) -> int:
    """Propose such a place. Returns the proposal's id."""
    draft_id = begin_place(place, own)
    with place.database.read() as session:
        revision = get_draft(session, draft_id).line.revision
    actor = place.actor("designer")
    return propose_draft(place.database, actor, draft_id, "首次提交", expected_revision=revision).id


def replaced(path: str, *pairs: tuple[str, str]) -> str:
    """A file of the small place with texts replaced."""
    text = FILES[path]
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def another_path() -> tuple[str, str]:
    """The small place's diagram with a way on which a slight fault is refused, and the scenario that then ends there."""
    way = replaced(MATTER, ('=advice != "deny"', '=advice = "exempt"'))
    story = replaced(
        SCENARIO,
        ('expect.open = ["file_papers"]\n', "expect.open = []\n"),
        ('[[step]]\ntask = "file_papers"\nrole = "archivist"\nfacts = {"archive_record.volume_no" = "2026-1", "archive_record.retention" = "永久"}\n', ""),
        ('status = "archived"\n', ""),
        ('path = ["matter:check_application", "matter:archive_matter", "archive:file_papers", "matter:ended"]', 'path = ["matter:refused"]'),
        ('registers.archives = [{volume_no = "2026-1", archived_on = "2026-03-04"}]\n', ""),
    )  # fmt: skip
    return way, story


def measure(place: PracticePlace, proposal_id: int, reader: str = "designer2") -> ImpactPage:
    """Work until nothing waits, then read the page."""
    while measure_impact(place.database):
        pass
    page = get_impact(place.database, place.actor(reader), proposal_id, "zh")
    assert page is not None
    return page
