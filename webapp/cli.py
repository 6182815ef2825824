"""The command `rongcuo`. Every command says what it did on standard output; what is wrong goes to standard error,
in one sentence, with an exit code that is not 0."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from webapp.command_line import build_parser
from webapp.commands.console import REFUSED

#: Command of `build_parser` → the module below `webapp.commands` and the function in it that runs the command.
RUNS: Mapping[str, str] = {
    "serve": "serving.serve",
    "worker": "serving.work",
    "migrate": "serving.bring_up_to_date",
    "prepare": "serving.prepare",
    "practice": "serving.practise",
    "clock": "clock.move_clock",
    "audit verify": "record.verify",
    "audit checkpoint": "record.write_checkpoint",
    "pack check": "packs.check_procedures",
    "pack test": "packs.run_procedure_scenarios",
    "pack new": "new_places.make_place",
    "pack sheet": "new_places.write_sheet",
    "pack import": "swapping.import_procedures",
    "pack export": "swapping.export_procedures",
    "pack publish": "swapping.publish_procedures",
    "pack diff": "differences.tell_differences",
    "calendar show": "calendars.show_year",
    "calendar import": "calendars.import_year",
    "lists export": "lists.export_sheet",
    "lists import": "lists.import_sheet",
    "tables check": "tables.check_tables",
    "tables examples": "packs.print_examples",
    "tck": "tables.run_kit",
    "decide": "tables.decide",
    "feel": "expressions.evaluate",
}


def find_run(command: str) -> Callable[[argparse.Namespace], int]:
    """The function that runs a command; only now its module is loaded."""
    module, _, name = RUNS[command].partition(".")
    run: Callable[[argparse.Namespace], int] = getattr(import_module(f"webapp.commands.{module}"), name)
    return run


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = build_parser().parse_args(argv)
    try:
        return find_run(arguments.command)(arguments)
    except BrokenPipeError:
        return 0
    except Exception as failure:
        text = getattr(failure, "text", None)
        if not callable(text):
            if not isinstance(failure, OSError):
                raise
            sys.stderr.write(f"rongcuo: {failure.filename or ''}: {failure.strerror}\n")
            return REFUSED
        sys.stderr.write(f"rongcuo: {text(arguments.language)}\n")
        return REFUSED


if __name__ == "__main__":
    raise SystemExit(main())
