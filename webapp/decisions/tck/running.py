"""Runs test cases: each decision is asked, and what it gives is held against what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from webapp.decisions.errors import DecisionsError
from webapp.decisions.model import Model, load
from webapp.decisions.tck.cases import Case, CaseFile, Expectation, list_case_files, read_case_file
from webapp.decisions.tck.errors import CaseFileUnreadable
from webapp.decisions.tck.report import KitReport, Miss, Outcome
from webapp.decisions.tck.values import agrees


def run_kit(folder: Path) -> KitReport:
    """Run every case below ``folder``: a whole kit, one level, or the folder of one model.

    Raises `KitEmpty`. A file of cases that cannot be read stands in the report.
    """
    outcomes: list[Outcome] = []
    unreadable: list[DecisionsError] = []
    for path, content in list_case_files(folder):
        try:
            outcomes += run_case_file(read_case_file(path, content, folder))
        except CaseFileUnreadable as error:
            unreadable.append(error)
    return KitReport(outcomes, unreadable)


def run_case_file(file: CaseFile) -> Iterator[Outcome]:
    """Run the cases of one file against the model beside it, which may import others beside it."""
    model: Model | DecisionsError
    try:
        model = load(file.model, imports=[file.model.parent])
    except DecisionsError as error:
        model = error
    for case in file.cases:
        misses = tuple(filter(None, (_ask(model, case, result) for result in case.results)))
        yield Outcome(file.name, file.level, case.id, case.has_value, misses)


def _ask(model: Model | DecisionsError, case: Case, expected: Expectation) -> Miss | None:
    """Ask for one result; None when it is the one expected. An error stands for null."""
    if isinstance(model, DecisionsError):
        return None if expected.value is None else Miss(expected.name, expected.value, None, model)
    try:
        actual = model.decide(case.invocable or expected.name, case.inputs)
    except DecisionsError as error:
        return None if expected.value is None else Miss(expected.name, expected.value, None, error)
    if agrees(expected.value, actual):
        return None
    # A service of several decisions gives a context of them, where the kit asks for each by its name.
    if case.invocable and isinstance(actual, dict) and agrees(expected.value, actual.get(expected.name)):
        return None
    return Miss(expected.name, expected.value, actual)
