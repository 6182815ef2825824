"""The impact of a proposal in the shipped places: what asking all advice of 10,000 decided cases again takes.

A few matters are played as their stories tell, as far as they go at one moment; the rest are copies of what these left in the
database, no two with the same facts, so that none is answered from what is kept. The proposal changes a table that others
rest on.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from tests.cases.impact.planting import plant
from tests.practice_place import PracticePlace, write_place
from webapp.cases.impact import get_impact, measure_impact
from webapp.cases.models import CaseFile, DecisionRecord
from webapp.cases.practice import prepare_practice
from webapp.cases.replay import ScenarioDoesNotFit, replay_scenario
from webapp.database import now, open_database
from webapp.migrations import migrate
from webapp.procedures import collect_pack
from webapp.procedures.drafts import start_draft
from webapp.procedures.files import HeldFiles
from webapp.procedures.proposals.models import PackProposal, ProposalFile

#: The promise: so many cases within so many seconds.
CASES, MOST_SECONDS = 10_000, 60.0
_STORIES = {
    "liwan": ("lw1_exempt", "lw2_educate", "wilful"),
    "nanjing_sasac": ("two_tracks_exempt", "reduced_long_course", "bottom_line_denied"),
}
_TABLE = "dmn/shared/level.dmn"


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds on the clock for the whole work and of this process's processor time, megabytes by which the process grew."""

    seconds: float
    busy: float
    megabytes: float
    turns: int
    differing: int


def make_place(folder: Path, code: str, cases: int) -> PracticePlace:
    """A shipped place with so many decided cases, and a proposal that grades otherwise."""
    database = open_database(f"sqlite:///{folder}/impact.db")
    migrate(database)
    prepare_practice(database, write_place(folder / "pack", code), with_matters=False)
    place = PracticePlace(database, code)
    decided = _decide(place, _STORIES[code])
    plant(place, decided, cases - len(decided))
    _propose(place)
    return place


def _decide(place: PracticePlace, stories: Sequence[str]) -> list[int]:
    """Play matters up to where they wait for another day. Returns the cases' ids."""
    for story in stories:
        with suppress(ScenarioDoesNotFit):
            replay_scenario(place.database, place.pack, place.scenario(story), move_clock=False)
    with place.database.read() as session:
        decided = list(session.scalars(select(CaseFile.id).order_by(CaseFile.id)))
        asked = select(func.count(func.distinct(DecisionRecord.case_id)))
        assert session.scalar(asked) == len(decided) == len(stories)
    return decided


def _propose(place: PracticePlace) -> None:
    """Put a proposal among the waiting, as it would be frozen; whether its own scenarios fit it is not the question here."""
    files = place.pack.files
    changed = files[_TABLE].replace(b'<text>"A"</text>', b'<text>"C"</text>')
    assert changed != files[_TABLE]
    proposed = collect_pack(place.code, HeldFiles({**files, _TABLE: changed}))
    actor = place.actor("designer")
    with place.database.write() as session:
        draft = start_draft(session, place.code, actor, now(session))
        session.add(
            PackProposal(
                jurisdiction=place.code,
                draft_id=draft.id,
                digest=proposed.digest,
                base_digest=place.pack.digest,
                message="等级从严",
                state="waiting",
                proposed_by=actor.login_name,
                proposed_at=now(session),
            )
        )
        session.flush()
        session.add(ProposalFile(proposal_id=1, path=_TABLE, content=changed))


def measure(code: str, cases: int) -> Measured:
    """The whole work: scenarios, and then all cases, a slice a turn."""
    with TemporaryDirectory() as folder:
        place = make_place(Path(folder), code, cases)
        begun, busy, held = time.monotonic(), time.process_time(), _held()
        turns = 0
        while measure_impact(place.database):
            turns += 1
        found = Measured(
            time.monotonic() - begun,
            time.process_time() - busy,
            _held() - held,
            turns,
            _count_differing(place, cases),
        )
        place.database.close()
    return found


def _count_differing(place: PracticePlace, cases: int) -> int:
    page = get_impact(place.database, place.actor("designer2"), 1, "en")
    assert page is not None
    assert (page.state, page.looked_at, dict(page.aside)) == ("done", cases, {})
    return page.differing_cases


def _held() -> float:
    """The memory that this process holds, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def main() -> None:
    """Print the figures of each place, and what a case costs among ten times as many."""
    for code in _STORIES:
        few, many = measure(code, CASES // 10), measure(code, CASES)
        growth = (many.busy / CASES) / (few.busy / (CASES // 10))
        sys.stdout.write(
            f"impact in {code}: {CASES} decided cases in {many.seconds:.1f} s (at most {MOST_SECONDS:.0f} s), "
            f"{many.busy:.1f} s of the processor, in {many.turns} turns of {many.seconds / many.turns * 1000:.0f} ms; "
            f"{many.busy / CASES * 1000:.2f} ms a case, {growth:.2f} x that among {CASES // 10}; "
            f"memory {many.megabytes:+.0f} MB; the advice of {many.differing} differs\n"
        )


if __name__ == "__main__":
    main()
