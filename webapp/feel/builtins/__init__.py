"""The functions that FEEL brings along, by group."""

from __future__ import annotations

from webapp.feel.builtins import (  # noqa: F401 - each module registers its functions.
    contexts,
    conversion,
    lists,
    matching,
    numbers,
    ranges,
    temporals,
    texts,
)
from webapp.feel.builtins.registry import BUILTINS

__all__ = ["BUILTINS"]
