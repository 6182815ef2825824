"""What the engine's description promises is run as it stands there."""

from __future__ import annotations

import doctest

import webapp.engine


def test_the_example_of_the_package_runs() -> None:
    result = doctest.testmod(webapp.engine)
    assert result.attempted > 10
    assert result.failed == 0
