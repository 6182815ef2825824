"""Where a form's values come from: nowhere yet, a browser's submission, or stated facts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from webapp.feel import Value
from webapp.procedures.forms.accepting import Outcome, accept_text, accept_value
from webapp.procedures.forms.schema import FieldComponent, ListComponent, Option

MAX_ROWS = 200
#: Marks a row that was on the page although nothing in it was filled in.
ROW_MARKER = "_row"
_ADD, _REMOVE = "_add", "_remove"


#: The rows of a dynamic list with their numbers, which stay with a row while others are removed.
Rows: TypeAlias = "list[tuple[int, Entry]]"


class Entry(Protocol):
    """Answers for one level of a form: the whole, or one row of a dynamic list."""

    def read(self, component: FieldComponent, options: Sequence[Option], server: Value) -> Outcome:
        """The field's value. ``server`` is what the page shows before anybody types."""

    def rows(self, component: ListComponent, server: Sequence[Value]) -> Rows:
        """The rows of a dynamic list. ``server`` are those that the page shows at first."""

    def start_value(self, component: FieldComponent) -> Value:
        """What a row held before, when this is a row of earlier values."""


class Untouched:
    """Nobody has typed anything: every field shows what the server holds."""

    def __init__(self, held: Value = None) -> None:
        self._held = held if isinstance(held, dict) else {}

    def read(self, component: FieldComponent, options: Sequence[Option], server: Value) -> Outcome:
        value, refusal = accept_value(component, server, options)
        return (None if refusal else value), None

    def rows(self, component: ListComponent, server: Sequence[Value]) -> Rows:  # noqa: ARG002 - the protocol's
        return [(number, Untouched(row)) for number, row in enumerate(server)]

    def start_value(self, component: FieldComponent) -> Value:
        return self._held.get(component.key)


class FormData:
    """Texts by input name, from a browser, a draft or a test."""

    def __init__(self, source: Any) -> None:
        """``source`` has ``getlist`` (as WTForms and Werkzeug understand it) or maps names to text or
        texts."""
        self._texts: dict[str, list[str]] = {}
        names = source.keys() if hasattr(source, "keys") else iter(source)
        for name in dict.fromkeys(names):
            given = source.getlist(name) if hasattr(source, "getlist") else source[name]
            given = given if isinstance(given, list | tuple) else [given]
            self._texts[str(name)] = [text for text in given if isinstance(text, str)]

    def getlist(self, name: str) -> list[str]:
        """The texts sent under a name; empty when there are none."""
        return self._texts.get(name, [])

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Any:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Typed:
    """What a browser sent.

    A field that was not sent counts as blank; with ``is_redrawn`` it shows what the server holds, which is
    right for a field that has just come into view.
    """

    def __init__(self, data: FormData, *, is_redrawn: bool, prefix: str = "", held: Value = None) -> None:
        self._data = data
        self._is_redrawn = is_redrawn
        self._prefix = prefix
        self._held = held if isinstance(held, dict) else {}

    def read(self, component: FieldComponent, options: Sequence[Option], server: Value) -> Outcome:
        name = self._prefix + component.key
        # Boxes that are not ticked are not sent, so their absence says nothing.
        sends_always = component.type != "checkbox" and not component.takes_many and component.type != "radio"
        if self._is_redrawn and name not in self._data and sends_always:
            return Untouched().read(component, options, server)
        return accept_text(component, self._data.getlist(name), options)

    def rows(self, component: ListComponent, server: Sequence[Value]) -> Rows:
        if not component.may_change_rows:
            numbers = list(range(len(server)))
        else:
            numbers = row_numbers(self._data, component.key)
        return [(number, self._row(component, number, server)) for number in numbers]

    def _row(self, component: ListComponent, number: int, server: Sequence[Value]) -> Typed:
        return Typed(
            self._data,
            is_redrawn=self._is_redrawn,
            prefix=f"{component.key}-{number}-",
            held=server[number] if number < len(server) else None,
        )

    def start_value(self, component: FieldComponent) -> Value:
        return self._held.get(component.key)


class Stated:
    """Facts by key. A field that no fact names keeps what the page shows at first, as a person would leave
    it."""

    def __init__(self, facts: Mapping[str, Value], held: Value = None) -> None:
        self._facts = facts
        self._held = held if isinstance(held, dict) else {}

    def read(self, component: FieldComponent, options: Sequence[Option], server: Value) -> Outcome:
        if component.key in self._facts:
            return accept_value(component, self._facts[component.key], options)
        return Untouched().read(component, options, server)

    def rows(self, component: ListComponent, server: Sequence[Value]) -> Rows:
        stated = self._facts.get(component.key)
        if isinstance(stated, list):
            return [(number, Stated(row)) for number, row in enumerate(stated) if isinstance(row, dict)]
        return [(number, Stated({}, row)) for number, row in enumerate(server)]

    def start_value(self, component: FieldComponent) -> Value:
        return self._held.get(component.key)


def row_numbers(data: FormData, key: str) -> list[int]:
    """The numbers of a list's rows that were sent, ascending, after a row was added or removed as asked.

    One row more than allowed is kept, so that too many rows are refused and not cut.
    """
    pattern = re.compile(re.escape(key) + r"-(\d{1,4})-")
    numbers = sorted({int(found[1]) for name in data if (found := pattern.match(name))})
    removed = {text.removeprefix(f"{key}-") for text in data.getlist(_REMOVE) if text.startswith(f"{key}-")}
    numbers = [number for number in numbers if str(number) not in removed]
    if key in data.getlist(_ADD) and len(numbers) < MAX_ROWS:
        numbers.append(numbers[-1] + 1 if numbers else 0)
    return numbers[: MAX_ROWS + 1]


def asks_for_rows(data: FormData) -> bool:
    """Whether the sender pressed a button that adds or removes a row, and so does not mean to submit."""
    return _ADD in data or _REMOVE in data
