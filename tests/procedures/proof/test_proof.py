"""Proving a draft: what comes of scenarios beyond the limits, how much a draft keeps of plays, expectations mended."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.procedures.drafts.desk import NOW, Desk, set_up_desk
from tests.procedures.small_pack import CODE, OUTCOME, SCENARIO, WITHDRAWAL, files_of
from webapp.database import open_database
from webapp.decisions.examples import Example
from webapp.feel import FeelDate, Value
from webapp.migrations import migrate
from webapp.procedures import Pack
from webapp.procedures.drafts.checker import Checker
from webapp.procedures.proof import (
    PlayTooLong,
    ProofTooLong,
    TableNotInDraft,
    TooManyPlays,
    ask_table,
    change_play,
    find_results,
    keep_play,
    list_plays,
    run_scenarios_of,
)
from webapp.procedures.proof.plays import MOST_BYTES, MOST_PLAYS
from webapp.procedures.proof.recording import MOST_STEPS, make_step, with_step
from webapp.procedures.proof.table_answers import read_answer, read_facts, tell_answer, tell_facts
from webapp.procedures.proof.telling import tell_play
from webapp.procedures.scenario_files import Scenario, read_scenario
from webapp.procedures.scenario_writing import leading_comment, write_scenario
from webapp.procedures.table_examples import TableAnswer

FILES = files_of({})
TOLD = FILES[SCENARIO]


def scenario_of(content: bytes) -> Scenario:
    scenario, problems = read_scenario(content, SCENARIO)
    assert scenario is not None, problems
    return scenario


# -- limits -------------------------------------------------------------------------------------


def test_scenarios_beyond_the_limits_are_told_why_one_by_one_and_run_anew_when_asked_again() -> None:
    # Comments of their own, so that no other test has run them.
    own = {path: FILES[path] + b"# beyond the limits\n" for path in (SCENARIO, WITHDRAWAL)}
    files = {**FILES, **own}
    told = run_scenarios_of(files, CODE, checker=Checker(seconds=0))
    assert {path: [said.step for said in answer.failures] for path, answer in told.items()} == {
        SCENARIO: [0], WITHDRAWAL: [0]
    }  # fmt: skip
    assert "0 秒" in told[SCENARIO].failures[0].zh
    assert find_results(files, CODE) == told
    again = run_scenarios_of(files, CODE, [SCENARIO])
    assert again[SCENARIO].is_passed
    assert run_scenarios_of(files, CODE, [SCENARIO], checker=Checker(seconds=0)) == again, "kept by content"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A draft of the small place, whose transactions these tests give up."""
    folder: Path = tmp_path_factory.mktemp("proof")
    database = open_database(f"sqlite:///{folder / 'rongcuo.db'}")
    migrate(database)
    set_up_desk(database, folder / "pack")
    yield Desk(database, 1)
    database.close()


class _GivenUp(Exception):
    """Ends a transaction that nothing is to be left of."""


def test_a_draft_keeps_no_more_plays_than_it_has_room_for(desk: Desk) -> None:
    actor = desk.actor("designer")

    def fill(session: Session) -> None:
        for _ in range(MOST_PLAYS):
            keep_play(session, 1, TOLD, 0, actor, NOW)
        with pytest.raises(TooManyPlays) as refused:
            keep_play(session, 1, TOLD, 0, actor, NOW)
        assert str(MOST_PLAYS) in refused.value.text("en")
        assert len(list_plays(session, 1)) == MOST_PLAYS
        raise _GivenUp

    with pytest.raises(_GivenUp), desk.database.write() as session:
        fill(session)


def test_a_play_grows_neither_longer_nor_larger_than_a_scenario_may(desk: Desk) -> None:
    actor, look = desk.actor("designer"), make_step()
    more = b'\n[[step]]\nexpect.status = "archived"\n'
    full = TOLD + more * (MOST_STEPS - len(scenario_of(TOLD).steps))
    assert len(scenario_of(full).steps) == MOST_STEPS
    with pytest.raises(PlayTooLong):
        with_step(full, 0, look)
    with pytest.raises(PlayTooLong), desk.database.write() as session:
        keep_play(session, 1, TOLD + b"#" * MOST_BYTES, 0, actor, NOW)

    def grow(session: Session) -> None:
        kept = keep_play(session, 1, TOLD, 0, actor, NOW)
        change_play(session, kept, TOLD + b"#" * MOST_BYTES, 1, actor, NOW)

    with pytest.raises(PlayTooLong), desk.database.write() as session:
        grow(session)


# -- facts put to a table -----------------------------------------------------------------------


def answer_of(fault: str, **changed: str) -> TableAnswer:
    """What the table says to a degree of fault when each of these codes stands in its cells as another."""
    table = FILES[OUTCOME].decode()
    for old, new in changed.items():
        table = table.replace(f'"{old}"', f'"{new}"')
    return ask_table({**FILES, OUTCOME: table.encode()}, CODE, "outcome", {"assessment": {"f_fault": fault}})


