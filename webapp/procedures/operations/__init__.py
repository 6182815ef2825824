"""The closed list of operations that a diagram's service tasks may ask for.

Each is a function of its inputs and the case's register book, nothing else: a scenario runs it on a book in
memory, a case on its book in the database, with the same result. A wrong input raises, and the engine turns
that into an incident. Each area has its file: the operations with their names and inputs, and what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from webapp.feel import Value
from webapp.procedures.errors import UnknownOperation
from webapp.procedures.operations import (
    accountability,
    committees,
    conclusions,
    corrections,
    explanations,
    papers,
    petitions,
    prevention,
    revisits,
    status,
    superior_accountability,
    supervision,
    trackings,
)
from webapp.procedures.operations.inputs import InputKind, OperationInput, check_inputs
from webapp.procedures.operations.operation import Effect, Operation
from webapp.procedures.operations.status import STATUSES
from webapp.procedures.registers import RegisterBook

#: Every operation by its type, in the order of the manual.
OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        operation.type: operation
        for area in (
            status,
            prevention,
            petitions,
            explanations,
            accountability,
            committees,
            conclusions,
            corrections,
            superior_accountability,
            revisits,
            trackings,
            supervision,
            papers,
        )
        for operation in area.OPERATIONS
    }
)


class Call(Protocol):
    """What the engine hands over when a service task is reached."""

    @property
    def type(self) -> str:
        """The operation asked for."""

    @property
    def inputs(self) -> Mapping[str, Value]:
        """The inputs mapped in the diagram."""


def perform_operation(call: Call, book: RegisterBook) -> Mapping[str, Value]:
    """Check the inputs, do what the operation does, and return its results.

    Raises:
        UnknownOperation: the type is not in the list.
        OperationInputMissing, OperationInputUnknown, OperationInputInvalid: the inputs do not fit.
        DifferenceUnexplained, FourFormMissing, RegisterEntryMissing, RevisitsExceeded, VisitorsTooFew: the
            record would break a rule.
    """
    operation = OPERATIONS.get(call.type)
    if operation is None:
        raise UnknownOperation(operation=call.type, known=", ".join(OPERATIONS))
    return operation.effect(check_inputs(operation.type, operation.inputs, call.inputs), book)


def declared_inputs() -> Mapping[str, frozenset[str]]:
    """Operation type → names of its inputs, as the engine's checks want it."""
    return {
        operation.type: frozenset(item.name for item in operation.inputs) for operation in OPERATIONS.values()
    }


def required_inputs() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Operation type → its inputs that may not be left empty, with their names in Chinese and English."""
    return {
        operation.type: {item.name: (item.zh, item.en) for item in operation.inputs if item.is_required}
        for operation in OPERATIONS.values()
    }


__all__ = [
    "OPERATIONS",
    "STATUSES",
    "Call",
    "Effect",
    "InputKind",
    "Operation",
    "OperationInput",
    "declared_inputs",
    "perform_operation",
    "required_inputs",
]
