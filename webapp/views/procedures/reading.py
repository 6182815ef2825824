"""What the pages of a procedure show: diagrams step by step, tables row by row, figures with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.cases.terms import Terms, labels_of, terms_of
from webapp.decisions.findings import FindingLog
from webapp.decisions.reader import read_definitions
from webapp.decisions.syntax import Decision, Definitions, Table
from webapp.decisions.syntax import Text as FeelText
from webapp.errors import Language
from webapp.procedures import Pack
from webapp.procedures.jurisdiction import UNITS, Parameter
from webapp.procedures.outlines import Step, outline_diagram

_SOURCE_COLUMN = "source"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a diagram: who does it, what guides them, what it rests on."""

    name: str
    lane: str
    guidance: str
    source: str


@dataclass(frozen=True, slots=True)
class DiagramLine:
    """One diagram with its steps."""

    id: str
    name: str
    file: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A thing with a name: a table in a list, a source document."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """A figure that the place sets."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role, and which cases it sees (``all`` or ``involved``)."""

    name: str
    case_access: str


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """Everything about one version of a place's procedure."""

    code: str
    name: str
    digest: str
    diagrams: tuple[DiagramLine, ...]
    tables: tuple[NamedLine, ...]
    parameters: tuple[ParameterLine, ...]
    roles: tuple[RoleLine, ...]
    sources: tuple[NamedLine, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in words, with the expression as written. ``text`` is empty where the row asks nothing."""

    text: str
    written: str


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation of a row."""

    text: str
    is_source: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision table."""

    number: int
    conditions: tuple[Cell, ...]
    conclusions: tuple[Cell, ...]
    annotations: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class TablePage:
    """One decision: its table, or its expression where it has none."""

    name: str
    file: str
    version: str
    hit_policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    rows: tuple[Row, ...]
    expression: str
    requires: tuple[NamedLine, ...]


def read_procedure(pack: Pack, language: Language) -> ProcedurePage:
    """The page of a pack in the reader's language."""
    place, terms = pack.jurisdiction, terms_of(pack, language)
    return ProcedurePage(
        code=place.code,
        name=place.name(language),
        digest=pack.digest,
        diagrams=tuple(_read_diagrams(pack, language)),
        tables=tuple(NamedLine(name, label) for name, (label, _, _) in _decisions(pack, language).items()),
        parameters=tuple(
            ParameterLine(each.name(language), show_parameter(each, terms), each.source)
            for each in place.parameters.values()
        ),
        roles=tuple(RoleLine(role.name(language), role.case_access) for role in place.roles.values()),
        sources=tuple(
            NamedLine(each.id, each.en if language == "en" else each.zh) for each in place.sources.values()
        ),
    )


def show_parameter(parameter: Parameter, terms: Terms) -> str:
    """A figure with its unit: ``5 个工作日``, ``5 working days``."""
    language = terms.language
    unit = UNITS[parameter.unit][language == "en"]
    if language == "zh" and parameter.unit == "working_days":
        unit = "个" + unit
    return f"{terms.say(parameter.value)} {unit}".strip()


def _read_diagrams(pack: Pack, language: Language) -> list[DiagramLine]:
    """The diagrams, the root one first, then in the order in which they call one another."""
    processes = pack.deployment.processes
    order: dict[str, None] = {}
    waiting = [pack.jurisdiction.root_process]
    while waiting:
        process_id = waiting.pop(0)
        if process_id in processes and process_id not in order:
            order[process_id] = None
            waiting.extend(processes[process_id].callees)
    texts = pack.texts(language)
    return [
        DiagramLine(
            process_id,
            texts.text(processes[process_id].file, process_id, processes[process_id].name or process_id),
            processes[process_id].file,
            tuple(_read_steps(pack, process_id, language)),
        )
        for process_id in order
    ]


def _read_steps(pack: Pack, process_id: str, language: Language) -> list[StepLine]:
    process = pack.deployment.processes[process_id]
    outline = outline_diagram(pack.files[process.file])
    texts = pack.texts(language)
    steps = []
    for step in outline.steps if outline else ():
        element = process.elements.get(step.id)
        if element is None or not _is_told(step):
            continue
        role = pack.jurisdiction.roles.get(element.lane or "")
        guidance = element.documentation or ""
        steps.append(
            StepLine(
                name=texts.text(process.file, step.id, step.name),
                lane=role.name(language) if role else "",
                guidance=texts.text(process.file, f"{step.id}.documentation", guidance) if guidance else "",
                source=step.source,
            )
        )
    return steps


def _is_told(step: Step) -> bool:
    """What people do or what a table advises; the rest of a diagram is seen in its drawing."""
    return step.kind in {
        "userTask",
        "businessRuleTask",
        "callActivity",
        "boundaryEvent",
        "intermediateCatchEvent",
    }


def _decisions(pack: Pack, language: Language) -> Mapping[str, tuple[str, Definitions, Decision]]:
    """Every decision of the pack by id: its name, its file, itself."""
    found = {}
    for path in pack.paths(".dmn"):
        definitions = read_definitions(pack.files[path], path, FindingLog())
        if definitions is None:
            continue
        for decision in definitions.decisions:
            name = pack.texts(language).text(path, decision.id, decision.label or decision.name)
            found[decision.id] = (name, definitions, decision)
    return found


def read_table(pack: Pack, decision_id: str, language: Language) -> TablePage | None:
    """The page of one decision, or None when the pack has no such decision."""
    decisions = _decisions(pack, language)
    if decision_id not in decisions:
        return None
    name, definitions, decision = decisions[decision_id]
    required = (href.rpartition("#")[2] for href in decision.required_decisions)
    table = decision.expression if isinstance(decision.expression, Table) else None
    written = decision.expression.text if isinstance(decision.expression, FeelText) else ""
    labels = labels_of(pack, definitions.file, decision_id, language)
    return TablePage(
        name=name,
        file=definitions.file,
        version=definitions.version,
        hit_policy=_hit_policy(table),
        inputs=tuple(labels.say(column.label) for column in table.inputs) if table else (),
        outputs=tuple(labels.say(column.label or column.name or name) for column in table.outputs)
        if table
        else (),
        annotations=tuple(labels.say(column) for column in table.annotation_columns) if table else (),
        rows=tuple(_read_rows(table, terms_of(pack, language))) if table else (),
        expression=written,
        requires=tuple(NamedLine(each, decisions[each][0]) for each in required if each in decisions),
    )


def _hit_policy(table: Table | None) -> str:
    if table is None:
        return ""
    return f"{table.hit_policy} {table.aggregation}" if table.aggregation else str(table.hit_policy)


def _read_rows(table: Table, terms: Terms) -> list[Row]:
    return [
        Row(
            number=rule.number,
            conditions=tuple(
                _cell(cell.text, terms, column.expression.text)
                for cell, column in zip(rule.inputs, table.inputs, strict=False)
            ),
            conclusions=tuple(
                _cell(cell.text, terms, column.name)
                for cell, column in zip(rule.outputs, table.outputs, strict=False)
            ),
            annotations=tuple(_note(rule.annotations, column) for column in table.annotation_columns),
        )
        for rule in table.rules
    ]


def _cell(written: str, terms: Terms, key: str) -> Cell:
    is_any = written.strip() in {"", "-"}
    return Cell("" if is_any else terms.say_condition(written, key), written)


def _note(annotations: tuple[tuple[str, str], ...], column: str) -> Note:
    return Note(dict(annotations).get(column, ""), is_source=column == _SOURCE_COLUMN)
