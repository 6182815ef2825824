"""Forms, figures and scenarios as flat properties: key by key, however deep they are nested."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

#: By which of its own keys an entry of a list is told from the others; without any, by its place.
_TOLD_APART_BY = ("key", "value", "id")


def flatten(value: object, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Dotted key → value as text. ``without`` are keys that are left out at every depth."""
    return dict(_walk(value, "", without))


def _walk(value: object, path: str, without: frozenset[str]) -> Iterator[tuple[str, str]]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in without:
                yield from _walk(item, f"{path}.{key}" if path else str(key), without)
    elif isinstance(value, Set):
        yield path, ", ".join(sorted(str(item) for item in value))
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        if all(not isinstance(item, Mapping) for item in value):
            yield path, ", ".join(_text(item) for item in value)
        else:
            for number, item in enumerate(value, start=1):
                yield from _walk(item, f"{path}.{_mark(item, number)}", without)
    elif value is not None:
        yield path, _text(value)


def _mark(item: Any, number: int) -> str:
    if isinstance(item, Mapping):
        for key in _TOLD_APART_BY:
            if isinstance(told := item.get(key), str) and told:
                return told
    return str(number)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
