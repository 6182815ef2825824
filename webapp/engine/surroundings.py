"""What a set of diagrams stands in: the place's roles, the forms, the tables, the platform's operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.decisions import Model
from webapp.engine.diagram import IoMapping
from webapp.feel import Value

#: Input mappings by file name and element id.
FurtherInputs = Mapping[str, Mapping[str, tuple[IoMapping, ...]]]
#: Names in Chinese and English by operation and input.
RequiredInputs = Mapping[str, Mapping[str, tuple[str, str]]]
#: Names by file name and element id.
OtherNames = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What diagrams may refer to.

    ``roles`` are ids with their names; ``forms`` are form ids with their dotted field keys; ``operations`` are
    service-task types with the inputs they take, ``required_inputs`` those of them that may not be left empty;
    ``messages`` are message names with the variables their payload brings (a message that is not listed may bring anything). ``further_inputs`` are input mappings that stand outside the
    diagrams: file name, then element id, then the mappings that follow the element's own; one with the target of an own
    mapping takes its place. ``names`` are what elements are called here in place of the name in the file. Packs require a ``source`` on every working element and
    names by the rules (process id = file name, task id = form id); loose diagrams do not.
    """

    roles: Mapping[str, str]
    forms: Mapping[str, frozenset[str]]
    decisions: Model
    operations: Mapping[str, frozenset[str]]
    parameters: Mapping[str, Value] = field(default_factory=dict)
    messages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    further_inputs: FurtherInputs = field(default_factory=dict)
    required_inputs: RequiredInputs = field(default_factory=dict)
    names: OtherNames = field(default_factory=dict)
    require_sources: bool = False
    require_names: bool = False
