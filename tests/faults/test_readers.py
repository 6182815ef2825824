"""What the fuzzer found, and what it begins with: nothing but our own errors, whatever the input."""

from __future__ import annotations

import pytest

from tests.faults.readers import TARGETS, seeds


@pytest.mark.parametrize("target", TARGETS)
def test_every_reader_takes_its_seeds_whole_cut_and_changed(target: str) -> None:
    for seed in seeds(target):
        for content in (seed, seed[: len(seed) // 2], seed.replace(b"1", b"\xff"), seed[::-1], b""):
            TARGETS[target](content)


@pytest.mark.parametrize("target", TARGETS)
def test_every_reader_has_seeds(target: str) -> None:
    assert len(list(seeds(target))) > 1
