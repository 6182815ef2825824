"""`rongcuo pack check`, `pack test` and `tables examples`: a place's procedures proved."""

from __future__ import annotations

import argparse

from webapp.commands.console import DONE, NOT_PASSED, say
from webapp.commands.place import read_place
from webapp.procedures import check_from_path, read_pack, test_from_path
from webapp.procedures.table_examples import list_pack_examples
from webapp.procedures.table_scenario_files import write_table_scenario


def check_procedures(arguments: argparse.Namespace) -> int:
    """Check a pack's diagrams, tables, forms, sources and translations."""
    report = check_from_path(arguments.path, read_place(arguments).pack_root)
    say(report.text(arguments.language))
    return DONE if report.passed else NOT_PASSED


def run_procedure_scenarios(arguments: argparse.Namespace) -> int:
    """Run a pack's scenarios."""
    report = test_from_path(arguments.path, read_place(arguments).pack_root)
    say(report.text(arguments.language))
    return DONE if report.passed else NOT_PASSED


def print_examples(arguments: argparse.Namespace) -> int:
    """Print a scenario file with a case for each row, boundary and gap of a table."""
    pack = read_pack(arguments.place, read_place(arguments).pack_root)
    examples = list_pack_examples(pack, arguments.decision)
    info = pack.decisions.decisions[arguments.decision]
    english = pack.texts("en").text(info.file, info.id, info.name)
    say(write_table_scenario(info.name, english, info.id, examples))
    return DONE
