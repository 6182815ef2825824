"""Fills in a form at random, within what it accepts: a field's type, options, conditions and limits decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from webapp.clock import PLACE_ZONE
from webapp.feel import Value, from_python
from webapp.procedures.forms import FormSchema
from webapp.procedures.forms.accepting import Outcome, accept_value
from webapp.procedures.forms.entries import Entry
from webapp.procedures.forms.schema import FieldComponent, ListComponent, Option
from webapp.procedures.forms.settling import Settled, SettledField, settle_form
from webapp.procedures.forms.submitting import collect_values

_TEXTS = (
    "据实填写",
    "x" * 60,
    "13800138000",
    "name@example.cn",
    "440103199001011234",
    "2026",
    "A-1",
    "据" * 600,
)
_NUMBERS = (1, 0, 2, 3, 5, 12, 30, 100, 2026, -1)
_DAYS_AWAY = (0, -1, -7, 1, 7, 30, -30, 90, 400)
#: What is refused is tried again with other values; what one field says may leave another without any, so all is drawn
#: afresh at times.
_TRIES_OF_A_FIELD = 12
_FRESH_STARTS = 12


class CannotBeFilled(AssertionError):
    """Nobody could submit the form: what was tried was refused."""


def fill(
    schema: FormSchema, context: Mapping[str, Value], chance: Random, today: date
) -> dict[str, dict[str, Value]]:
    """A submission that the form accepts, by entity. The same chance gives the same submission."""
    for _ in range(_FRESH_STARTS):
        entry = _Drawn(str(chance.random()), today)
        for _ in range(_TRIES_OF_A_FIELD):
            settled = settle_form(schema, context, entry)
            refused = list(_refused(settled, ""))
            if not refused:
                return {entity: dict(values) for entity, values in collect_values(settled).items()}
            for key, _why in refused:
                entry.tries[key] = entry.tries.get(key, 0) + 1
    raise CannotBeFilled(f"{schema.id}: {refused}")


class _Drawn:
    """Values drawn for one level of a form; ``tries`` counts by key what was refused."""

    def __init__(self, seed: str, today: date, tries: dict[str, int] | None = None, prefix: str = "") -> None:
        self.tries = {} if tries is None else tries
        self._seed = seed
        self._today = today
        self._prefix = prefix

    def _chance(self, key: str) -> tuple[Random, int]:
        name = self._prefix + key
        return Random(f"{self._seed}/{name}"), self.tries.get(name, 0)  # noqa: S311 - values of a test

    def read(self, component: FieldComponent, options: Sequence[Option], server: Value) -> Outcome:
        chance, tries = self._chance(component.key)
        if not component.limits.is_required and tries == 0 and chance.random() < 0.2:
            return accept_value(component, None, options)
        if tries == 0 and server is not None and chance.random() < 0.3:
            return accept_value(component, server, options)
        return accept_value(component, self._value(component, options, chance, tries), options)

    def _value(
        self, component: FieldComponent, options: Sequence[Option], chance: Random, tries: int
    ) -> Value:
        if component.takes_many:
            picked = [option.value for option in options if chance.random() < 0.4]
            return picked or [option.value for option in options[:1]]
        values = self._candidates(component, options)
        return values[(chance.randrange(len(values)) + tries) % len(values)] if values else None

    def _candidates(self, component: FieldComponent, options: Sequence[Option]) -> list[Value]:
        if component.options is not None:
            return [option.value for option in options]
        if component.type == "checkbox":
            return [True, False]
        if component.type == "number":
            return [from_python(number) for number in _NUMBERS]
        if component.type == "datetime":
            return [self._moment(component.subtype or "date", days) for days in _DAYS_AWAY]
        return list(_TEXTS)

    def _moment(self, kind: str, days: int) -> Value:
        day = self._today + timedelta(days=days)
        moment = datetime(day.year, day.month, day.day, 9 + days % 8, 30, tzinfo=PLACE_ZONE)
        return from_python(day if kind == "date" else moment.timetz() if kind == "time" else moment)

    def rows(self, component: ListComponent, server: Sequence[Value]) -> list[tuple[int, Entry]]:
        chance, tries = self._chance(component.key)
        count = chance.randrange(4) + tries if component.may_change_rows else len(server)
        return [(number, self._row(component, number)) for number in range(count)]

    def _row(self, component: ListComponent, number: int) -> _Drawn:
        return _Drawn(self._seed, self._today, self.tries, f"{self._prefix}{component.key}-{number}-")

    def start_value(self, component: FieldComponent) -> Value:  # noqa: ARG002 - nothing was there before.
        return None


def _refused(settled: Settled, prefix: str) -> Iterator[tuple[str, str]]:
    for key, item in settled.fields.items():
        if item.refusal is not None:
            yield prefix + key, item.refusal.code
        if not isinstance(item, SettledField):
            for number, row in item.rows:
                yield from _refused(row, f"{prefix}{key}-{number}-")
