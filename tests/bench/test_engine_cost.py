"""The promises on one user action, held at every run."""

from __future__ import annotations

from tests.bench.bench_engine import LEAST_RATIO, MOST_BYTES, measure


def test_an_action_is_six_times_as_fast_as_the_stock_serializer_and_the_state_is_small() -> None:
    ours, stock, size, _stock_size = measure()
    assert stock / ours >= LEAST_RATIO
    assert size <= MOST_BYTES
