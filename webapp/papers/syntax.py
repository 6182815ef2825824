"""What a template's syntax tree may hold: names, attributes, ``if``, ``for`` over one name. Everything else is refused by default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from webapp.papers.results import LOOP_ITEM, UseKind

#: What ``loop`` offers inside a ``for``.
LOOP_FIELDS = frozenset({"index", "first", "last"})


@dataclass(frozen=True, slots=True)
class Use:
    """A name that a template uses: the path to it, how, and the line (from 1) it stands on."""

    path: tuple[str, ...]
    kind: UseKind
    line: int


@dataclass(frozen=True, slots=True)
class Misuse:
    """Something a template may not hold. ``code`` is a finding's."""

    code: str
    line: int
    facts: Mapping[str, str]


_NAMES: Mapping[type[nodes.Node], tuple[str, str]] = {
    nodes.Call: ("调用", "a call"),
    nodes.Filter: ("过滤器", "a filter"),
    nodes.Test: ("测试（is）", "a test (is)"),
    nodes.Getitem: ("方括号取值", "square brackets"),
    nodes.Const: ("直接写出的值", "a literal value"),
    nodes.Compare: ("比较", "a comparison"),
    nodes.Not: ("not", "not"),
    nodes.And: ("and", "and"),
    nodes.Or: ("or", "or"),
    nodes.CondExpr: ("行内 if", "an inline if"),
}

Scope = Mapping[str, tuple[str, ...]]


def read_syntax(tree: nodes.Template) -> tuple[list[Use], list[Misuse]]:
    """The names that a template uses, and everything in it that none may hold."""
    uses: list[Use] = []
    misuses: list[Misuse] = []
    for found in _statements(tree.body, {}):
        if isinstance(found, Use):
            uses.append(found)
        else:
            misuses.append(found)
    return uses, misuses


def _statements(body: list[nodes.Node], scope: Scope) -> Iterator[Use | Misuse]:
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                if not isinstance(part, nodes.TemplateData):
                    yield _use(part, scope, "print")
        elif isinstance(node, nodes.If):
            yield from _branches(node, scope)
        elif isinstance(node, nodes.For):
            yield from _loop(node, scope)
        else:
            yield _misuse(node)


def _branches(node: nodes.If, scope: Scope) -> Iterator[Use | Misuse]:
    yield _use(node.test, scope, "condition")
    yield from _statements(node.body, scope)
    for branch in node.elif_:
        yield from _branches(branch, scope)
    yield from _statements(node.else_, scope)


def _loop(node: nodes.For, scope: Scope) -> Iterator[Use | Misuse]:
    source = _use(node.iter, scope, "rows")
    yield source
    if node.test is not None or node.recursive or not isinstance(node.target, nodes.Name):
        yield Misuse(
            "PA-111",
            node.lineno,
            {
                "what": "带条件、递归或多个名称的 for",
                "what_en": "a for with a condition, recursion or several names",
            },
        )
        return
    if node.target.name == "loop" or node.target.name.startswith("_"):
        yield Misuse("PA-113", node.lineno, {"found": node.target.name})
        return
    path = source.path if isinstance(source, Use) else ()
    inner = {**scope, node.target.name: (*path, LOOP_ITEM), "loop": ("loop",)}
    yield from _statements(node.body, inner)
    yield from _statements(node.else_, scope)


def _use(node: nodes.Node, scope: Scope, kind: UseKind) -> Use | Misuse:
    names: list[str] = []
    current = node
    while isinstance(current, nodes.Getattr):
        names.append(current.attr)
        current = current.node
    if not isinstance(current, nodes.Name):
        return _misuse(current)
    names.append(current.name)
    names.reverse()
    hidden = next((name for name in names if name.startswith("_")), None)
    if hidden is not None:
        return Misuse("PA-113", node.lineno, {"found": ".".join(names)})
    if names[0] == "loop" and not ("loop" in scope and len(names) == 2 and names[1] in LOOP_FIELDS):
        return Misuse("PA-113", node.lineno, {"found": ".".join(names)})
    return Use((*scope.get(names[0], (names[0],)), *names[1:]), kind, node.lineno)


def _misuse(node: nodes.Node) -> Misuse:
    zh, en = _NAMES.get(type(node)) or (f"“{type(node).__name__}”", f"'{type(node).__name__}'")
    return Misuse("PA-111", node.lineno, {"what": zh, "what_en": en})
