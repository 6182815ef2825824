"""Expressions by the thousand: every operator and built-in over literals of every kind, the same for the same seed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Final

LITERALS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("0", "1", "2", "-1", "3", "2.5", "-2.5", "10", "0.125", "100"),
    "string": ('"foobar"', '"a"', '""', '"b"', '"oba"', '"ABC"', '"a,b"', '"容错"', '"12"', '"🐎a"'),
    "boolean": ("true", "false"),
    "null": ("null",),
    "date": ('@"2026-01-31"', '@"2024-02-29"', '@"2026-03-01"', 'date("2025-12-29")', "date(2026, 3, 1)"),
    "time": ('@"10:30:00"', '@"23:59:59"', '@"10:30:00Z"', "time(10, 30, 0)"),
    "date and time": (
        '@"2026-01-31T10:30:00"', '@"2026-01-31T10:30:00Z"', '@"2026-01-31T11:30:00+01:00"', '@"2024-02-29T00:00:00"',
    ),
    "days": ('@"P1D"', '@"PT36H"', '@"-PT1H30M"', '@"P0D"'),
    "months": ('@"P1Y"', '@"P14M"', '@"-P1M"'),
    "list": ("[]", "[1, 2, 3]", "[3, 1, 2, 1]", '["a", "b"]', "[1, null]", "[true, false]", "[[1, 2], [3]]", "[2.5]"),
    "context": ("{}", "{a: 1}", "{a: 1, b: {c: 2}}", '{a: "x", b: [1, 2]}'),
    "range": ("[1..10]", "(1..10)", "[5..12]", "[10..20)", "(10..20]", '["a".."c"]', '[@"2026-01-01"..@"2026-02-01"]'),
}  # fmt: skip

OPERATORS: Final = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in")

#: Each built-in with the kinds of its arguments; every one is also tried with an argument of some other kind.
CALLS: Final[tuple[tuple[str, ...], ...]] = (
    ("number", "string"), ("string", "number"), ("string", "date"), ("string", "days"), ("string", "months"),
    ("string", "list"), ("string", "context"), ("string", "date and time"), ("string", "time"), ("string", "boolean"),
    ("date", "string"), ("date", "date and time"), ("date", "number", "number", "number"), ("time", "string"),
    ("time", "date and time"), ("date and time", "date", "time"), ("duration", "string"),
    ("years and months duration", "date", "date"), ("not", "boolean"), ("substring", "string", "number"),
    ("substring", "string", "number", "number"), ("string length", "string"), ("upper case", "string"),
    ("lower case", "string"), ("substring before", "string", "string"), ("substring after", "string", "string"),
    ("replace", "string", "string", "string"), ("contains", "string", "string"), ("starts with", "string", "string"),
    ("ends with", "string", "string"), ("matches", "string", "string"), ("split", "string", "string"),
    ("string join", "list", "string"), ("list contains", "list", "number"), ("count", "list"), ("min", "list"),
    ("max", "list"), ("sum", "list"), ("mean", "list"), ("all", "list"), ("any", "list"), ("sublist", "list", "number"),
    ("sublist", "list", "number", "number"), ("append", "list", "number"), ("concatenate", "list", "list"),
    ("insert before", "list", "number", "number"), ("remove", "list", "number"), ("reverse", "list"),
    ("index of", "list", "number"), ("union", "list", "list"), ("distinct values", "list"), ("flatten", "list"),
    ("product", "list"), ("median", "list"), ("stddev", "list"), ("mode", "list"),
    ("list replace", "list", "number", "number"), ("decimal", "number", "number"), ("floor", "number"),
    ("ceiling", "number"), ("floor", "number", "number"), ("ceiling", "number", "number"),
    ("round up", "number", "number"), ("round down", "number", "number"), ("round half up", "number", "number"),
    ("round half down", "number", "number"), ("abs", "number"), ("abs", "days"), ("abs", "months"),
    ("modulo", "number", "number"), ("sqrt", "number"), ("log", "number"), ("exp", "number"), ("odd", "number"),
    ("even", "number"), ("is", "number", "number"), ("is", "date", "date"), ("get value", "context", "string"),
    ("get entries", "context"), ("context put", "context", "string", "number"), ("context merge", "list"),
    ("day of year", "date"), ("day of week", "date"), ("month of year", "date"), ("week of year", "date"),
    *((name, "range", "range") for name in (
        "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
        "finished by", "includes", "during", "starts", "started by", "coincides",
    )),
    *((name, "number", "range") for name in ("before", "after", "during", "starts", "finishes")),
    *((name, "range", "number") for name in ("before", "after", "includes", "started by", "finished by")),
)  # fmt: skip

MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("year", "month", "day", "weekday"),
    "time": ("hour", "minute", "second", "time offset"),
    "date and time": ("year", "month", "day", "weekday", "hour", "minute", "second", "time offset"),
    "days": ("days", "hours", "minutes", "seconds"),
    "months": ("years", "months"),
    "range": ("start", "end", "start included", "end included"),
    "context": ("a", "b", "b.c", "d"),
}

SHAPES: Final = (
    "if {boolean} then {number} else {string}",
    "for i in {list} return i",
    # Whole ends only: from -2.5 on, feelin never comes to an end.
    "for i in -1..2 return i * {number}",
    "for i in 2..-1 return i * {number}",
    "for i in [1, 2, 3] return i + sum(partial)",
    "some i in {list} satisfies i = {number}",
    "every i in {list} satisfies i > {number}",
    "{list}[{number}]",
    "{list}[item = {number}]",
    "{list}[item > {number}]",
    "{number} between {number} and {number}",
    "{string} between {string} and {string}",
    "{date} between {date} and {date}",
    "{number} in {range}",
    "{number} in ({number}, {range})",
    "{number} in (> {number}, {number})",
    "{string} in ({string}, {string})",
    "{number} instance of number",
    "{string} instance of string",
    "{date} instance of date",
    "{months} instance of years and months duration",
    "{context}.a",
    "[{context}, {context}].a",
    "[{context}, {context}][a = 1]",
    "(function(x, y) x + y)({number}, {number})",
    "sort({list}, function(x, y) x < y)",
    "-{number}",
    "-{days}",
)


def generate(seed: int, of_each: int) -> Iterator[str]:
    """About ``of_each`` expressions of every form."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice of tests, no secret.

    def literal(kind: str) -> str:
        return chance.choice(LITERALS[kind])

    seen: set[str] = set()

    def new(text: str) -> Iterator[str]:
        if text not in seen:
            seen.add(text)
            yield text

    for left, right, operator in itertools.product(LITERALS, LITERALS, OPERATORS):
        for _ in range(of_each if left == right else 1):
            yield from new(f"{literal(left)} {operator} {literal(right)}")
    for name, *kinds in CALLS:
        for _ in range(of_each * 3):
            yield from new(f"{name}({', '.join(map(literal, kinds))})")
        for position in range(len(kinds)):
            odd = [literal(kind) for kind in kinds]
            odd[position] = literal(chance.choice(list(LITERALS)))
            yield from new(f"{name}({', '.join(odd)})")
        yield from new(f"{name}({', '.join(['null'] * len(kinds))})")
    for kind, names in MEMBERS.items():
        for name, text in itertools.product(names, LITERALS[kind]):
            yield from new(f"{text}.{name}")
    for shape in SHAPES:
        for _ in range(of_each * 3):
            pieces = shape
            for kind in LITERALS:
                while f"{{{kind}}}" in pieces:
                    pieces = pieces.replace(f"{{{kind}}}", literal(kind), 1)
            yield from new(pieces)
