"""Scenario files: what they give, and what each mistake in them is called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.procedures.small_pack import FILES, SCENARIO, WITHDRAWAL
from webapp.errors import Problem
from webapp.procedures.scenario_files import Scenario, read_scenario

SMALLEST = 'name = "x"\nopened_at = 2026-03-02T09:00:00+08:00\nopened_by = {role = "applicant"}\n[expect]\nended = false\n'


def read(text: str) -> Scenario:
    scenario, problems = read_scenario(text.encode(), SCENARIO)
    assert problems == []
    assert scenario is not None
    return scenario


def problems_of(text: str) -> list[Problem]:
    scenario, problems = read_scenario(text.encode(), SCENARIO)
    assert scenario is None
    return problems


def test_a_scenario_says_who_does_what_when_and_what_must_hold() -> None:
    scenario = read(FILES[SCENARIO])
    assert (scenario.title("zh"), scenario.title("en"), scenario.source) == (
        "轻微过失",
        "A slight fault",
        "S1",
    )
    assert scenario.opened_at == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert (scenario.opened_by.role, scenario.opened_by.account) == ("applicant", "wanghong")
    assert scenario.start == {"application.request_text": "请求容错"}
    look, check, papers = scenario.steps
    assert (look.task, look.person, look.expect.open, look.expect.status) == (
        "",
        None,
        ("check_application",),
        "applied",
    )
    assert look.expect.due == {"check_application": "2026-03-09"}
    assert check.advance_to == datetime(2026, 3, 4, 1, tzinfo=UTC)
    assert check.person is not None
    assert (check.number, check.task, check.person.role) == (2, "check_application", "intake")
    assert check.facts == {"assessment.f_fault": "slight"}
    assert check.expect.variables == {"advice": "educate"}
    assert papers.line == 24
    assert scenario.expect.is_ended is True
    assert scenario.expect.path[0] == "matter:check_application"
    assert scenario.expect.fired == {"outcome": (2,)}
    assert scenario.expect.registers["withdrawals"] == ()
    assert scenario.expect.registers["archives"][0]["volume_no"] == "2026-1"


def test_a_message_step_carries_its_payload_as_facts() -> None:
    step = read(FILES[WITHDRAWAL]).steps[0]
    assert (step.message, step.task) == ("withdraw", "")
    assert step.facts == {"withdrawal.reason": "情况已变"}


@pytest.mark.parametrize(
    "facts",
    [
        'facts = {"a.b" = 1, "a.c" = [1, 2]}',
        "facts = {a.b = 1, a.c = [1, 2]}",
        "facts.a.b = 1\nfacts.a.c = [1, 2]",
        '[step.facts]\n"a.b" = 1\n"a.c" = [1, 2]',
        "[step.facts.a]\nb = 1\nc = [1, 2]",
    ],
)
def test_facts_may_be_written_in_any_way_that_toml_allows(facts: str) -> None:
    scenario = read(f'{SMALLEST}[[step]]\ntask = "t"\nrole = "r"\n{facts}\n')
    assert scenario.steps[0].facts == {"a.b": 1, "a.c": [1, 2]}


def test_a_step_may_only_move_the_clock_or_only_look() -> None:
    scenario = read(
        f"{SMALLEST}[[step]]\nadvance_to = 2026-03-05T09:00:00+08:00\n[[step]]\nexpect.open = []\n"
    )
    assert [step.person for step in scenario.steps] == [None, None]
    assert scenario.steps[1].expect.open == ()
    assert scenario.steps[0].expect.open is None


def test_an_english_name_that_is_missing_is_made_up_for_by_the_chinese() -> None:
    assert read(SMALLEST).title("en") == "x"


def test_the_units_that_forms_offer_may_be_listed() -> None:
    assert read(SMALLEST).units is None
    assert read(SMALLEST + '[units]\nhousing = "住建局"\n').units == {"housing": "住建局"}


@pytest.mark.parametrize(
    ("written", "wanted"), [("", None), ("practice_steps = 0\n", 0), ("practice_steps = 2\n", 2)]
)
def test_a_scenario_says_how_far_a_practice_place_goes(written: str, wanted: int | None) -> None:
    moved = "[[step]]\nadvance_to = 2026-03-05T09:00:00+08:00\n"
    assert read(f"{written}{SMALLEST}{STEP}{STEP}{moved}{STEP}").practice_steps == wanted


def test_a_scenario_that_never_moves_the_clock_may_be_practised_whole() -> None:
    assert read(f"practice_steps = 2\n{SMALLEST}{STEP}{STEP}").practice_steps == 2


STEP = '[[step]]\ntask = "t"\nrole = "r"\n'

MISTAKES: list[tuple[str, str, str, int | None, str]] = [
    ("no name", SMALLEST.replace('name = "x"\n', ""), "PK-112", None, "name"),
    ("no opening", SMALLEST.replace("opened_at", "# opened_at"), "PK-112", None, "opened_at"),
    ("opening without offset", SMALLEST.replace("+08:00", ""), "PK-113", 2, "opened_at"),
    ("opened by nobody", SMALLEST.replace("opened_by", "# opened_by"), "PK-112", None, "opened_by"),
    ("opened by no role", SMALLEST.replace('role = "applicant"', 'account = "x"'), "PK-112", 3, "opened_by.role"),
    ("nothing expected", SMALLEST.replace("[expect]\nended = false\n", ""), "PK-112", None, "expect"),
    ("unknown key", 'nmae_en = "y"\n' + SMALLEST, "PK-114", 1, "name_en"),
    ("unknown key of a step", f"{SMALLEST}{STEP}fact = {{a = 1}}\n", "PK-114", 9, "facts"),
    ("unknown key of a person", SMALLEST.replace("role =", 'rank = "1", role ='), "PK-114", 3, "opened_by.rank"),
    ("unknown expectation", f"{SMALLEST}opne = []\n", "PK-114", 6, "open"),
    ("task and message", f'{SMALLEST}{STEP}message = "m"\n', "PK-246", 6, "task, message"),
    ("nothing to do", f"{SMALLEST}[[step]]\n", "PK-246", 6, "does one thing"),
    ("a task without a role", f'{SMALLEST}[[step]]\ntask = "t"\n', "PK-112", 6, "step[1].role"),
    ("a time that is none", f'{SMALLEST}[[step]]\nadvance_to = "tomorrow"\n', "PK-113", 7, "advance_to"),
    ("a due day that is none", f'{SMALLEST}due = {{t = "soon"}}\n', "PK-113", 6, "due.t"),
    ("rows that are no numbers", f'{SMALLEST}fired = {{outcome = ["r1"]}}\n', "PK-113", 6, "fired.outcome"),
    ("row nought", f"{SMALLEST}fired = {{outcome = [0]}}\n", "PK-113", 6, "fired.outcome"),
    ("records that are no tables", f"{SMALLEST}registers.effects = [1]\n", "PK-113", 6, "registers.effects"),
    ("facts that are no table", f"{SMALLEST}{STEP}facts = 7\n", "PK-113", 9, "facts"),
    ("steps that are no tables", 'step = "x"\n' + SMALLEST, "PK-113", 1, "step"),
    ("practice past the clock", f"practice_steps = 1\n{SMALLEST}[[step]]\nadvance_to = 2026-03-05T09:00:00Z\n", "PK-249", 1, "0 to 0"),
    ("practice past the end", f"practice_steps = 2\n{SMALLEST}{STEP}", "PK-249", 1, "0 to 1"),
    ("practice before the start", f"practice_steps = -1\n{SMALLEST}", "PK-249", 1, "-1"),
    ("practice half", f"practice_steps = true\n{SMALLEST}", "PK-113", 1, "practice_steps"),
    ("a fact that is no number", f"{SMALLEST}{STEP}facts = {{a.b = nan}}\n", "PK-113", 9, "nan"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "line", "said"), [pytest.param(*row[1:], id=row[0]) for row in MISTAKES]
)
def test_each_mistake_is_reported_with_its_line_and_key(
    text: str, code: str, line: int | None, said: str
) -> None:
    found = [problem for problem in problems_of(text) if problem.code == code]
    assert any(problem.line == line and said in problem.en for problem in found), [
        p.text("en") for p in problems_of(text)
    ]
    assert all(problem.file == SCENARIO for problem in found)


def test_all_mistakes_of_a_file_are_reported_at_once() -> None:
    codes: list[Any] = [problem.code for problem in problems_of('nmae = "x"\n[[step]]\n')]
    assert {"PK-112", "PK-114", "PK-246"} <= set(codes)
