"""Item definitions as FEEL types: what a named type admits, and the conversions at a decision's boundary."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from webapp.decisions import refusals
from webapp.feel import (
    ANY,
    SIMPLE_TYPES,
    FeelSyntaxError,
    FeelType,
    Value,
    coerce,
    compile_unary_tests,
    list_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from webapp.decisions.findings import FindingLog, Place
    from webapp.decisions.linking import Graph
    from webapp.decisions.syntax import FunctionItem, ItemDefinition, Text

_PLAIN_NAME: Final = re.compile(r"^[^\W\d]\w*$")


@dataclass(frozen=True, slots=True)
class ConstrainedType(FeelType):
    """A type whose values must also be admitted: one with allowed values, or one that is looked up when needed."""

    admits: Callable[[Value], bool] = field(default=lambda _value: True, compare=False)
    allowed_text: str | None = field(default=None, compare=False)
    """What is admitted, as written, where it is written as unary tests."""

    def contains(self, value: Value) -> bool:
        """Whether a value belongs to the type and is admitted; null belongs to every type."""
        return value is None or (FeelType.contains(self, value) and self.admits(value))


@dataclass(slots=True)
class TypeBook:
    """The types that each file may name: FEEL's own, the file's, and those of its imports by their import name."""

    graph: Graph
    log: FindingLog
    _built: dict[tuple[str, str], FeelType] = field(default_factory=dict)
    _building: list[tuple[str, str]] = field(default_factory=list)
    _by_file: dict[str, dict[str, FeelType]] = field(default_factory=dict)
    _bare_by_file: dict[str, dict[str, FeelType]] = field(default_factory=dict)
    allowed_texts: dict[tuple[str, str], Text] = field(default_factory=dict)
    """(file, type name) → the allowed values as written, where the type lists some."""

    def types_of(self, file: str) -> Mapping[str, FeelType]:
        """All named types that expressions of ``file`` may use."""
        known = self._by_file.get(file)
        if known is None:
            known = self._by_file[file] = self._build_file(file)
        return known

    def bare_types_of(self, file: str) -> Mapping[str, FeelType]:
        """The same types without their allowed values: ``instance of`` does not look at those."""
        known = self._bare_by_file.get(file)
        if known is None:
            types = self.types_of(file)
            known = self._bare_by_file[file] = {
                name: without_conditions(kind) for name, kind in types.items()
            }
        return known

    def member_names(self, file: str) -> frozenset[str]:
        """Component names that the plain grammar cannot read after a dot, such as those with spaces."""
        files = [self.graph.files[file], *(target for _, target in self.graph.imports.get(file, ()))]
        return frozenset(
            name
            for definitions in files
            for name in _component_names(definitions.types)
            if not _PLAIN_NAME.match(name)
        )

    def find(self, file: str, type_ref: str | None, place: Place) -> FeelType:
        """The type that ``type_ref`` names in ``file``; Any when none is named, or (with a finding) when unknown."""
        if type_ref is None:
            return ANY
        found = self.types_of(file).get(type_ref) or SIMPLE_TYPES.get(type_ref)
        if found is None:
            self.log.add(refusals.TYPE_UNKNOWN, place, type=type_ref)
            return ANY
        return found

    def allowed_of(self, file: str, type_ref: str | None) -> Text | None:
        """The allowed values that a named type lists for single values, as written."""
        if type_ref is None:
            return None
        self.types_of(file)
        if (file, type_ref) in self.allowed_texts:
            return self.allowed_texts[file, type_ref]
        import_name, _, name = type_ref.rpartition(".")
        found = (self.allowed_of(target.file, name) for target in self.graph.imported(file, import_name))
        return next(filter(None, found), None)

    def _build_file(self, file: str) -> dict[str, FeelType]:
        built: dict[str, FeelType] = {}
        for name, target in self.graph.imports.get(file, ()):
            prefix = f"{name}." if name else ""
            built |= {prefix + inner: kind for inner, kind in self.types_of(target.file).items()}
        for item in self.graph.files[file].types:
            if item.name in built and (file, item.name) in self._built:
                self.log.add(refusals.TYPE_NAME_TWICE, item.place, type=item.name)
            built[item.name] = self._build_named(file, item)
        return built

    def _build_named(self, file: str, item: ItemDefinition) -> FeelType:
        key = (file, item.name)
        known = self._built.get(key)
        if known is not None:
            return known
        if key in self._building:
            return self._refer_back(file, item)
        self._building.append(key)
        try:
            built = self._built[key] = self._build(file, item)
        finally:
            self._building.pop()
        tests = item.allowed or item.constraint
        if tests is not None and not item.is_collection:
            self.allowed_texts[key] = tests
        return built

    def _refer_back(self, file: str, item: ItemDefinition) -> FeelType:
        """A type inside its own components (a tree) is looked up when a value is checked; a mere alias circle is refused."""
        if not item.components:
            self.log.add(refusals.TYPE_CYCLE, item.place, type=item.name)
            return ANY
        key = (file, item.name)
        return ConstrainedType("Any", admits=lambda value: self._built[key].contains(value))  # noqa: PLW0108 - not yet built.

    def _build(self, file: str, item: ItemDefinition) -> FeelType:
        """Allowed values are those of a collection's items; a type constraint is put to the whole (DMN 1.5, 7.3.3)."""
        base = self._base(file, item)
        if item.allowed is not None:
            base = _narrow(base, self._admission(item.allowed), item.allowed.text)
        built = list_of(base) if item.is_collection else base
        if item.constraint is None:
            return built
        return _constrain(built, self._admission(item.constraint), item.constraint.text)

    def _base(self, file: str, item: ItemDefinition) -> FeelType:
        if item.components:
            return FeelType(
                "context", entries=tuple((part.name, self._build(file, part)) for part in item.components)
            )
        if item.function is not None:
            return self._function(file, item.function, item.place)
        if item.type_ref is None:
            return ANY
        return self._named_or_simple(file, item.type_ref, item.place)

    def _function(self, file: str, function: FunctionItem, place: Place) -> FeelType:
        result = (
            ANY
            if function.output_type_ref is None
            else self._named_or_simple(file, function.output_type_ref, place)
        )
        parameters = tuple(
            ANY if parameter.type_ref is None else self._named_or_simple(file, parameter.type_ref, place)
            for parameter in function.parameters
        )
        return FeelType("function", parameters=parameters, result=result)

    def _named_or_simple(self, file: str, type_ref: str, place: Place) -> FeelType:
        own = next((item for item in self.graph.files[file].types if item.name == type_ref), None)
        if own is not None:
            return self._build_named(file, own)
        import_name, _, name = type_ref.rpartition(".")
        for target in self.graph.imported(file, import_name):
            if (imported := self.types_of(target.file).get(name)) is not None:
                return imported
        found = SIMPLE_TYPES.get(type_ref)
        if found is None:
            self.log.add(refusals.TYPE_UNKNOWN, place, type=type_ref)
            return ANY
        return found

    def _admission(self, allowed: Text) -> Callable[[Value], bool]:
        try:
            tests = compile_unary_tests(allowed.text)
        except FeelSyntaxError as error:
            log_syntax_error(self.log, allowed, error, "允许的值", "the allowed values")
            return lambda _value: True
        return lambda value: tests.matches(value, {}) is True


