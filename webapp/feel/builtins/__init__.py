"""The functions that FEEL brings along, by group."""

from __future__ import annotations

from webapp.feel.builtins import (  # noqa: F401 - each module registers its functions.
    conversion,
    lists,
    logic,
    numbers,
    texts,
)
from webapp.feel.builtins.registry import BUILTINS

__all__ = ["BUILTINS"]
