"""The promises on decision tables, held at every run as ratios: other work on the machine slows both sides."""

from __future__ import annotations

from tests.bench.bench_decisions import (
    LEAST_RATIO,
    MOST_COMPILE_SECONDS,
    MOST_GROWTH,
    measure,
    measure_compiling,
    measure_rules,
)


def test_a_table_is_twenty_times_as_fast_as_on_the_stock_engine() -> None:
    ours, stock = measure()
    assert ours / stock >= LEAST_RATIO


def test_five_hundred_rules_are_compiled_within_a_second_and_more_in_proportion() -> None:
    small, large = measure_compiling()
    assert small <= MOST_COMPILE_SECONDS
    assert large / small <= MOST_GROWTH


def test_evaluating_is_at_most_linear_in_the_rules() -> None:
    small, large = measure_rules()
    assert large / small <= MOST_GROWTH
