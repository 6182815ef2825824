"""The documented examples run and say what they say."""

from __future__ import annotations

import doctest

import webapp.decisions
import webapp.decisions.model


def test_the_packages_example_runs() -> None:
    result = doctest.testmod(webapp.decisions, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 8
    assert result.failed == 0
