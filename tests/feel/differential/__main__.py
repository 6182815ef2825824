"""Holds our FEEL against feelin's: ``make differential``, or ``python -m tests.feel.differential [SEED]``.

Prints how many expressions were compared and how often each known difference came; fails on any other difference.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.feel.differential.comparing import agree, ask_ours, ask_theirs
from tests.feel.differential.generating import generate
from tests.feel.differential.known import reason_for
from webapp.feel import to_text

_OF_EACH = 6


def main(seed: int) -> int:
    """The number of differences that nobody has explained."""
    texts = list(generate(seed, _OF_EACH))
    unexplained = 0
    explained: Counter[str] = Counter()
    for text, theirs in zip(texts, ask_theirs(texts, Path(__file__).parent), strict=True):
        ours = ask_ours(text)
        if agree(ours, theirs):
            continue
        reason = reason_for(text, ours, theirs)
        if reason is None:
            unexplained += 1
            _say(f"{text}\n    ours   {to_text(ours)}\n    theirs {to_text(theirs)}")
        else:
            explained[reason] += 1
    _say(f"{len(texts)} expressions, {unexplained} differences without a known reason")
    for reason, count in explained.most_common():
        _say(f"{count:5} {reason}")
    return unexplained


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 1) else 0)
