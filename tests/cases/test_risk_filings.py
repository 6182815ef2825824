"""A risk filed in advance is found again when a matter of the same unit or person comes, and linked once it is confirmed."""

from __future__ import annotations

from dataclasses import replace

from tests.practice_place import PracticePlace
from webapp.cases.context import list_filing_choices
from webapp.cases.models import RegisterEntry
from webapp.cases.replay import replay_scenario
from webapp.cases.terms import read_record_values


def replayed(place: PracticePlace, name: str, through: str, filings: list[str] | None = None) -> int:
    """Replay a story through the first step at the task ``through``; ``filings`` are those confirmed on the way."""
    scenario = place.scenario(name)
    last = next(number for number, step in enumerate(scenario.steps) if step.task == through)
    steps = scenario.steps[: last + 1]
    if filings is not None:
        steps = tuple(
            replace(step, facts={**step.facts, "situation.filings": filings})
            if "situation.filings" in step.facts
            else step
            for step in steps
        )
    return replay_scenario(place.database, place.pack, scenario, steps=steps, move_clock=False)


def offered(place: PracticePlace) -> list[str]:
    with place.database.read() as session:
        choices = list_filing_choices(session, place.code)
    return [str(choice["value"]) for choice in choices if isinstance(choice, dict)]


def test_a_filing_is_found_again_and_linked_to_the_later_matter(sasac: PracticePlace) -> None:
    filed = replayed(sasac, "risk_filing_filed", "review_filing")
    replayed(sasac, "risk_filing_refused", "review_filing")
    number = f"{sasac.case(filed).case_no}-FX-01"
    assert sasac.case(filed).status == "filed"
    assert offered(sasac) == [number]
    later = replayed(sasac, "risk_filing_linked", "classify_situation", [number])
    with sasac.database.read() as session:
        [link] = session.query(RegisterEntry).filter_by(register="filing_links").all()
        assert (link.case_id, read_record_values(link.record)["filing_no"]) == (later, number)
