"""What reads foreign text, each behind one function that lets through no error but our own.

The fuzzer feeds them what it makes up; the default run feeds them its seeds: the shipped files, and expressions of every
kind.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from webapp.decisions import DecisionsError, load
from webapp.engine import DeploymentRefused, Surroundings, read_deployment
from webapp.feel import FeelError, compile_expression, compile_unary_tests, to_text
from webapp.procedures.forms import FormRefused, bind_form, read_form, read_submission
from webapp.procedures.jurisdiction_layers import read_layer

ROOT = Path(__file__).parents[2]

#: What XML cannot hold.
_XML_UNSAFE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: What an expression of the fuzzer may read: a value of every kind.
CONTEXT: dict[str, Any] = {
    name: compile_expression(text).evaluate({})
    for name, text in {
        "n": "12.5",
        "s": '"过失"',
        "flag": "true",
        "day": '@"2026-02-28"',
        "at": '@"2026-02-28T10:00:00+08:00"',
        "span": '@"P3D"',
        "months": '@"P1M"',
        "items": '[1, 2, {a: 3, b: "x"}]',
        "case": '{no: "A-1", opened: @"2026-01-01"}',
        "between": "[1..5)",
    }.items()
}


def try_feel(text: str) -> None:
    """An expression: read, evaluated, its value written down and read again."""
    try:
        value = compile_expression(text, CONTEXT).evaluate(CONTEXT)
        to_text(value)
    except FeelError:
        return


def try_unary_tests(text: str) -> None:
    """A table's cell."""
    try:
        tests = compile_unary_tests(text, CONTEXT)
        for value in CONTEXT.values():
            tests.matches(value, CONTEXT)
    except FeelError:
        return


def try_decisions(content: bytes) -> None:
    """A decision file: loaded, verified, every decision asked."""
    try:
        model = load({"fuzz.dmn": content})
    except DecisionsError:
        return
    model.verify()
    model.suggest()
    for decision in model.decisions:
        model.explain(decision, CONTEXT).as_json()


def try_cells(text: str) -> None:
    """A table whose cells are the lines of the text, two inputs and an output a row, by a hit policy that they choose."""
    lines = text.split("\n")
    policy = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")[len(lines) % 7]
    cells = [f"<text>{escape(_XML_UNSAFE.sub('', line))}</text>" for line in (*lines, "-", "-")]
    rows = "".join(
        f"<rule><inputEntry>{cells[place]}</inputEntry><inputEntry>{cells[place + 1]}</inputEntry>"
        f"<outputEntry>{cells[place + 2]}</outputEntry></rule>"
        for place in range(0, len(cells) - 2, 3)
    )
    columns = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in ("n", "s")
    )
    try_decisions(
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" name="f" namespace="f">'
        f'<decision id="d" name="d"><decisionTable hitPolicy="{policy}">{columns}<output name="o"/>{rows}'
        f"</decisionTable></decision></definitions>".encode()
    )


def try_diagram(content: bytes) -> None:
    """A diagram: checked and built."""
    surroundings = Surroundings(
        roles={"handler": "承办人"},
        forms={"check": frozenset({"check.result"})},
        decisions=load({}),
        operations={"notify": frozenset({"to", "text"})},
        parameters={},
    )
    try:
        read_deployment({"bpmn/fuzz.bpmn": content}, surroundings)
    except DeploymentRefused:
        return


def try_form(content: bytes) -> None:
    """A form: read, shown, and sent back with odd values."""
    try:
        schema = read_form(content, "forms/fuzz.form")
    except FormRefused:
        return
    bind_form(schema, CONTEXT, "zh")
    read_submission(schema, CONTEXT, {key: ["1", "x"] for key in schema.field_keys}, "en")


def try_jurisdiction(content: bytes) -> None:
    """A place's file: every fault becomes a problem, none an exception."""
    read_layer(content, "bpmn/fuzz/jurisdiction.toml", [])


def _as_text(reader: Callable[[str], None]) -> Callable[[bytes], None]:
    return lambda content: reader(content.decode("utf-8", "replace"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "feel": _as_text(try_feel),
    "unary_tests": _as_text(try_unary_tests),
    "cells": _as_text(try_cells),
    "decisions": try_decisions,
    "diagram": try_diagram,
    "form": try_form,
    "jurisdiction": try_jurisdiction,
}

_SEEDS = {
    "decisions": "dmn/**/*.dmn",
    "diagram": "bpmn/**/*.bpmn",
    "form": "forms/**/*.form",
    "jurisdiction": "bpmn/*/*.toml",
}
_EXPRESSIONS = (
    'if n > 3 then "a" else null',
    "for i in items, j in 1..3 return i + j",
    "some x in items satisfies x = 2",
    'substring(s, 1, 1) + string(n) + upper case("x")',
    "case.opened + span <= day and not(flag)",
    "items[item.a = 3].b",
    "{a: 1, f: function(x, y: number) x * y, c: f(a, 2)}",
    'replace("a1b2", "[0-9]", "-")',
    'date and time("2026-02-28T10:00:00@Asia/Shanghai") - at',
    'n in (1, [2..5), > 7), "a","b", not("c")',
    "sort(items, function(a, b) a < b)",
    "count(items) ** 2 / -3.5e10",
    "s instance of string",
    "day.month between 1 and 6",
)


def seeds(target: str) -> Iterator[bytes]:
    """What the fuzzer begins with: the shipped files, or expressions of every kind."""
    if target in _SEEDS:
        yield from (
            path.read_bytes() for path in sorted(ROOT.glob(_SEEDS[target])) if path.stat().st_size < 60_000
        )
    else:
        yield from (text.encode() for text in _EXPRESSIONS)


def main() -> None:
    """Read what stands on the input, and tell the processor time it took, in seconds."""
    target, content = sys.argv[1], sys.stdin.buffer.read()
    begun = time.process_time()
    TARGETS[target](content)
    print(time.process_time() - begun)  # noqa: T201 - the answer of this program.


if __name__ == "__main__":
    main()
