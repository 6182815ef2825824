"""`rongcuo feel`: one expression, by itself."""

from __future__ import annotations

import argparse
import sys

from webapp.commands.console import DONE, read_names, show_json
from webapp.feel import compile_expression, to_python


def evaluate(arguments: argparse.Namespace) -> int:
    """Evaluate an expression and print its value; why something became null goes to standard error.

    Raises: `FeelSyntaxError`, `UsageRefused`.
    """
    context = read_names(arguments.context)
    value, notes = compile_expression(arguments.expression, names=context.keys()).evaluate_with_notes(context)
    show_json(to_python(value))
    for note in notes:
        place = {"zh": "第 {} 行第 {} 列", "en": "line {}, column {}"}[arguments.language]
        told = f"{place.format(note.line, note.column)}: {note.text(arguments.language)}"
        sys.stderr.write(told + "\n")
    return DONE
