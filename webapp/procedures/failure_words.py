"""Why a scenario fails, in words: steps, roles, messages, facts and conclusions by their names, values by their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from webapp.errors import Language
from webapp.procedures.expectations import Difference
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.operations import STATUSES
from webapp.procedures.packs import Pack
from webapp.procedures.registers import REGISTERS

#: How long a value is told, in characters.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """An unmet expectation in one language: what was looked at, what was expected, what came."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True)
class FailureWords:
    """The names and labels of a pack in one language; an id that nothing names stays as it is."""

    pack: Pack
    language: Language

    def tell(self, difference: Difference) -> ToldDifference:
        """An unmet expectation in words."""
        part, _, rest = difference.key.partition(".")
        what, say = self._parts(rest)[part]
        return ToldDifference(what, _short(say(difference.wanted)), _short(say(difference.seen)))

    def sentence(self, difference: Difference) -> str:
        """The same as one sentence."""
        told = self.tell(difference)
        return self._choose(
            f"{told.what}：应为 {told.expected}，实为 {told.found}",
            f"{told.what}: expected {told.expected}, found {told.found}",
        )

    def _parts(self, rest: str) -> Mapping[str, tuple[str, Callable[[Any], str]]]:
        """By the first word of a key: what is looked at, and how its values are said."""
        choose, name = self._choose, self._name
        register = REGISTERS.get(rest)
        return {
            "open": (choose("待办的步骤", "open steps"), self.steps),
            "status": (choose("案件状态", "state of the matter"), self._status),
            "ended": (choose("案件是否办结", "whether the matter has ended"), self.value),
            "due": (choose(f"{self.step(rest)}的到期日", f"due day of {self.step(rest)}"), self.value),
            "variables": (
                choose(f"事实{name(self.fact(rest))}", f"fact {name(self.fact(rest))}"),
                lambda value: self.value(value, rest),
            ),
            "path": (choose("经过的步骤", "steps passed"), self._path),
            "advice": (
                choose(f"参考意见{name(self.conclusion(rest))}", f"advice {name(self.conclusion(rest))}"),
                lambda value: self.value(value, rest),
            ),
            "fired": (
                choose(
                    f"{name(self.decision(rest))}命中的行", f"rows that fired in {name(self.decision(rest))}"
                ),
                self.value,
            ),
            "registers": (
                choose("登记册", "register ") + name(register.name(self.language) if register else rest),
                lambda rows: self.value(rows, rest),
            ),
            "incidents": (choose("因故停下的步骤", "steps that were held up"), self._incidents),
        }

    # -- names ----------------------------------------------------------------------------------

    def step(self, name: str) -> str:
        """A step, or an open task ``element[item]``, as ``process:element`` or without the process."""
        element, bracket, item = name.rpartition(":")[2].partition("[")
        called = self._name(self._steps.get(element) or element)
        return called + (f"[{self.value(item.removesuffix(']'))}]" if bracket else "")

    def steps(self, names: Iterable[str]) -> str:
        """Several of them."""
        return self._join([self.step(name) for name in names])

    def role(self, role_id: str) -> str:
        """A role; with the unit where it is one in a unit."""
        role, at, unit = role_id.partition("@")
        known = self.pack.jurisdiction.roles.get(role)
        return (known.name(self.language) if known else role) + at + unit

    def roles(self, role_ids: Iterable[str]) -> str:
        """Several of them."""
        return self._join([self.role(each) for each in role_ids])

    def message(self, name: str) -> str:
        """A message that people send."""
        known = self.pack.jurisdiction.messages.get(name)
        return self._name((known.en if self.language == "en" else known.zh) if known else name)

    def fact(self, key: str) -> str:
        """What the forms call a fact; what a table calls what it concludes."""
        for schema in self.pack.forms.values():
            if key in schema.field_keys and (label := schema.texts(self.language).get(key)):
                return label
        first = key.partition(".")[0]
        return self.conclusion(key) if first in self.pack.decisions.decisions else key

    def facts(self, keys: Iterable[str]) -> str:
        """Several of them."""
        return self._join([self._name(self.fact(key)) for key in keys])

    def decision(self, decision_id: str) -> str:
        """A decision."""
        info = self.pack.decisions.decisions.get(decision_id)
        if info is None:
            return decision_id
        file = info.file if info.file.startswith("dmn/") else f"dmn/{info.file}"
        return self.pack.texts(self.language).text(file, decision_id, info.name)

    def conclusion(self, key: str) -> str:
        """A decision, or what a column of it concludes."""
        first, _, output = key.partition(".")
        decisions = self.pack.decisions.decisions
        asked = [first] if first in decisions else list(decisions)
        if first in decisions and not output:
            return self.decision(first)
        labels = {
            self.pack.table_texts(decision, self.language).column(column.label)
            for decision in asked
            for column in decisions[decision].outputs
            if column.name == (output or first) and column.label
        }
        return labels.pop() if len(labels) == 1 else key

    # -- values ---------------------------------------------------------------------------------

    def value(self, value: Any, key: str = "") -> str:
        """A value of the field ``key``: a code with its label, a table by its fields."""
        if value is None or value in ([], {}, ()):
            return self._choose("没有", "none")
        if isinstance(value, bool):
            return self._choose("是", "yes") if value else self._choose("否", "no")
        if isinstance(value, str):
            label = self._labels.get((key, value)) or self._labels.get(("", value))
            return f"{label} ({value})" if label and label != value else value
        if isinstance(value, Mapping):
            colon, stop = self._choose("：", ": "), self._choose("；", "; ")
            return stop.join(
                f"{self._field(key, name)}{colon}{self.value(item, f'{key}.{name}')}"
                for name, item in value.items()
            )
        if isinstance(value, Sequence | set | frozenset):
            return self._join([self._item(item, key) for item in value])
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def _item(self, item: Any, key: str) -> str:
        said = self.value(item, key)
        return self._choose(f"（{said}）", f"({said})") if isinstance(item, Mapping) else said

    def _field(self, key: str, name: str) -> str:
        label = self.fact(f"{key}.{name}")
        return name if label == f"{key}.{name}" else label

    def _status(self, value: Any) -> str:
        return STATUSES[value][self.language == "en"] if value in STATUSES else self.value(value)

    def _path(self, entries: Sequence[str]) -> str:
        arrow = " → "
        return arrow.join(self.step(entry) for entry in entries) or self.value(None)

    def _incidents(self, held: Iterable[tuple[str, str, str]]) -> str:
        """Steps, each with its reason in both languages where it has one."""
        colon = self._choose("：", ": ")
        told = []
        for element, *reasons in held:
            reason = reasons[self.language == "en"]
            told.append(self.step(element) + (colon + reason if reason else ""))
        return self._join(told)

    @cached_property
    def _steps(self) -> Mapping[str, str]:
        texts = self.pack.texts(self.language)
        return {
            info.id: " ".join(texts.text(process.file, info.id, info.name).split())
            for process in self.pack.deployment.processes.values()
            for info in process.elements.values()
        }

    @cached_property
    def _labels(self) -> Mapping[tuple[str, str], str]:
        """What a code is called: by field, and under no field by the place's terms."""
        labels = {("", code): term.name(self.language) for code, term in self.pack.jurisdiction.terms.items()}
        for schema in self.pack.forms.values():
            for field in schema.fields:
                if isinstance(field, FieldComponent) and field.options is not None:
                    for option in field.options.fixed:
                        labels[field.key, str(option.value)] = option.label(self.language)
        for decision in self.pack.decisions.decisions:
            for output, words in self.pack.table_texts(decision, self.language).words.items():
                for code, word in words.items():
                    labels[f"{decision}.{output}", code] = word
        return labels

    def _join(self, said: Sequence[str]) -> str:
        return self._choose("、", ", ").join(said) or self.value(None)

    def _name(self, name: str) -> str:
        return f"“{name}”"

    def _choose(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


#: The words in Chinese and in English.
BothWords = tuple[FailureWords, FailureWords]


def words_of(pack: Pack) -> BothWords:
    """The words in which the failures of a pack's scenarios are told."""
    return FailureWords(pack, "zh"), FailureWords(pack, "en")
