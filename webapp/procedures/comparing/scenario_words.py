"""The names in which two scenarios are compared: those of a pack that need not run, such as a draft with mistakes in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from webapp.errors import Language
from webapp.procedures.comparing.words import Said
from webapp.procedures.expectations import Difference
from webapp.procedures.failure_words import FailureWords
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.packs import Pack
from webapp.procedures.scenario_files import Person, Step
from webapp.procedures.table_outlines import outline_decisions


@dataclass(frozen=True)
class OutlinedWords(FailureWords):
    """Names as failures have them, but taken from outlines: nothing is compiled, and what cannot be read names nothing."""

    def role(self, role_id: str) -> str:
        """A role; with the unit where it is one in a unit."""
        role, at, unit = role_id.partition("@")
        known = self._place.roles.get(role)
        return (known.name(self.language) if known else role) + at + unit

    def message(self, name: str) -> str:
        """A message that people send."""
        known = self._place.messages.get(name)
        return self._name((known.en if self.language == "en" else known.zh) if known else name)

    def fact(self, key: str) -> str:
        """What the forms call a fact; what a table of that name concludes."""
        first = key.partition(".")[0]
        return self._fields.get(key) or (self.conclusion(key) if first in self._decisions else key)

    def decision(self, decision_id: str) -> str:
        """A decision."""
        return self._decisions.get(decision_id, decision_id)

    def conclusion(self, key: str) -> str:
        """A decision by its name; what one of its columns concludes as the expectation has it."""
        return self._decisions.get(key, key)

    def title(self, step: Step) -> str:
        """What a step does, without who does it."""
        if step.task:
            item = f"[{self.value(step.item)}]" if step.item is not None else ""
            return self._steps.get(step.task, step.task) + item
        if step.message:
            return self._choose("消息", "Message ") + self.message(step.message)
        if step.advance_to is not None:
            return self._choose("时间推到 ", "The clock moves to ") + f"{step.advance_to:%Y-%m-%d %H:%M}"
        return self._choose("查看结果", "Look at what holds")

    def person(self, person: Person) -> str:
        """Who takes a step: the role, and what tells its people apart."""
        apart = " ".join(each for each in (person.name or person.account or person.by, person.unit) if each)
        return self.role(person.role) + (f" {apart}" if apart else "")

    @cached_property
    def _place(self) -> Jurisdiction:
        return self.pack.read_jurisdiction()[0]

    @cached_property
    def _steps(self) -> Mapping[str, str]:
        texts = self.pack.texts(self.language)
        return {
            id_: " ".join(texts.text(path, id_, name).split())
            for path, outline in self.pack.diagram_outlines.items()
            for id_, name in outline.named.items()
        }

    @cached_property
    def _decisions(self) -> Mapping[str, str]:
        texts = self.pack.texts(self.language)
        return {
            id_: texts.text(path, id_, name)
            for path in self.pack.paths(".dmn")
            if (outline := outline_decisions(self.pack.files[path])) is not None
            for id_, name in outline.decisions.items()
        }

    @cached_property
    def _fields(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for schema in self.pack.read_forms()[0].values():
            texts = schema.texts(self.language)
            found = {key: texts[key] for key in schema.field_keys if texts.get(key)} | found
        return found

    @cached_property
    def _labels(self) -> Mapping[tuple[str, str], str]:
        labels = {("", code): term.name(self.language) for code, term in self._place.terms.items()}
        for schema in self.pack.read_forms()[0].values():
            for field in schema.fields:
                if isinstance(field, FieldComponent) and field.options is not None:
                    for option in field.options.fixed:
                        labels[field.key, str(option.value)] = option.label(self.language)
        return labels


class ScenarioWords:
    """What the parts of one scenario are called in both languages: its steps, facts and expectations."""

    def __init__(self, pack: Pack) -> None:
        languages: tuple[Language, Language] = ("zh", "en")
        self._both = tuple(OutlinedWords(pack, language) for language in languages)

    def step(self, step: Step) -> Said:
        """What a step does and who does it."""
        zh, en = self._both
        if step.person is None:
            return Said(zh.title(step), en.title(step))
        return Said(
            f"{zh.title(step)}（{zh.person(step.person)}）", f"{en.title(step)} ({en.person(step.person)})"
        )

    def value(self, key: str, value: Any) -> Said:
        """A value of a fact."""
        return Said(*(each.value(value, key) for each in self._both))

    def fact(self, key: str) -> Said:
        """A fact that somebody fills in."""
        return Said(*(each.fact(key) for each in self._both))

    def person(self, person: Person | None) -> Said:
        """Who does something; empty where nobody does."""
        return Said(*(each.person(person) for each in self._both)) if person is not None else Said("")

    def expected(self, key: str, value: Any) -> tuple[Said, Said]:
        """What is looked at, and what is expected of it; ``key`` as in the file, such as ``due.check_application``."""
        told = [each.tell(Difference(key, value, value)) for each in self._both]
        return Said(*(each.what for each in told)), Said(*(each.expected for each in told))
