"""Reads JSON and remembers on which line each object begins, so that a finding can point at it."""

from __future__ import annotations

import json
import re
from typing import Any

from webapp.errors import Problem
from webapp.procedures.forms.findings import form_finding

#: A form that a person fills in stays far below these.
MAX_FORM_BYTES = 512 * 1024
MAX_DEPTH = 60

# Strings first, so that a brace inside one does not count.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


class LocatedObject(dict[str, Any]):
    """A JSON object with the line, counted from 1, on which it begins."""

    line: int = 1


def read_json(source: bytes, file: str) -> tuple[LocatedObject | None, list[Problem]]:
    """The top object of a JSON text, with the findings made while reading; None when it cannot be read."""
    if len(source) > MAX_FORM_BYTES:
        return None, [form_finding("FM-103", file, found=f"{len(source)} B", limit=f"{MAX_FORM_BYTES} B")]
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [form_finding("FM-102", file, line=source[: error.start].count(b"\n") + 1)]
    problems: list[Problem] = []
    starts, depth = _object_lines(text)
    if depth > MAX_DEPTH:
        return None, [form_finding("FM-103", file, found=f"{depth} {{", limit=f"{MAX_DEPTH} {{")]

    def locate(pairs: list[tuple[str, Any]]) -> LocatedObject:
        found = LocatedObject()
        # The hook sees the objects in the order in which they close, as _object_lines lists them.
        found.line = next(lines)
        for name, value in pairs:
            if name in found:
                problems.append(form_finding("FM-105", file, line=found.line, name=name))
            found[name] = value
        return found

    lines = iter(starts)
    try:
        top = json.loads(text, object_pairs_hook=locate, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return None, [form_finding("FM-101", file, line=error.lineno, reason=f"{error.msg} ({error.colno})")]
    except (ValueError, StopIteration) as error:  # NaN and the like, or a number with too many digits
        return None, [form_finding("FM-101", file, reason=str(error))]
    if not isinstance(top, LocatedObject):
        return None, [
            form_finding(
                "FM-104",
                file,
                line=1,
                name="{}",
                expected="对象",
                expected_en="an object",
                found=type(top).__name__,
            )
        ]
    return top, problems


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _object_lines(text: str) -> tuple[list[int], int]:
    """The first line of each object, in the order in which the objects close, and the greatest depth."""
    starts: list[int] = []
    open_at: list[int] = []
    depth = deepest = 0
    line, counted_to = 1, 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign[0] == '"':
            continue
        depth += 1 if sign in "{[" else -1
        deepest = max(deepest, depth)
        if sign == "{":
            line += text.count("\n", counted_to, token.start())
            counted_to = token.start()
            open_at.append(line)
        elif sign == "}" and open_at:
            starts.append(open_at.pop())
    return starts, deepest
