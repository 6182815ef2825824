"""Decision tables against SpiffWorkflow's own DMN engine: the same file, the same facts, in the same run.

Measured are evaluations of a table of twelve rules and four inputs, compiled once by each; and what it costs to compile
larger tables.
"""

from __future__ import annotations

import gc
import itertools
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from tests.decisions.drawing import Input, Table, table_model
from webapp.decisions import Model, load

#: The promises.
LEAST_RATIO = 20.0
LEAST_PER_SECOND = 40_000
MOST_COMPILE_SECONDS = 1.0
#: Four times the rules may cost at most this many times as much: about linear (a square would be sixteen times).
MOST_GROWTH = 8.0
COMPILED_RULES = 500
#: (rules, inputs) of tables to verify, and how many milliseconds that may take.
VERIFIED = (((60, 8), 10.0), ((1000, 5), 1000.0))
_ROUNDS = 7
_NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_INPUTS = (("kind", "string"), ("amount", "number"), ("days", "number"), ("level", "number"))

Facts = Mapping[str, Any]
Row = tuple[str, str, str, str, str]


def twelve_rows() -> list[Row]:
    """Three kinds, two bands of amounts, two of days: one row for each, in cells that both engines read alike."""
    bands = itertools.product(("a", "b", "c"), ("< 100", ">= 100"), ("< 30", ">= 30"))
    return [
        (f'"{kind}"', amount, days, ">= 1", f'"row {number}"')
        for number, (kind, amount, days) in enumerate(bands, 1)
    ]


def twelve_facts() -> list[Facts]:
    """Facts for each row in turn."""
    bands = itertools.product(("a", "b", "c"), (50, 150), (10, 40))
    return [{"kind": kind, "amount": amount, "days": days, "level": 2} for kind, amount, days in bands]


def many_rows(count: int) -> list[Row]:
    """As many different rows: every cell of the amounts is one of its own."""
    return [
        (
            f'"{"abc"[number % 3]}"',
            f"[{number * 10}..{number * 10 + 9}]",
            "< 30",
            ">= 1",
            f'"row {number}"',
        )
        for number in range(count)
    ]


def draw(rows: Sequence[Row]) -> bytes:
    """The file: one decision, one table, with the ids that the stock parser asks for."""
    inputs = "".join(
        f'<input id="in_{name}" label="{name}"><inputExpression id="x_{name}" typeRef="{kind}"><text>{name}</text>'
        "</inputExpression></input>"
        for name, kind in _INPUTS
    )
    rules = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<inputEntry id="c_{number}_{place}"><text>{escape(cell)}</text></inputEntry>'
            for place, cell in enumerate(row[:4])
        )
        made = f'<outputEntry id="o_{number}"><text>{escape(row[4])}</text></outputEntry>'
        rules.append(f'<rule id="r_{number}">{cells}{made}</rule>')
    return (
        f'<definitions xmlns="{_NAMESPACE}" id="file" name="bench" namespace="bench"><decision id="bench" name="bench">'
        f'<decisionTable id="table" hitPolicy="UNIQUE">{inputs}'
        f'<output id="out" label="result" name="result" typeRef="string" />{"".join(rules)}'
        "</decisionTable></decision></definitions>"
    ).encode()


def compile_ours(rows: Sequence[Row]) -> Model:
    """Our model of the table."""
    return load({"bench.dmn": draw(rows)})


