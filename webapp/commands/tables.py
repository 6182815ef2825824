"""`rongcuo tables check`, `decide` and `tck`: decision tables by themselves, without a pack around them."""

from __future__ import annotations

import argparse
from pathlib import Path

from webapp.commands.console import DONE, NOT_PASSED, read_names, say, show_json
from webapp.decisions import load
from webapp.decisions.checking import check_tables as check_files
from webapp.decisions.tck import run_kit as run_folder


def check_tables(arguments: argparse.Namespace) -> int:
    """Find gaps, overlaps, dead rows and outputs outside the allowed values."""
    report = check_files(map(Path, arguments.path))
    say(report.text(arguments.language))
    return DONE if report.passed else NOT_PASSED


def decide(arguments: argparse.Namespace) -> int:
    """Evaluate a decision with the facts of a file; print value and trace.

    Raises: `DecisionsRefused`, `UsageRefused`.
    """
    facts = read_names(arguments.facts)
    explanation = load(Path(arguments.file)).explain(arguments.decision, facts)
    show_json(explanation.as_json())
    return DONE if explanation.status == "concluded" else NOT_PASSED


def run_kit(arguments: argparse.Namespace) -> int:
    """Run a folder of the DMN Technology Compatibility Kit."""
    report = run_folder(Path(arguments.folder))
    say(report.text(arguments.language))
    return DONE if report.passed else NOT_PASSED
