"""What the pages of a procedure show: diagrams step by step, tables row by row, figures with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.cases.parameter_words import ParameterLine, describe_parameter, figures_named
from webapp.cases.terms import Terms, terms_of
from webapp.decisions import DecisionInfo, TableView
from webapp.errors import Language
from webapp.procedures import Pack
from webapp.procedures.diagram_outlines import Step, outline_diagram
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.source_marks import local_mark
from webapp.procedures.table_outlines import SOURCE_COLUMN
from webapp.procedures.table_texts import TableTexts

#: How a column ends that says in English what another one says.
_ENGLISH = "_en"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a diagram: who does it, what guides them, what it rests on."""

    name: str
    lane: str
    guidance: str
    source: str


@dataclass(frozen=True, slots=True)
class DiagramLine:
    """One diagram with its steps, and the figures of the place that it goes by."""

    id: str
    name: str
    file: str
    steps: tuple[StepLine, ...]
    figures: tuple[ParameterLine, ...]


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A thing with a name: a table in a list, a source document."""

    id: str
    name: str


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
    note: str | None


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
    figures: tuple[ParameterLine, ...]


def read_procedure(pack: Pack, language: Language) -> ProcedurePage:
    """The page of a pack in the reader's language."""
    place, terms = pack.jurisdiction, terms_of(pack, language)
    return ProcedurePage(
        code=place.code,
        name=place.name(language),
        digest=pack.digest,
        diagrams=tuple(_read_diagrams(pack, language)),
        tables=tuple(_name_decision(pack, info, language) for info in _list_decisions(pack)),
        parameters=tuple(describe_parameter(each, terms) for each in place.parameters.values()),
        roles=tuple(RoleLine(role.name(language), role.case_access) for role in place.roles.values()),
        sources=tuple(
            NamedLine(each.id, each.en if language == "en" else each.zh) for each in place.sources.values()
        ),
        note=place.say_note(language),
    )


def _read_diagrams(pack: Pack, language: Language) -> list[DiagramLine]:
    """The diagrams, those entered first, then in the order in which they call one another."""
    processes = pack.deployment.processes
    order: dict[str, None] = {}
    waiting = [entrance.process_id for entrance in pack.jurisdiction.entrances.values()]
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
            figures_named(pack, pack.files[processes[process_id].file].decode(), language),
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
                source=local_mark(pack.jurisdiction, step.source),
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


def _list_decisions(pack: Pack) -> list[DecisionInfo]:
    """The decisions of the pack, file by file."""
    return sorted(pack.decisions.decisions.values(), key=lambda info: (info.file, info.line or 0))


def _name_decision(pack: Pack, info: DecisionInfo, language: Language) -> NamedLine:
    return NamedLine(info.id, pack.texts(language).text(info.file, info.id, info.name))


def read_table(pack: Pack, decision_id: str, language: Language) -> TablePage | None:
    """The page of one decision, or None when the pack has no such decision."""
    decisions = pack.decisions.decisions
    info = decisions.get(decision_id)
    if info is None:
        return None
    name = _name_decision(pack, info, language).name
    texts = pack.table_texts(decision_id, language)
    table = info.table
    shown = _shown_outputs([column.name or decision_id for column in info.outputs])
    return TablePage(
        name=name,
        file=info.file,
        version=info.version,
        hit_policy=_hit_policy(table),
        inputs=tuple(texts.column(column.label) for column in info.inputs),
        outputs=tuple(
            texts.column(column.label or column.name or name)
            for column, is_shown in zip(info.outputs, shown, strict=True)
            if is_shown
        ),
        annotations=tuple(texts.column(column) for column in info.annotation_columns),
        rows=tuple(_read_rows(table, decision_id, texts, terms_of(pack, language))) if table else (),
        expression=info.expression,
        requires=tuple(
            _name_decision(pack, decisions[each], language)
            for each in info.required_decisions
            if each in decisions
        ),
        figures=(
            *figures_named(pack, pack.files[info.file].decode(), language),
            *(_list_figures(pack, language) if decision_id == MATCHING_DECISION else ()),
        ),
    )


def _list_figures(pack: Pack, language: Language) -> tuple[ParameterLine, ...]:
    """What the place says of its lists as a whole, such as how many items its source counts: figures named ``list_…``."""
    terms = terms_of(pack, language)
    figures = pack.jurisdiction.parameters.items()
    return tuple(describe_parameter(each, terms) for name, each in figures if name.startswith("list_"))


def _shown_outputs(names: Sequence[str]) -> tuple[bool, ...]:
    """Which columns of a table are shown: ``label_en`` is what ``label`` says, for programs that read English."""
    return tuple(not name.endswith(_ENGLISH) or name.removesuffix(_ENGLISH) not in names for name in names)


def _hit_policy(table: TableView | None) -> str:
    if table is None:
        return ""
    return f"{table.hit_policy} {table.aggregation}" if table.aggregation else table.hit_policy


def _read_rows(table: TableView, decision_id: str, texts: TableTexts, terms: Terms) -> list[Row]:
    words = terms.with_words(texts.words)
    shown = _shown_outputs([column.name or decision_id for column in table.outputs])
    return [
        Row(
            number=rule.number,
            conditions=tuple(
                _cell(written, terms, column.expression)
                for written, column in zip(rule.inputs, table.inputs, strict=True)
            ),
            conclusions=tuple(
                _conclusion(written, words, column.name or decision_id)
                for written, column, is_shown in zip(rule.outputs, table.outputs, shown, strict=True)
                if is_shown
            ),
            annotations=tuple(
                Note(texts.note(rule.rule_id, rule.number, column, text), is_source=column == SOURCE_COLUMN)
                for column, text in zip(table.annotation_columns, rule.annotations, strict=True)
            ),
        )
        for rule in table.rules
    ]


def _conclusion(written: str, terms: Terms, key: str) -> Cell:
    """A row that concludes nothing in a column says so with a dash."""
    return Cell("—", written) if written.strip() == "null" else _cell(written, terms, key)


def _cell(written: str, terms: Terms, key: str) -> Cell:
    is_any = written.strip() in {"", "-"}
    return Cell("" if is_any else terms.say_condition(written, key), written)
