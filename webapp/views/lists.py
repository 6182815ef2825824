"""What the addresses of lists carry: the page number and closed choices."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request


def asked_page() -> int:
    """The page of a list that the address names, from 1."""
    return max(1, request.args.get("page", 1, type=int))


def one_of(asked: str | None, choices: Sequence[str]) -> str:
    """``asked`` if it is among ``choices``, else the first of them."""
    return asked if asked in choices else choices[0]
