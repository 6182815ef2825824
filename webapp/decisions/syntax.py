"""What a decision file says, as plain frozen data: the elements of DMN 1.1–1.5 that this product runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from webapp.decisions.findings import Finding, Place


class HitPolicy(StrEnum):
    """How the rules that fit make the table's value."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"

    @property
    def is_single_hit(self) -> bool:
        """Whether the value comes from one rule (else from all that fit)."""
        return self in _SINGLE_HIT


_SINGLE_HIT = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST})


class Aggregation(StrEnum):
    """What COLLECT makes of the collected outputs."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of FEEL and where it stands."""

    text: str
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A table's input: the expression asked, and the values it may have (None: any)."""

    label: str
    expression: Text
    allowed: Text | None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A table's output: its name ("" when it is the only one and unnamed), allowed values and default."""

    name: str
    label: str
    type_ref: str | None
    allowed: Text | None
    default: Text | None
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: input cells, output cells, and the annotations by column (legal basis, source, description)."""

    number: int
    inputs: tuple[Text, ...]
    outputs: tuple[Text, ...]
    annotations: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. ``orientation`` only matters to whoever draws it."""

    hit_policy: HitPolicy
    aggregation: Aggregation | None
    orientation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    annotation_columns: tuple[str, ...]
    rules: tuple[Rule, ...]
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """An entry of a boxed context; the one without name is the context's result."""

    name: str | None
    expression: Expression
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A boxed context: named entries, each of which sees the ones before it."""

    entries: tuple[ContextEntry, ...]
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class BoxedList:
    """A boxed list: its items, one expression each."""

    items: tuple[Expression, ...]
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A boxed relation: named columns, each row an expression a column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Expression, ...], ...]
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function: its name, and its type as written."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a function by parameter names."""

    function: Text
    bindings: tuple[tuple[str, Expression | None], ...]
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A boxed function: what its body makes of its parameters."""

    parameters: tuple[Parameter, ...]
    body: Expression
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Conditional:
    """A boxed ``if``: one of two expressions, by a condition."""

    condition: Expression
    then: Expression
    otherwise: Expression
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A boxed filter: the items of a list that fulfil a condition."""

    source: Expression
    match: Expression
    place: Place
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Iterator:
    """``for``, ``some`` or ``every`` over a list."""

    kind: Literal["for", "some", "every"]
    variable: str
    source: Expression
    body: Expression
    place: Place
    type_ref: str | None = None


Expression: TypeAlias = (
    Text
    | Table
    | Context
    | BoxedList
    | Relation
    | Invocation
    | FunctionDefinition
    | Conditional
    | Filter
    | Iterator
)


@dataclass(frozen=True, slots=True)
class InputData:
    """A fact that decisions take from outside, by its name."""

    id: str
    name: str
    type_ref: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with its requirements as written (hrefs)."""

    id: str
    name: str
    type_ref: str | None
    description: str
    question: str
    required_decisions: tuple[str, ...]
    required_inputs: tuple[str, ...]
    required_knowledge: tuple[str, ...]
    expression: Expression | None
    place: Place
    label: str = ""
    faults: tuple[Finding, ...] = ()
    """Why the logic cannot be used, if it cannot (``expression`` is then None or in doubt)."""
    is_blank: bool = False
    """No logic at all is written: a fault, and as the standard has it the value is null."""

    @property
    def hrefs(self) -> tuple[str, ...]:
        """What it requires, as written."""
        return (*self.required_decisions, *self.required_inputs, *self.required_knowledge)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a named function."""

    id: str
    name: str
    type_ref: str | None
    required_knowledge: tuple[str, ...]
    function: FunctionDefinition | None
    place: Place
    faults: tuple[Finding, ...] = ()
    is_blank: bool = False
    """As for a decision: no logic at all is written."""


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: some decisions under a function's face."""

    id: str
    name: str
    type_ref: str | None
    output_decisions: tuple[str, ...]
    encapsulated_decisions: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]
    place: Place

    @property
    def hrefs(self) -> tuple[str, ...]:
        """What it holds and takes, as written."""
        return (*self.output_decisions, *self.encapsulated_decisions, *self.input_decisions, *self.input_data)


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type, or a component of one."""

    name: str
    type_ref: str | None
    is_collection: bool
    components: tuple[ItemDefinition, ...]
    allowed: Text | None
    function: FunctionItem | None
    place: Place
    constraint: Text | None = None
    """What the whole value must fulfil (DMN 1.5), where ``allowed`` looks at each item of a collection."""


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """The type of a function: its parameters, and the type of what it gives."""

    parameters: tuple[Parameter, ...]
    output_type_ref: str | None


@dataclass(frozen=True, slots=True)
class Import:
    """Another file's namespace under a name; an empty name brings the names in bare."""

    name: str
    namespace: str
    place: Place


@dataclass(frozen=True, slots=True)
class Definitions:
    """One decision file. ``version`` is the sha256 of its bytes, in hex."""

    file: str
    version: str
    dmn_version: str
    namespace: str
    name: str
    imports: tuple[Import, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    input_data: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    services: tuple[Service, ...] = ()
    ids: frozenset[str] = field(default_factory=frozenset)

    @property
    def hrefs(self) -> tuple[str, ...]:
        """Everything that its elements require or hold, as written: ``#id`` or ``namespace#id``."""
        return (
            *(href for item in self.decisions for href in item.hrefs),
            *(href for item in self.knowledge for href in item.required_knowledge),
            *(href for item in self.services for href in item.hrefs),
        )
