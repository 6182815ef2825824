"""What the addresses of lists carry: the page number and closed choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import request

Choice = TypeVar("Choice", bound=str)
#: No list is as long; a database cannot skip any number of rows that somebody types.
_LAST_PAGE = 1_000_000


def asked_page() -> int:
    """The page of a list that the address names, from 1."""
    return min(max(1, request.args.get("page", 1, type=int)), _LAST_PAGE)


def one_of(asked: str | None, choices: Sequence[Choice]) -> Choice:
    """``asked`` if it is among ``choices``, else the first of them."""
    return next((choice for choice in choices if choice == asked), choices[0])
