"""Reading TOML written by people: every mistake becomes a finding with file, line and key, and reading goes
on.

``tomllib`` keeps no line numbers, so `locate_keys` finds them by a second, forgiving look at the text. A
line that it cannot place is simply not reported; nothing but messages depends on it.
"""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from webapp.errors import Problem
from webapp.kept_readings import kept_by_content
from webapp.procedures.findings import finding, has_errors

#: Of so many bytes of files the content stays parsed.
KEPT_BYTES = 8 * 1024 * 1024

KeyPath = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)(?P<name>[^\]]+)\]\]?\s*(#.*)?$")
_ASSIGNMENT = re.compile(
    r"""^\s*(?P<key>(?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*="""
)
_ERROR_LINE = re.compile(r"\(at line (\d+)")

_TYPE_NAMES = {
    str: ("文字", "a text"),
    int: ("整数", "a whole number"),
    bool: ("true 或 false", "true or false"),
    dict: ("表", "a table"),
    list: ("列表", "a list"),
    datetime: ("带时区的时刻", "an instant with its offset"),
    date: ("日期", "a date"),
}


def read_toml(content: bytes, file: str, problems: list[Problem]) -> TomlTable | None:
    """Parse a TOML file into its top table; None, with a finding added, when it cannot be parsed."""
    try:
        data, lines = _parse(content)
    except UnicodeDecodeError as error:
        problems.append(finding("PK-111", file, line=content[: error.start].count(b"\n") + 1))
        return None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _ERROR_LINE.search(str(error))
        problems.append(
            finding("PK-110", file, line=int(place[1]) if place else None, reason=str(error)[:200])
        )
        return None
    return TomlTable(file, data, lines, (), problems)


@kept_by_content(KEPT_BYTES)
def _parse(content: bytes) -> tuple[Mapping[str, Any], Mapping[KeyPath, int]]:
    text = content.decode("utf-8-sig")
    return tomllib.loads(text), locate_keys(text)


def locate_keys(text: str) -> dict[KeyPath, int]:
    """The line, counted from 1, on which each table and key of a TOML text begins."""
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = place_header(split_key(header["name"]), header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            key = split_key(assignment["key"])
            for depth in range(1, len(key) + 1):
                lines.setdefault((*table, *key[:depth]), number)
    return lines


def place_header(name: KeyPath, is_array: bool, counts: dict[KeyPath, int]) -> KeyPath:
    """The path of a table header, with the running number of each array of tables on the way."""
    path: KeyPath = ()
    for depth, part in enumerate(name):
        path = (*path, part)
        if depth == len(name) - 1 and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


@lru_cache(maxsize=4096)
def split_key(text: str) -> KeyPath:
    """The parts of a dotted key, quoted or bare. Kept: files use the same few keys again and again."""
    try:
        node: Any = tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return (text.strip(),)
    parts: list[str] = []
    while isinstance(node, dict):
        key, node = next(iter(node.items()))
        parts.append(key)
    return tuple(parts)


def suggest(word: str, known: Collection[str]) -> dict[str, str]:
    """The hint "did you mean …" for a misspelt word, as facts for a finding; empty when nothing is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return {
        "hint": f"（是否为“{near[0]}”？）" if near else "",
        "hint_en": f" (did you mean '{near[0]}'?)" if near else "",
    }


class TomlTable:
    """One table of a TOML file.

    Each getter checks the type and reports what does not fit; `close` reports the keys that nobody asked for.
    """

    def __init__(
        self,
        file: str,
        data: Mapping[str, Any],
        lines: Mapping[KeyPath, int],
        path: KeyPath,
        problems: list[Problem],
    ) -> None:
        self.file = file
        self.path = path
        self._data = data
        self._lines = lines
        self._problems = problems
        self._asked: set[str] = set()

    @property
    def has_errors(self) -> bool:
        """Whether anything in its file was found wrong so far."""
        return has_errors(self._problems)

    @property
    def keys(self) -> list[str]:
        """The keys present, in the file's order."""
        return list(self._data)

    def name(self, key: str | None = None) -> str:
        """The full name of a key, or of the table, for a message: ``step[2].task``."""
        parts = self.path if key is None else (*self.path, key)
        return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")

    def line(self, key: str | None = None) -> int | None:
        """The line of a key, or of the nearest table around it."""
        path = self.path if key is None else (*self.path, key)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def report(self, code: str, at: str | None = None, **facts: Any) -> None:
        """Add a finding at a key of this table, which it names unless ``facts`` name another."""
        facts.setdefault("key", self.name(at))
        self._problems.append(finding(code, self.file, line=self.line(at), **facts))

    def text(self, key: str, *, required: bool = True, choices: Collection[str] = ()) -> str:
        """A text; empty when it is missing or wrong, which is then reported."""
        value = self._get(key, str, required)
        if value is None:
            return ""
        if required and not value.strip():
            self.report("PK-112", key)
        elif choices and value not in choices:
            self.report("PK-115", key, found=value, allowed=", ".join(choices))
            return ""
        return str(value)

    def integer(self, key: str, *, required: bool = True) -> int | None:
        """A whole number; None when it is missing or wrong, which is then reported."""
        value = self._get(key, int, required)
        return None if value is None else int(value)

    def flag(self, key: str) -> bool | None:
        """A boolean; None when it is absent."""
        value = self._get(key, bool, required=False)
        return None if value is None else bool(value)

    def instant(self, key: str, *, required: bool = True) -> datetime | None:
        """An aware instant, written as a TOML date-time with offset or as text of the same form."""
        value = self._get(key, datetime, required, accept_text=True)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                self._report_type(key, datetime, value)
                return None
        if isinstance(value, datetime) and value.tzinfo is None:
            self._report_type(key, datetime, value)
            return None
        return value if isinstance(value, datetime) else None

    def day(self, key: str) -> date | None:
        """A required date, written as a TOML date or as text."""
        value = self._get(key, date, required=True, accept_text=True)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self._report_type(key, date, value)
                return None
        return value if isinstance(value, date) else None

    def text_list(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        if isinstance(self._data.get(key), str):
            return (self.text(key, required=required),)
        value = self._get(key, list, required)
        if value is None:
            return ()
        if not all(isinstance(item, str) and item for item in value):
            self._report_type(key, list, value)
            return ()
        return tuple(value)

    def values(self, key: str) -> list[Any] | None:
        """A list of anything; None when it is absent."""
        value = self._get(key, list, required=False)
        return None if value is None else list(value)

    def anything(self, key: str) -> Any:
        """A value of any type; None when it is absent."""
        self._asked.add(key)
        value = self._data.get(key)
        if _holds_no_number(value):
            self.report(
                "PK-113", key, expected="有限的数", expected_en="a finite number", found=repr(value)[:80]
            )
            return None
        return value

    def has(self, key: str) -> bool:
        """Whether the key is there; asking counts as knowing it."""
        self._asked.add(key)
        return key in self._data

    def is_table(self, key: str) -> bool:
        return isinstance(self._data.get(key), dict)

    def table(self, key: str, *, required: bool = False) -> TomlTable:
        """A sub-table; an empty one when it is absent."""
        value = self._get(key, dict, required)
        return self._below(key, value or {})

    def tables(self, key: str) -> Iterator[tuple[str, TomlTable]]:
        """The named sub-tables of a table of tables, such as ``[roles.intake]``."""
        outer = self.table(key)
        for name in outer.keys:
            if outer.is_table(name):
                yield name, outer.table(name)
            else:
                outer.table(name, required=True)

    def array(self, key: str) -> list[TomlTable]:
        """The tables of an array of tables, such as ``[[step]]``."""
        value = self._get(key, list, required=False) or []
        if not all(isinstance(item, dict) for item in value):
            self._report_type(key, list, value)
            return []
        return [
            TomlTable(self.file, item, self._lines, (*self.path, key, index), self._problems)
            for index, item in enumerate(value)
        ]

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                self.report("PK-114", key, **suggest(key, self._asked))

    def _below(self, key: str, value: Mapping[str, Any]) -> TomlTable:
        return TomlTable(self.file, value, self._lines, (*self.path, key), self._problems)

    def _get(self, key: str, kind: type, required: bool, *, accept_text: bool = False) -> Any:
        self._asked.add(key)
        if key not in self._data:
            if required:
                self.report("PK-112", key)
            return None
        value = self._data[key]
        if accept_text and isinstance(value, str):
            return value
        # In Python true is a number and an instant is a date; in a file they are not the same thing.
        mismatched = (kind is int and isinstance(value, bool)) or (
            kind is date and isinstance(value, datetime)
        )
        if mismatched or not isinstance(value, kind):
            self._report_type(key, kind, value)
            return None
        return value

    def _report_type(self, key: str, kind: type, value: Any) -> None:
        zh, en = _TYPE_NAMES[kind]
        self.report("PK-113", key, expected=zh, expected_en=en, found=repr(value)[:80])


def _holds_no_number(value: Any) -> bool:
    """TOML can write ``nan`` and ``inf``, which stand for no fact."""
    if isinstance(value, list):
        return any(_holds_no_number(item) for item in value)
    if isinstance(value, dict):
        return any(_holds_no_number(item) for item in value.values())
    return isinstance(value, float) and not math.isfinite(value)
