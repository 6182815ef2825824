"""The promises on one user action, held at every run."""

from __future__ import annotations

from tests.bench.bench_engine import (
    LEAST_LONG_RATIO,
    LEAST_RATIO,
    MOST_BYTES,
    MOST_GROWTH,
    measure,
    measure_long,
)


def test_an_action_is_six_times_as_fast_as_the_stock_serializer_and_the_state_is_small() -> None:
    ours, stock, size, _stock_size = measure()
    assert stock / ours >= LEAST_RATIO
    assert size <= MOST_BYTES


def test_a_case_of_hundreds_of_actions_costs_hardly_more_than_a_short_one() -> None:
    short, long, stock = measure_long()
    assert long / short <= MOST_GROWTH
    assert stock / long >= LEAST_LONG_RATIO