class Stock:
    """SpiffWorkflow's parser and DMN engine, with a task of its own, as a business rule task calls it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        parser = DMNParser(None, etree.fromstring(draw(rows)), {"dmn": _NAMESPACE})
        parser.parse()
        self._engine = DMNEngine(parser.decision.decisionTables[0])
        process = BpmnParser()
        process.add_bpmn_str(
            b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="b">'
            b'<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s" /></bpmn:process></bpmn:definitions>'
        )
        self._task = BpmnWorkflow(process.get_spec("p")).get_tasks()[0]

    def decide(self, facts: Facts) -> Any:
        """The output of the row that fits."""
        self._task.data = dict(facts)
        return self._engine.result(self._task)["result"]


def _seconds(action: Callable[[], object]) -> float:
    """Seconds of the processor: what else the machine does is not counted, nor the search for garbage in what else the
    process keeps in memory, which takes far longer than what is measured."""
    gc.disable()
    try:
        begun = time.thread_time()
        action()
        return time.thread_time() - begun
    finally:
        gc.enable()


def measure() -> tuple[float, float]:
    """Evaluations a second: ours and stock.

    Both are measured in turns and the best turn of each counts, so that what else the machine does tells little.
    """
    rows, facts = twelve_rows(), twelve_facts()
    model, stock = compile_ours(rows), Stock(rows)
    assert [model.decide("bench", given) for given in facts] == [stock.decide(given) for given in facts]
    ours_best = stock_best = float("inf")
    for _ in range(_ROUNDS):
        ours_best = min(
            ours_best, _seconds(lambda: [model.decide("bench", given) for given in facts * 100]) / 100
        )
        stock_best = min(stock_best, _seconds(lambda: [stock.decide(given) for given in facts * 5]) / 5)
    return len(facts) / ours_best, len(facts) / stock_best


def measure_compiling() -> tuple[float, float]:
    """Seconds to read and compile tables of `COMPILED_RULES` and of four times as many rules; the best of some turns."""
    small, large = many_rows(COMPILED_RULES), many_rows(COMPILED_RULES * 4)
    times = [(_seconds(lambda: compile_ours(small)), _seconds(lambda: compile_ours(large))) for _ in range(3)]
    return min(first for first, _ in times), min(second for _, second in times)


def measure_rules() -> tuple[float, float]:
    """Microseconds of one evaluation of tables of `COMPILED_RULES` and of four times as many rules."""
    best = []
    for count in (COMPILED_RULES, COMPILED_RULES * 4):
        model = compile_ours(many_rows(count))
        given = [
            {"kind": "abc"[number % 3], "amount": number * 10 + 5, "days": 1, "level": 1}
            for number in range(0, count, 7)
        ]
        turns = [_seconds(lambda: [model.decide("bench", facts) for facts in given]) for _ in range(_ROUNDS)]  # noqa: B023 - called at once.
        best.append(min(turns) / len(given) * 1e6)
    return best[0], best[1]


def random_table(rules: int, inputs: int) -> Table:
    """A table as officers write them, with holes and overlaps: bands of numbers, lists of codes, and cells left open."""
    chance = Random(rules)  # noqa: S311 - the same table in every run, nothing secret.
    columns = [
        Input(f"n{place}", "number") if place % 2 else Input(f"k{place}", allowed='"a","b","c","d"')
        for place in range(inputs)
    ]

    def cell(rule: int, place: int) -> str:
        if place == 1:
            return f"[{rule * 10}..{rule * 10 + 9}]"
        if chance.random() < 0.4:
            return "-"
        end = chance.randrange(50)
        bands = (f"< {end}", f">= {end}", f"[{end}..{end + 20}]")
        return chance.choice(bands if place % 2 else ('"a"', '"b","c"', 'not("d")'))

    return Table(
        columns, [[*(cell(rule, place) for place in range(inputs)), str(rule)] for rule in range(rules)]
    )


def measure_verifying(rules: int, inputs: int) -> float:
    """Milliseconds of all findings of such a table; the best of some turns."""
    model = table_model(random_table(rules, inputs))
    return min(_seconds(model.verify) for _ in range(_ROUNDS)) * 1000


def main() -> None:
    """Print the figures."""
    ours, stock = measure()
    small, large = measure_compiling()
    small_us, large_us = measure_rules()
    verified = [(size, measure_verifying(*size), most) for size, most in VERIFIED]
    sys.stdout.write(
        "decisions: a table of 12 rules and 4 inputs, evaluations a second\n"
        f"  ours  {ours:9,.0f}   (on a quiet machine at least {LEAST_PER_SECOND:,})\n"
        f"  stock {stock:9,.0f}\n"
        f"  {ours / stock:.0f} times as fast (promised {LEAST_RATIO:.0f})\n"
        f"compiling {COMPILED_RULES} rules {small:.2f} s (at most {MOST_COMPILE_SECONDS:.0f}), "
        f"four times as many {large / small:.1f} times that\n"
        f"evaluating {COMPILED_RULES} rules {small_us:.0f} µs, four times as many {large_us:.0f} µs\n"
        + "".join(
            f"verifying {rules} rules of {inputs} inputs {found:.0f} ms (at most {most:.0f})\n"
            for (rules, inputs), found, most in verified
        )
    )


if __name__ == "__main__":
    main()
