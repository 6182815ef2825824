"""What an operation is: its names, its inputs, the register it writes into, and what it does there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from webapp.errors import Language
from webapp.feel import Value
from webapp.procedures.operations.inputs import OperationInput
from webapp.procedures.registers import RegisterBook

Effect = Callable[[Mapping[str, Value], RegisterBook], dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its type in the diagram, names, register, inputs, the names of its results, what it does."""

    type: str
    register: str
    zh: str
    en: str
    description_zh: str
    description_en: str
    inputs: tuple[OperationInput, ...]
    results: tuple[str, ...]
    effect: Effect

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh

    def description(self, language: Language = "zh") -> str:
        return self.description_en if language == "en" else self.description_zh


def record_in(register: str, result: str = "record_no") -> Effect:
    """An effect that adds the inputs to a register as they are."""

    def add(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
        return {result: book.add(register, inputs)}

    return add


def amend_in(register: str, number: str) -> Effect:
    """An effect that sets the other inputs in the record whose number the input ``number`` holds."""

    def amend(inputs: Mapping[str, Value], book: RegisterBook) -> dict[str, Value]:
        values = {name: value for name, value in inputs.items() if name != number}
        book.amend(register, str(inputs[number]), values)
        return {number: inputs[number]}

    return amend
