"""The items of a place's lists. They are the rows of its matching table, so that a list is a file that anyone can read."""

from __future__ import annotations

from webapp.decisions import DecisionInfo, Model, RuleView
from webapp.feel import FeelError, Value, compile_expression
from webapp.procedures.table_texts import AS_WRITTEN, TableTexts

#: The decision whose rows are the list items, in every pack that has lists.
MATCHING_DECISION = "match"

#: Its output columns: an item's code, and what may hold its name.
CODE_COLUMN = "code"
LABEL_COLUMNS = ("label", "name", "title")

ListItem = dict[str, Value]
"""``{value: code, label: text, label_en: text or null}``, as a form's options want it."""


def read_list_items(model: Model, english: TableTexts = AS_WRITTEN) -> tuple[ListItem, ...]:
    """The rows of the matching table: the output ``code`` (else the first) is the value, ``label`` its text.

    ``english`` holds the English texts of that table. A row whose code is computed, or that has none, offers nothing.
    """
    info = model.decisions.get(MATCHING_DECISION)
    if info is None or info.table is None:
        return ()
    items: dict[str, ListItem] = {}
    for rule in info.table.rules:
        code = _literal(rule.outputs[_code_column(info)])
        if isinstance(code, str) and code:
            label, label_en = _label(info, rule, english)
            items.setdefault(code, {"value": code, "label": label or code, "label_en": label_en})
    return tuple(items.values())


def _code_column(info: DecisionInfo) -> int:
    names = [output.name for output in info.outputs]
    return names.index(CODE_COLUMN) if CODE_COLUMN in names else 0


def _label(info: DecisionInfo, rule: RuleView, english: TableTexts) -> tuple[str, str | None]:
    """The label, an output column or an annotation column of that name, and its English."""
    outputs = {output.name: cell for output, cell in zip(info.outputs, rule.outputs, strict=False)}
    annotations = dict(zip(info.annotation_columns, rule.annotations, strict=False))
    for column in LABEL_COLUMNS:
        text = _literal(outputs[column]) if column in outputs else annotations.get(column)
        if not isinstance(text, str) or not text:
            continue
        if column in outputs:
            return text, english.word(column, text)
        translated = english.note(rule.rule_id, rule.number, column, text)
        return text, translated if translated != text else None
    return "", None


def _literal(cell: str) -> Value:
    try:
        return compile_expression(cell).evaluate({})
    except FeelError:
        return None
