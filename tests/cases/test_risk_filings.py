"""A risk filed in advance is found again when a matter of the same unit or person comes, and linked while it covers the event."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.practice_place import PracticePlace
from webapp.cases import get_case_page
from webapp.cases.context import list_filing_choices
from webapp.cases.errors import FactsRefused
from webapp.cases.models import RegisterEntry
from webapp.cases.registers.listing import list_register
from webapp.cases.registers.pages import RegisterRow
from webapp.cases.replay import replay_scenario
from webapp.cases.terms import read_record_values
from webapp.feel import to_python
from webapp.outbox import OutboxMessage

FILED = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
#: The last day of a filing that was made on that day, twelve months later.
LAST_DAY = date(2027, 3, 2)


def replayed(place: PracticePlace, name: str, through: str) -> int:
    """Replay a story through the first step at the task ``through``, without moving the clock."""
    scenario = place.scenario(name)
    last = next(number for number, step in enumerate(scenario.steps) if step.task == through)
    steps = scenario.steps[: last + 1]
    return replay_scenario(place.database, place.pack, scenario, steps=steps, move_clock=False)


def offered(place: PracticePlace) -> dict[str, str]:
    """The number of each filing on offer, and what is said of it."""
    with place.database.read() as session:
        choices = list_filing_choices(session, place.code)
    return {str(choice["value"]): str(choice["label"]) for choice in choices if isinstance(choice, dict)}


def filings(place: PracticePlace, state: str = "") -> dict[str, RegisterRow]:
    """The register of risk filings as the officer in charge of a whole place reads it."""
    page = list_register(place.database, place.actor("handler"), "risk_filings", language="zh")
    return {row.number: row for row in page.rows if not state or row.state == state}


@pytest.fixture(scope="module")
def filed(sasac: PracticePlace) -> int:
    """A matter of a risk that was put on file on a known day, beside one that was refused."""
    sasac.start_clock_at(FILED)
    filed = replayed(sasac, "risk_filing_filed", "review_filing")
    replayed(sasac, "risk_filing_refused", "review_filing")
    return filed


def test_a_filing_is_valid_on_its_last_day_and_expired_the_day_after(
    sasac: PracticePlace, filed: int
) -> None:
    number = f"{sasac.case(filed).case_no}-FX-01"
    assert (sasac.case(filed).status, set(filings(sasac, "open"))) == ("filed", {number})
    assert list(offered(sasac)) == [number]
    assert "已期满" not in offered(sasac)[number]

    sasac.advance(datetime.fromisoformat("2027-03-02T23:59:00+08:00") - sasac.now())
    assert set(filings(sasac, "open")) == {number}

    sasac.advance(timedelta(minutes=1))
    assert sasac.case(filed).status == "filing_expired"
    row = filings(sasac, "ended")[number]
    assert row.record["result"] == "filed"
    assert row.ended_on == date(2027, 3, 3)
    assert "有效期至 2027-03-02，已期满" in offered(sasac)[number]
    with sasac.database.read() as session:
        told = session.scalars(
            select(OutboxMessage).where(
                OutboxMessage.case_no == sasac.case(filed).case_no, OutboxMessage.subject_zh.contains("已满")
            )
        ).all()
        assert {message.to_account or message.to_group for message in told} == {
            "enterprise_party",
            "nanjing_sasac:enterprise_party@soe",
            "nanjing_sasac:sasac",
        }


def test_a_filing_is_linked_to_what_happened_while_it_was_valid_and_to_nothing_else(
    sasac: PracticePlace, filed: int
) -> None:
    number = f"{sasac.case(filed).case_no}-FX-01"
    if sasac.now() < datetime.fromisoformat("2027-03-10T09:00:00+08:00"):
        sasac.advance(datetime.fromisoformat("2027-03-10T09:00:00+08:00") - sasac.now())
    later = replayed(sasac, "risk_filing_linked", "confirm_report")
    facts = {
        "situation.field": "investment",
        "situation.filings": [number],
        "situation.filings_note": "本案正是备案所报的事项。",
        "situation.classified_by": "承办人甲",
    }
    for outside in (date(2026, 3, 1), date(2027, 3, 3)):
        with pytest.raises(FactsRefused):
            sasac.do(later, "classify_situation", {**facts, "situation.event_on": outside}, by="handler")
    sasac.do(later, "classify_situation", {**facts, "situation.event_on": LAST_DAY}, by="handler")
    with sasac.database.read() as session:
        [link] = session.query(RegisterEntry).filter_by(register="filing_links").all()
        record = read_record_values(link.record)
    assert (link.case_id, record["filing_no"]) == (later, number)
    assert to_python(record["event_on"]) == LAST_DAY
    [table] = [
        each
        for each in get_case_page(sasac.database, sasac.actor("handler"), later, "zh").registers
        if each.register == "filing_links"
    ]
    assert ("filing_no", "备案编号") in table.columns
    assert [values["filing_no"] for _, values in table.rows] == [number]
