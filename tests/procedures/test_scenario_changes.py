"""Files of scenarios changed line by line: steps put in and taken out, expectations moved, everything else as it stood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.procedures.small_pack import SCENARIO, files_of
from webapp.procedures.proof.recording import make_step
from webapp.procedures.scenario_changes import PutIn, Revised, put_steps_in, take_steps_out
from webapp.procedures.scenario_files import Expectation, Person, Scenario, Step, read_scenario
from webapp.procedures.scenario_results import END
from webapp.procedures.toml_writing import TomlNotChanged

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
TOLD = files_of({})[SCENARIO]
NEW = make_step(
    task="sign_off", person=Person("handler"), facts={"sign_off.note": "同意“补”", "sign_off.days": 3}
)


def told_by(content: bytes) -> Scenario:
    scenario, problems = read_scenario(content, "x.toml")
    assert scenario is not None, problems
    return scenario


def plain(steps: tuple[Step, ...]) -> list[Step]:
    """Steps without where they stand."""
    return [replace(step, number=0, line=None, expect=replace(step.expect, lines={})) for step in steps]


def is_within(lines: list[str], others: list[str]) -> bool:
    """Whether all of these lines stand among the others, in their order."""
    rest: Iterator[str] = iter(others)
    return all(line in rest for line in lines)


def shipped() -> list[Path]:
    """Every scenario of a matter that is shipped."""
    found = sorted(FOLDER.glob("*/*.toml"))
    return [path for path in found if b"[[step]]" in path.read_bytes()]


def test_a_step_goes_into_shipped_scenarios_anywhere_and_comes_out_again_without_a_trace() -> None:
    for seed, path in enumerate(shipped()[::9]):
        content = path.read_bytes()
        before = told_by(content)
        behind = (0, len(before.steps), (seed * 7) % (len(before.steps) + 1))[seed % 3]
        put = put_steps_in(content, "x.toml", [PutIn(behind, NEW)])
        after = told_by(put)
        wanted = [*plain(before.steps[:behind]), *plain((NEW,)), *plain(before.steps[behind:])]
        assert plain(after.steps) == wanted, path
        lines = [line for line in content.decode().splitlines() if not line.startswith("practice_steps")]
        assert is_within(lines, put.decode().splitlines()), path
        assert take_steps_out(put, "x.toml", [behind + 1]) == content, path


def test_steps_at_several_places_keep_their_order_and_a_comment_stays_above_its_step() -> None:
    commented = TOLD.replace(
        b'[[step]]\ntask = "file_papers"', b'# To the archive.\n[[step]]\ntask = "file_papers"'
    )
    first, second = (make_step(task=name, person=Person("handler")) for name in ("first", "second"))
    put = put_steps_in(commented, SCENARIO, [PutIn(2, first), PutIn(2, second), PutIn(0, second)])
    assert [step.task for step in told_by(put).steps] == [
        "second", "", "check_application", "first", "second", "file_papers",
    ]  # fmt: skip
    assert b'# To the archive.\n[[step]]\ntask = "file_papers"' in put
    assert take_steps_out(put, SCENARIO, [1, 4, 5]) == commented


@pytest.mark.parametrize(("behind", "practice"), [(0, 3), (1, 3), (2, 2)])
def test_a_practice_place_goes_as_far_as_it_did(behind: int, practice: int) -> None:
    held = TOLD.replace(b'source = "S1"', b'source = "S1"\npractice_steps = 2').replace(
        b'advance_to = "2026-03-04T09:00:00+08:00"\n', b""
    )
    put = put_steps_in(held, SCENARIO, [PutIn(behind, NEW)])
    assert told_by(put).practice_steps == practice
    assert take_steps_out(put, SCENARIO, [behind + 1]) == held


LAYOUTS = [
    'expect.open = ["a"]\nexpect.variables = {"x.y" = 1, z = 2}\nexpect.registers.r = [{n = 1}]\n',
    'expect = {open = ["a"], variables = {x = {y = 1}, z = 2}, registers = {r = [{n = 1}]}}\n',
    '[step.expect]\nopen = [\n    "a",\n]\n[step.expect.variables]\nx.y = 1\nz = 2\n[[step.expect.registers.r]]\nn = 1\n',
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_expectation_is_taken_away_however_it_is_laid_out(layout: str, ends: str) -> None:
    head = 'name = "n"\nopened_at = "2026-03-02T09:00:00+08:00"\nopened_by = {role = "r"}\n'
    text = f'{head}\n[[step]]\ntask = "t"\nrole = "r"\n{layout}\n# The end.\n[expect]\nended = true\n'
    content = text.replace("\n", ends).encode()
    gone = [Revised(1, "open"), Revised(1, "variables.x.y"), Revised(1, "registers.r")]
    for dropped in (gone, [*gone, Revised(1, "variables.z")]):
        left = put_steps_in(content, "x.toml", [], dropped)
        kept = {"z": 2} if dropped is gone else {}
        (step,) = told_by(left).steps
        assert replace(step.expect, lines={}) == Expectation(variables=kept)
        assert f"# The end.{ends}[expect]{ends}ended = true{ends}".encode() in left
    assert b"expect" not in left.split(b"# The end.")[0], "nothing is left of it"


def test_an_expectation_is_set_and_one_of_the_end_may_go() -> None:
    revised = [
        Revised(2, "open", ["file_papers", "pay"]),
        Revised(END, "path"),
        Revised(END, "fired.outcome"),
    ]
    told = told_by(put_steps_in(TOLD, SCENARIO, [], revised))
    assert told.steps[1].expect.open == ("file_papers", "pay")
    assert (told.expect.path, dict(told.expect.fired), told.expect.status) == ((), {}, "archived")


def test_a_step_that_moves_the_clock_or_looks_goes_on_doing_that() -> None:
    told = told_by(take_steps_out(TOLD, SCENARIO, [2, 3]))
    assert [step.task for step in told.steps] == ["", ""]
    assert told.steps[1].advance_to is not None
    assert told.steps[1].expect.open == ("file_papers",)


@pytest.mark.parametrize(
    "content",
    [
        b"name = ",
        b'name = "n"\nstep = [{task = "t", role = "r"}]\n[expect]\nended = true\n',
    ],
)
def test_what_cannot_be_changed_line_by_line_is_refused(content: bytes) -> None:
    with pytest.raises(TomlNotChanged):
        put_steps_in(content, "x.toml", [PutIn(1, NEW)])
    with pytest.raises(TomlNotChanged):
        take_steps_out(content, "x.toml", [1])
    with pytest.raises(TomlNotChanged):
        put_steps_in(TOLD, SCENARIO, [], [Revised(1, "variables.unheard")])
