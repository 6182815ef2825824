"""What only the long runs do is done by them: the Makefile names every file and sets every variable that it takes."""

from __future__ import annotations

import re

from tests.practice_place import ROOT

RECIPE = (ROOT / "Makefile").read_text("utf-8").partition("\ntest-faults:")[2].partition("\n\n")[0]
TESTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")
}
THIS = "tests/test_long_runs.py"
#: A variable that is set in the recipe, and how a test asks for it.
_SET = re.compile(r"(RONGCUO_\w+)=")
_ASKED = re.compile(r'"(RONGCUO_\w+)"[^\n]*== "all"')


def test_every_file_and_folder_that_the_long_runs_name_is_there() -> None:
    named = re.findall(r"tests/[\w/.]+", RECIPE)
    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_every_file_of_tests_that_pytest_does_not_find_by_itself_is_named() -> None:
    hidden = [
        path
        for path, text in TESTS.items()
        if not path.rpartition("/")[2].startswith("test_") and re.search(r"^def test_", text, re.MULTILINE)
    ]
    assert "tests/papers/office.py" in hidden
    assert [path for path in hidden if path not in RECIPE] == []


def test_every_switch_of_a_long_run_is_set_and_every_variable_that_is_set_is_asked_for() -> None:
    asked = {name for path, text in TESTS.items() if path != THIS for name in _ASKED.findall(text)}
    given = set(_SET.findall(RECIPE))
    assert {"RONGCUO_TEST_STORIES", "RONGCUO_TEST_BOTH"} <= asked
    assert asked <= given
    assert [name for name in given if not any(f'"{name}"' in text for text in TESTS.values())] == []