def test_the_child_says_what_the_drafts_own_table_says() -> None:
    in_force, in_draft = answer_of("slight"), answer_of("slight", educate="deny")
    assert (in_force.example.value, in_force.example.rules) == ("educate", (2,))
    assert (in_draft.example.value, in_draft.example.rules) == ("deny", (2,))
    assert in_draft.example.facts == {"assessment": {"f_fault": "slight"}}
    assert not in_draft.agrees_with(in_force)


def test_a_table_without_a_conclusion_says_what_is_missing_or_why() -> None:
    lacking = ask_table(FILES, CODE, "outcome", {})
    assert lacking.example.missing == ("assessment.f_fault",)
    unknown = answer_of("slight", slight="small")
    assert unknown.example.error_code is not None
    assert "slight" in unknown.reason("zh")
    assert "slight" in unknown.reason("en")
    assert not unknown.agrees_with(lacking)


def test_a_table_that_the_draft_has_not_and_one_beyond_the_limits_are_refused() -> None:
    with pytest.raises(TableNotInDraft, match="nothing"):
        ask_table(FILES, CODE, "nothing", {})
    with pytest.raises(ProofTooLong):
        ask_table(FILES, CODE, "outcome", {}, checker=Checker(seconds=0))


FACTS: dict[str, Value] = {
    "loss": {"amount": Decimal("0.10"), "on": FeelDate(2026, 3, 2), "kinds": ["a", None]},
    "extras": Decimal(3),
}


@pytest.mark.parametrize(
    "value", [None, True, Decimal("1.50"), {"outcome": "deny", "on": FeelDate(2026, 3, 2)}]
)
def test_facts_and_answers_come_back_from_the_child_as_they_were(value: Value) -> None:
    answer = TableAnswer(Example("row", FACTS, (1, 3), value, None), "为何", "why")
    assert read_facts(tell_facts(FACTS)) == FACTS
    assert read_answer(tell_answer(answer)) == answer


@pytest.mark.parametrize(
    ("other", "agrees"),
    [
        (Example("row", {}, (4,), Decimal(1), None), True),
        (Example("row", {}, (2,), True, None), False),
        (Example("row", {}, (), None, "DM-203", missing=("a", "b")), False),
    ],
)
def test_answers_agree_by_what_is_concluded_and_not_by_the_rows(other: Example, *, agrees: bool) -> None:
    assert TableAnswer(Example("row", {}, (2,), Decimal(1), None)).agrees_with(TableAnswer(other)) is agrees


# -- expectations mended ------------------------------------------------------------------------


def mended(content: bytes, position: int, *keys: str) -> bytes:
    """The scenario's file with these differences mended behind a step, as the child does it."""
    pack = Pack(CODE, {**FILES, SCENARIO: content})
    asked = {"content": content, "file": SCENARIO, "position": position, "mend": list(keys), "form": None}
    written: bytes = tell_play(pack, asked)["mended"]
    return written


def written(content: bytes) -> bytes:
    """A file as the platform writes it."""
    return write_scenario(scenario_of(content), leading_comment(content))


@pytest.mark.parametrize(
    ("old", "new", "position", "key"),
    [
        (b'due = {check_application = "2026-03-09"}', b'due = {check_application = "2026-03-10"}', 1, "1 due.check_application"),
        (b'variables = {"advice" = "educate"}', b'variables = {"advice" = "deny"}', 2, "2 variables.advice"),
        (b'due = {check_application = "2026-03-09"}', b'due = {check_application = "2026-03-10"}', 3, "1 due.check_application"),
        (b'archived_on = "2026-03-04"}]', b'archived_on = "2026-03-05"}]', 3, "-1 registers.archives"),
    ],
)  # fmt: skip
def test_a_wrong_expectation_is_mended_to_what_is_seen(
    old: bytes, new: bytes, position: int, key: str
) -> None:
    assert TOLD.count(old) == 1
    wrong = TOLD.replace(old, new)
    assert mended(wrong, position) == written(wrong), "nothing was chosen"
    assert mended(wrong, position, key) == written(TOLD)


def test_a_due_day_of_what_is_not_open_is_expected_no_longer() -> None:
    wrong = TOLD.replace(b"due = {check_application", b"due = {file_papers")
    first = scenario_of(mended(wrong, 1, "1 due.file_papers")).steps[0]
    assert (dict(first.expect.due), first.expect.status) == ({}, "applied")


def test_records_that_nobody_expected_are_expected_with_all_their_fields() -> None:
    wrong = TOLD.replace(
        b'registers.archives = [{volume_no = "2026-1", archived_on = "2026-03-04"}]',
        b"registers.archives = []",
    )
    (record,) = scenario_of(mended(wrong, 3, "-1 registers.archives")).expect.registers["archives"]
    assert (record["volume_no"], record["archived_on"]) == ("2026-1", "2026-03-04")
