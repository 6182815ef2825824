"""What a played case holds and concludes, in the words of the forms and tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from webapp.cases.table_words import decision_name, fact_label
from webapp.cases.terms import Terms, terms_of
from webapp.errors import Language
from webapp.feel import Value, to_text
from webapp.procedures import Pack
from webapp.procedures.operations import STATUSES
from webapp.procedures.proof.states import FactLine

_PARAMETERS = "parameters."
#: What the platform itself says of a case.
_OF_CASE = {
    "case.no": ("案号", "Case number"),
    "case.opened_on": ("发起日期", "Opened on"),
    "case.jurisdiction": ("地方", "Place"),
    "case.status": ("状态", "State"),
}


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact by its label, its value in words, and as expressions write it where that reads otherwise."""

    key: str
    label: str
    value: str
    code: str
    is_new: bool

    @property
    def is_parameter(self) -> bool:
        """Whether the place sets it, and nobody in the case."""
        return self.key.startswith(_PARAMETERS)


@dataclass(frozen=True)
class FactWords:
    """Labels and words of a pack in one language: a form's for what people fill in, a table's for what it concludes."""

    pack: Pack
    language: Language

    def rows(self, facts: Iterable[FactLine]) -> list[FactRow]:
        """Facts as a page shows them."""
        return [
            FactRow(
                each.name,
                self.label(each.name),
                said := self.say(each.name, each.value),
                _code(each.value, said),
                each.is_new,
            )
            for each in facts
        ]

    def label(self, key: str) -> str:
        """What a fact, or what a table concludes, is called; the key where nothing names it."""
        if key in _OF_CASE:
            return _OF_CASE[key][self.language == "en"]
        label = fact_label(self.pack, key, self.language)
        if label != key:
            return label
        decision, output = self._concluded_by(key)
        if decision and not output:
            return decision_name(self.pack, decision, self.language)
        labels = self._outputs.get(output, {})
        names = {labels[decision]} if decision in labels else set(labels.values())
        return next(iter(names)) if len(names) == 1 else key

    def say(self, key: str, value: Value) -> str:
        """A value in words; a code without a word stays as it is."""
        if key == "case.status" and isinstance(value, str) and value in STATUSES:
            return STATUSES[value][self.language == "en"]
        if key == "case.jurisdiction":
            return self.pack.jurisdiction.name(self.language)
        terms = self._terms
        decision, output = self._concluded_by(key)
        if decision:
            words = self.pack.table_texts(decision, self.language).words
            terms = terms.with_words({key: words.get(output or decision, {})})
        if key.startswith(_PARAMETERS):  # Which role does something is a parameter of several places.
            roles = {role.id: role.name(self.language) for role in self.pack.jurisdiction.roles.values()}
            terms = terms.with_words({key: roles})
        return terms.say(value, key)

    @cached_property
    def _terms(self) -> Terms:
        return terms_of(self.pack, self.language).with_words(self._concluded)

    @cached_property
    def _concluded(self) -> Mapping[str, Mapping[str, str]]:
        """The words that tables conclude in, by output, as far as the tables agree on them."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for decision in self.pack.decisions.decisions:
            for output, words in self.pack.table_texts(decision, self.language).words.items():
                for code, word in words.items():
                    found[output][code].add(word)
        return {
            output: {code: next(iter(words)) for code, words in codes.items() if len(words) == 1}
            for output, codes in found.items()
        }

    @cached_property
    def _outputs(self) -> Mapping[str, Mapping[str, str]]:
        """The labels of the columns in which tables conclude, by output and decision."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for decision, info in self.pack.decisions.decisions.items():
            texts = self.pack.table_texts(decision, self.language)
            for output in info.outputs:
                if output.name and output.label:
                    found[output.name][decision] = texts.column(output.label)
        return found

    def _concluded_by(self, key: str) -> tuple[str, str]:
        """The decision that concludes a fact, empty where none or several do, and the output that it is."""
        first, _, output = key.partition(".")
        decisions = self._results.get(first, {first} & self.pack.decisions.decisions.keys())
        return (next(iter(decisions)), output) if len(decisions) == 1 else ("", key.rpartition(".")[2])

    @cached_property
    def _results(self) -> Mapping[str, set[str]]:
        """The decisions whose conclusion the diagrams keep under a name."""
        found: dict[str, set[str]] = defaultdict(set)
        for process in self.pack.deployment.processes.values():
            for element in process.elements.values():
                decision = element.decision_id
                if decision is not None and decision in self.pack.decisions.decisions:
                    found[element.result_variable or decision].add(decision)
        return found


def _code(value: Value, said: str) -> str:
    """A code, or a list of them, as expressions write it; empty where it reads as it was ``said``."""
    if isinstance(value, str):
        return value if value != said else ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return to_text(value) if not all(str(item) in said for item in value) else ""
    return ""
