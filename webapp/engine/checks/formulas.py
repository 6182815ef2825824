"""Every expression: is it FEEL, does it begin with ``=`` where it must, does it read names that something writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from webapp.calendar import load_calendar
from webapp.engine.checks.names import COUNTERS, KnownNames, NameBook, roots
from webapp.engine.diagram import Container, Node, Process
from webapp.engine.expressions import (
    FUNCTIONS,
    PROVIDED_NAMES,
    Formula,
    compile_formula,
    feel_text,
    is_expression,
)
from webapp.engine.findings import Place, finding, warning
from webapp.engine.surroundings import Surroundings
from webapp.engine.timers import read_cycle, read_duration, read_instant
from webapp.errors import Problem
from webapp.feel import FeelLimitExceeded, FeelSyntaxError
from webapp.feel.analysis import children
from webapp.feel.syntax import Call, Name


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as it stands in the diagram. ``local`` names are visible there beside the variables."""

    zh: str
    en: str
    text: str
    place: Place
    local: frozenset[str] = field(default_factory=frozenset)
    is_open: bool = False

    @property
    def is_formula(self) -> bool:
        return is_expression(self.text)


def check_formulas(processes: Sequence[Process], surroundings: Surroundings) -> Iterator[Problem]:
    """All expressions of all processes."""
    known = NameBook(processes, surroundings).known()
    for process in processes:
        for container, node in process.body.walk():
            yield from _check_timer(node)
            for written in expressions_of(container, node):
                yield from _check(written, known, surroundings)


def expressions_of(container: Container, node: Node) -> Iterator[Written]:
    """Every text of an element that may be an expression, its outgoing conditions and attached events included."""
    place = node.place
    own = frozenset(roots(mapping.target for mapping in node.inputs))
    loop = node.multi_instance
    if loop is not None:
        own |= {"loopCounter"} | ({loop.input_element} if loop.input_element else set())
        yield Written("输入清单", "Input collection", loop.input_collection, place)
        inside = own | {"actor"} | ({loop.output_collection} if loop.output_collection else set())
        if loop.output_element:
            yield Written("输出元素", "Output element", loop.output_element, place, inside, is_open=True)
        if loop.completion_condition:
            yield Written(
                "完成条件",
                "Completion condition",
                loop.completion_condition,
                place,
                inside | COUNTERS,
                is_open=True,
            )
    for mapping in node.inputs:
        yield Written("输入映射", "Input mapping", mapping.source, mapping.place or place, own)
    brings_own = node.operation is not None or node.called is not None or node.event is not None
    for mapping in node.outputs:
        outer = own | {"actor"} | roots(other.target for other in node.outputs)
        yield Written(
            "输出映射", "Output mapping", mapping.source, place, frozenset(outer), is_open=brings_own
        )
    if node.script is not None:
        yield Written("脚本", "Script", node.script, place, own)
    yield from _assignment(node, own)
    if node.event is not None and node.event.text is not None and is_expression(node.event.text):
        host = container.nodes.get(node.attached_to or "")
        seen = (
            frozenset(roots(mapping.target for mapping in host.inputs)) if host is not None else frozenset()
        )
        yield Written("事件", "Event", node.event.text, place, seen)
    for flow in container.outgoing(node.id):
        if flow.condition is not None:
            yield Written("条件", "Condition", flow.condition, Place(place.file, flow.id, flow.line))


def _assignment(node: Node, own: frozenset[str]) -> Iterator[Written]:
    assignment = node.assignment
    for text, zh, en in (
        (assignment.assignee, "经办人", "Assignee"),
        (assignment.candidate_users, "候选人", "Candidate users"),
        (assignment.candidate_groups, "候选组", "Candidate groups"),
        (assignment.due_date, "期限", "Due date"),
        (assignment.follow_up_date, "跟进时间", "Follow-up date"),
        (assignment.priority, "优先级", "Priority"),
    ):
        if text is not None:
            yield Written(zh, en, text, node.place, own)


def _check(written: Written, known: KnownNames, surroundings: Surroundings) -> Iterator[Problem]:
    if not written.is_formula:
        return
    try:
        formula = compile_formula(written.text)
    except (FeelSyntaxError, FeelLimitExceeded) as error:
        yield finding(
            "EN-160",
            written.place,
            what=written.zh,
            what_en=written.en,
            text=_short(feel_text(written.text)),
            reason=error.text("zh"),
            reason_en=error.text("en"),
        )
        return
    yield from _check_references(written, formula, known, surroundings)


def _check_references(
    written: Written, formula: Formula, known: KnownNames, surroundings: Surroundings
) -> Iterator[Problem]:
    facts = {"what": written.zh, "what_en": written.en, "text": _short(formula.text)}
    reported = {name for name in called_names(formula.expression.tree) if name not in FUNCTIONS}
    reported &= {path[0] for path in formula.expression.references}
    for name in sorted(reported):
        yield finding("EN-177", written.place, name=name, **facts)
    for path in sorted(formula.expression.references):
        root = path[0]
        name = ".".join(path[:2])
        if root in FUNCTIONS or root in written.local or not reported.isdisjoint((root, name)):
            continue
        if root == "parameters" and len(path) > 1 and path[1] not in surroundings.parameters:
            reported.add(name)
            yield finding("EN-161", written.place, name=name, **facts)
        elif root in PROVIDED_NAMES:
            continue
        elif root not in known.names:
            if root not in reported and not written.is_open:
                reported.add(root)
                make = warning if known.is_open else finding
                yield make("EN-161", written.place, name=root, **facts)
        elif not known.knows_path(path):
            reported.add(name)
            yield warning("EN-162", written.place, name=name, **facts)


def called_names(tree: object) -> Iterator[str]:
    """The names that an expression calls as functions."""
    for part in children(tree):
        yield from called_names(part)
    if isinstance(tree, Call) and isinstance(tree.function, Name):
        yield tree.function.name


def _check_timer(node: Node) -> Iterator[Problem]:
    """Literal timers and due dates are ISO 8601."""
    event = node.event
    if event is not None and event.kind == "timer" and not is_expression(event.text):
        text = event.text or ""
        calendar = load_calendar()
        checks = {
            "date": (
                read_instant(text, calendar),
                "日期或时刻",
                "date or instant",
                "2026-03-02T09:00:00+08:00",
            ),
            "duration": (read_duration(text), "期间", "duration", "P15D"),
            "cycle": (read_cycle(text, calendar), "循环", "cycle", "R3/P7D"),
        }
        value, zh, en, example = checks[event.timer or "duration"]
        if value is None and text:
            yield finding("EN-163", node.place, text=text, what=zh, what_en=en, example=example)
    for day in (node.assignment.due_date, node.assignment.follow_up_date):
        if day is not None and not is_expression(day):
            calendar = load_calendar()
            if read_instant(day, calendar) is None and read_duration(day) is None:
                yield finding(
                    "EN-163", node.place, text=day, what="日期或时刻", what_en="date or instant",
                    example="2026-03-02T09:00:00+08:00",
                )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"
