"""A place's list as a sheet shows it: its columns, the choices of its conditions, the items it already has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from webapp.decisions import DecisionInfo, RuleView
from webapp.feel import FeelError, Value, compile_expression
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.item_sheets.conditions import Choice, ConditionColumn, canonical_condition
from webapp.procedures.item_sheets.errors import ListTableMissing, ListTableUnsuitable
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.packs import Pack
from webapp.procedures.table_outlines import DESCRIPTION_COLUMN, SOURCE_COLUMN

ColumnKind = Literal["code", "label", "label_en", "condition", "source", "note", "note_en"]

_LABEL_COLUMNS = ("label", "name", "title")
_NOTE_COLUMN = "note"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of the sheet. ``condition`` belongs to the columns that are inputs of the table."""

    kind: ColumnKind
    zh: str
    en: str
    limit: int
    condition: ConditionColumn | None = None

    @property
    def heading(self) -> str:
        """What stands in the first row: Chinese above English."""
        return f"{self.zh}\n{self.en}" if self.en != self.zh else self.zh


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list. ``conditions`` are FEEL cells, one for each input of the table; ``-`` fits every fact."""

    code: str
    label: str
    label_en: str
    conditions: tuple[str, ...]
    source: str
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class ListLayout:
    """The list of one place. ``label_column`` and ``note_column`` name columns of the table; the label may be an
    output or an annotation."""

    pack: Pack
    info: DecisionInfo
    columns: tuple[SheetColumn, ...]
    items: tuple[Item, ...]
    label_column: str
    note_column: str

    @property
    def condition_columns(self) -> tuple[SheetColumn, ...]:
        return tuple(column for column in self.columns if column.kind == "condition")


def read_layout(pack: Pack, decision_id: str = MATCHING_DECISION) -> ListLayout:
    """The list that the decision ``decision_id`` holds.

    Raises:
        ListTableMissing: the pack has no such decision table.
        ListTableUnsuitable: the table has other columns than a list.
        PackRefused: the pack cannot be read.
    """
    info = pack.decisions.decisions.get(decision_id)
    if info is None or info.table is None:
        raise ListTableMissing(pack=pack.code, decision=decision_id)
    label_column = _label_column(info)
    note_column = _NOTE_COLUMN if _NOTE_COLUMN in info.annotation_columns else DESCRIPTION_COLUMN
    columns = _columns(pack, info)
    conditions = [column.condition for column in columns if column.condition is not None]
    items = tuple(_item(pack, info, rule, label_column, note_column, conditions) for rule in info.table.rules)
    return ListLayout(pack, info, columns, items, label_column, note_column)


def _label_column(info: DecisionInfo) -> str:
    outputs = [output.name for output in info.outputs]
    named = [*outputs, *info.annotation_columns]
    label = next((name for name in _LABEL_COLUMNS if name in named), None)
    if (
        label is None
        or not set(outputs) <= {"code", label}
        or "code" not in outputs
        or SOURCE_COLUMN not in info.annotation_columns
    ):
        raise ListTableUnsuitable(decision=info.id, found="、".join(named))
    return label


def _columns(pack: Pack, info: DecisionInfo) -> tuple[SheetColumn, ...]:
    english = pack.table_texts(info.id, "en")
    labels = [column.label for column in info.inputs]
    inputs = []
    for column in info.inputs:
        # Two inputs of one name are told apart by what they read.
        mark = f"（{column.expression}）" if labels.count(column.label) > 1 else ""
        zh, en = column.label + mark, english.column(column.label) + mark
        condition = ConditionColumn(
            zh, en, column.expression, _choices(pack, column.expression, column.allowed), _roots(info)
        )
        inputs.append(SheetColumn("condition", zh, en, 1000, condition))
    return (
        SheetColumn("code", "清单编码", "Code", 60),
        SheetColumn("label", "适用情形", "Item", 400),
        SheetColumn("label_en", "适用情形（英文）", "Item in English", 600),
        *inputs,
        SheetColumn("source", "依据", "Source", 300),
        SheetColumn("note", "备注", "Note", 600),
        SheetColumn("note_en", "备注（英文）", "Note in English", 900),
    )


def _roots(info: DecisionInfo) -> frozenset[str]:
    """The names that a condition may read."""
    return frozenset(info.input_data) | frozenset(fact.partition(".")[0] for fact in info.facts)


def _choices(pack: Pack, expression: str, allowed: str | None) -> tuple[Choice, ...]:
    """The allowed values of an input in words: those of the form that asks for it, else terms of the place."""
    values = _literal(f"[{allowed}]") if allowed else None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return ()
    words = {
        option.value: option
        for schema in pack.forms.values()
        for field in schema.fields
        if isinstance(field, FieldComponent) and field.key == expression and field.options is not None
        for option in field.options.fixed
        if isinstance(option.value, str)
    }
    terms = pack.jurisdiction.terms
    choices = []
    for value in values:
        code = str(value)
        if code in words:
            choices.append(Choice(code, words[code].zh, words[code].en or words[code].zh))
        elif code in terms:
            choices.append(Choice(code, terms[code].zh, terms[code].en))
        else:
            choices.append(Choice(code, code, code))
    return tuple(choices)


def _item(
    pack: Pack,
    info: DecisionInfo,
    rule: RuleView,
    label_column: str,
    note_column: str,
    conditions: list[ConditionColumn],
) -> Item:
    english = pack.table_texts(info.id, "en")
    outputs = {output.name: _text(cell) for output, cell in zip(info.outputs, rule.outputs, strict=True)}
    notes = dict(zip(info.annotation_columns, rule.annotations, strict=True))
    note = notes.get(note_column, "")
    note_en = english.note(rule.rule_id, rule.number, note_column, note) if note else ""
    if label_column in outputs:
        label = outputs[label_column]
        label_en = english.word(label_column, label) or ""
    else:
        label = notes.get(label_column, "")
        label_en = english.note(rule.rule_id, rule.number, label_column, label) if label else ""
    return Item(
        code=outputs["code"],
        label=label,
        label_en="" if label_en == label else label_en,
        conditions=tuple(
            canonical_condition(column, cell) for column, cell in zip(conditions, rule.inputs, strict=True)
        ),
        source=notes.get(SOURCE_COLUMN, ""),
        note=note,
        note_en="" if note_en == note else note_en,
    )


def _text(cell: str) -> str:
    """What a cell says; a cell that is computed stays FEEL."""
    value = _literal(cell)
    return value if isinstance(value, str) else cell


def _literal(text: str) -> Value:
    try:
        return compile_expression(text).evaluate({})
    except FeelError:
        return None