def log_syntax_error(
    log: FindingLog, text: Text, error: FeelSyntaxError, where_zh: str, where_en: str
) -> None:
    """Note FEEL that cannot be read, with its place in the file and in the expression."""
    log.add(
        refusals.FEEL_SYNTAX,
        text.place,
        where_zh=where_zh,
        where_en=where_en,
        row=error.line,
        column=error.column,
        reason_zh=error.text("zh"),
        reason_en=error.text("en"),
        text=text.text,
    )


def _narrow(base: FeelType, admits: Callable[[Value], bool], text: str) -> FeelType:
    """``base`` with a further condition. A list's allowed values are those of its items."""
    if base.kind == "list":
        return list_of(_narrow(base.element or ANY, admits, text))
    return _constrain(base, admits, text)


def _constrain(base: FeelType, admits: Callable[[Value], bool], text: str) -> FeelType:
    return ConstrainedType(
        base.kind,
        base.element,
        base.entries,
        base.parameters,
        base.result,
        lambda value: base.contains(value) and admits(value),
        text,
    )


@dataclass(frozen=True, slots=True)
class Misfit:
    """A part of a fact that does not belong to its type. ``path`` leads to it: component names, ``[1]`` for an item."""

    path: str
    value: Value
    wanted: FeelType

    @property
    def allowed(self) -> str | None:
        """The allowed values that the part lies outside of, if its kind is right."""
        if not isinstance(self.wanted, ConstrainedType) or self.wanted.allowed_text is None:
            return None
        return self.wanted.allowed_text if coerce(self.value, without_conditions(self.wanted))[1] else None


def find_misfit(value: Value, wanted: FeelType, path: str) -> Misfit | None:
    """The first part of a fact that does not belong to its type. A component that is lacking is unknown, not wrong."""
    if coerce(value, wanted)[1]:
        return None
    parts: list[tuple[str, Value, FeelType]] = []
    if isinstance(value, dict) and wanted.entries is not None:
        parts = [(f"{path}.{name}", value.get(name), inner) for name, inner in wanted.entries]
        lacks_some = any(name not in value for name, _ in wanted.entries)
    elif isinstance(value, list) and wanted.kind == "list" and wanted.element is not None:
        element = wanted.element
        parts = [(f"{path}[{number}]", item, element) for number, item in enumerate(value, 1)]
        lacks_some = element.kind == "context"
    else:
        return Misfit(path, value, wanted)
    for part_path, part, inner in parts:
        misfit = find_misfit(part, inner, part_path)
        if misfit is not None:
            return misfit
    return None if lacks_some else Misfit(path, value, wanted)


def without_conditions(feel_type: FeelType) -> FeelType:
    """The type without what its allowed values demand, at any depth."""
    element, entries, parameters = feel_type.element, feel_type.entries, feel_type.parameters
    return FeelType(
        feel_type.kind,
        None if element is None else without_conditions(element),
        None if entries is None else tuple((name, without_conditions(inner)) for name, inner in entries),
        None if parameters is None else tuple(map(without_conditions, parameters)),
        None if feel_type.result is None else without_conditions(feel_type.result),
    )


def _component_names(items: Iterable[ItemDefinition]) -> Iterable[str]:
    for item in items:
        for component in item.components:
            yield component.name
        yield from _component_names(item.components)
