"""Runs a folder in the layout of the DMN Technology Compatibility Kit and counts what agrees.

    report = run_kit(Path("tck"))
    print(report.text("en"))        # per level: passed of all, passed of those with a value, and what failed

The layout: ``compliance-level-<n>/<name>/``, each with a DMN file and one or more files of test cases beside it. A case
names inputs and, for each decision it asks, the value expected. It passes when every decision gives that value. Where
null is expected, an error counts as null: the standard makes null of what this library refuses with a reason.
"""

from webapp.decisions.tck.cases import Case, CaseFile, Expectation, read_case_file
from webapp.decisions.tck.errors import CaseFileUnreadable, KitEmpty
from webapp.decisions.tck.report import KitReport, LevelCount, Miss, Outcome
from webapp.decisions.tck.running import run_kit

__all__ = [
    "Case",
    "CaseFile",
    "CaseFileUnreadable",
    "Expectation",
    "KitEmpty",
    "KitReport",
    "LevelCount",
    "Miss",
    "Outcome",
    "read_case_file",
    "run_kit",
]
