"""The impact of a proposal: what asking the advice of 10,000 decided cases again takes, and what one case more costs."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cases.impact.planting import FAULTS, decide, plant, propose, replaced
from tests.cases.small_place import make_small_place
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import OUTCOME, SCENARIO
from webapp.cases.impact import get_impact, measure_impact
from webapp.database import open_database
from webapp.migrations import migrate

#: The promise: so many cases within so many seconds.
CASES, MOST_SECONDS = 10_000, 60.0


def make_place(folder: Path, cases: int) -> PracticePlace:
    """The small place with so many decided cases, no two with the same facts, and a proposal that changes a table."""
    url = f"sqlite:///{folder}/impact.db"
    database = open_database(url)
    migrate(database)
    database.close()
    place = make_small_place(folder, url)
    plant(place, [decide(place, fault) for fault in FAULTS], cases - len(FAULTS))
    changed = {
        OUTCOME: replaced(OUTCOME, ('<text>"educate"</text>', '<text>"exempt"</text>')),
        SCENARIO: replaced(SCENARIO, ('"educate"', '"exempt"')),
    }
    propose(place, dict(changed))
    return place


def measure(cases: int) -> tuple[float, int]:
    """Seconds of the whole work, and in how many cases the advice differs."""
    with TemporaryDirectory() as folder:
        place = make_place(Path(folder), cases)
        begun = time.monotonic()
        while measure_impact(place.database):
            pass
        seconds = time.monotonic() - begun
        page = get_impact(place.database, place.actor("designer2"), 1, "en")
        assert page is not None
        assert (page.state, page.looked_at) == ("done", cases)
        place.database.close()
    return seconds, page.differing_cases


def main() -> None:
    """Print the figures."""
    seconds, differing = measure(CASES)
    sys.stdout.write(
        f"impact: {CASES} decided cases in {seconds:.1f} s (at most {MOST_SECONDS:.0f} s), "
        f"{seconds / CASES * 1000:.2f} ms a case; the advice of {differing} differs\n"
    )


if __name__ == "__main__":
    main()
