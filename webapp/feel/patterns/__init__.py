"""Regular expressions of XPath 3.1 (`matches`, `replace`, `split`) on a machine of our own.

Python's `re` speaks another dialect and can take exponential time. Here each pair of instruction and position is tried
once, so the time grows with pattern × text; patterns with back-references, where that is impossible, are bounded by
the step limit alone.
"""

from __future__ import annotations

from webapp.feel.patterns.machine import Match, Pattern, compile_pattern
from webapp.feel.patterns.reader import PatternInvalid

__all__ = ["Match", "Pattern", "PatternInvalid", "compile_pattern"]
