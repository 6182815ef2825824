"""Which fields other parts of a form depend on: what to redraw after a change, and conditions that go in a
circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from webapp.feel import Expression
from webapp.procedures.forms.schema import (
    Component,
    FieldComponent,
    FormSchema,
    GroupComponent,
    ListComponent,
    TableComponent,
    TextComponent,
    iterate_components,
    iterate_fields,
)


def list_triggers(schema: FormSchema) -> frozenset[str]:
    """The keys of fields whose change may alter what else the form shows or offers (dotted keys of the
    form)."""
    return _referenced(schema.components, schema.components)


def list_row_triggers(component: ListComponent) -> frozenset[str]:
    """The plain keys of a dynamic list's fields whose change may alter the rest of their row."""
    return _referenced(component.children, component.children)


def _referenced(read_by: Sequence[Component], held_by: Sequence[Component]) -> frozenset[str]:
    keys = [item.key for item in iterate_fields(tuple(held_by))]
    found: set[str] = set()
    for component in iterate_components(tuple(read_by)):
        for expression in iterate_expressions(component):
            found |= _keys_read(expression, keys)
    return frozenset(found)


def _keys_read(expression: Expression, keys: Iterable[str]) -> set[str]:
    """The keys that an expression reads, whole entities included."""
    found = set()
    paths = {key: tuple(key.split(".")) for key in keys}
    read = expression.paths_read({path[0] for path in paths.values()})
    for key, path in paths.items():
        for reference in read:
            shorter = min(len(path), len(reference))
            if reference[:shorter] == path[:shorter]:
                found.add(key)
    return found


def iterate_expressions(component: Component) -> Iterator[Expression]:
    """Every expression of one component, without those of its children."""
    yield from component.label.expressions
    yield from component.description.expressions
    if component.hide is not None:
        yield component.hide
    if isinstance(component, FieldComponent):
        limits = component.limits
        candidates = (
            limits.min_length,
            limits.max_length,
            limits.minimum,
            limits.maximum,
            component.default,
            component.readonly,
            component.options.expression if component.options else None,
        )
        yield from (item for item in candidates if isinstance(item, Expression))
    elif isinstance(component, TableComponent):
        yield component.source
        for _, label in component.columns_shown:
            yield from label.expressions
    elif isinstance(component, TextComponent):
        yield from component.text.expressions


def find_circle(components: Sequence[Component]) -> list[str] | None:
    """Keys of fields whose hide conditions depend on one another in a circle, first and last the same; or
    None."""
    graph = _condition_graph(tuple(components))
    settled: set[str] = set()
    for start in graph:
        circle = _walk(start, graph, settled, [])
        if circle:
            return circle
    return None


def _walk(key: str, graph: dict[str, set[str]], settled: set[str], path: list[str]) -> list[str] | None:
    if key in path:
        return [*path[path.index(key) :], key]
    if key in settled:
        return None
    for needed in sorted(graph.get(key, ())):
        circle = _walk(needed, graph, settled, [*path, key])
        if circle:
            return circle
    settled.add(key)
    return None


def _condition_graph(components: tuple[Component, ...]) -> dict[str, set[str]]:
    """For each field the fields that its own condition, and those of the containers around it, read."""
    keys = [item.key for item in iterate_fields(components)]
    graph: dict[str, set[str]] = {}

    def visit(level: Sequence[Component], inherited: set[str]) -> None:
        for component in level:
            read = inherited | (_keys_read(component.hide, keys) if component.hide is not None else set())
            if isinstance(component, FieldComponent | ListComponent):
                graph[component.key] = read
            elif isinstance(component, GroupComponent):
                visit(component.children, read)

    visit(components, set())
    return graph
