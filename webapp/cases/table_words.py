"""What a table said, in words: the rows that fired, the facts that met their cells, the conclusion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from webapp.cases.pages import Advice, AdviceCell, AdviceStep, FiredRule
from webapp.cases.terms import Terms, terms_of
from webapp.errors import Language
from webapp.feel import Value, from_json
from webapp.procedures import Pack
from webapp.procedures.lists import CODE_COLUMN, LABEL_COLUMNS, MATCHING_DECISION
from webapp.procedures.table_texts import TableTexts
from webapp.procedures.texts import Texts


def describe_advice(told: Mapping[str, Any], pack: Pack, language: Language, decided_at: datetime) -> Advice:
    """An explanation as it is stored (`webapp.decisions.Explanation.as_json`), in words."""
    terms, texts = terms_of(pack, language), pack.texts(language)
    steps = tuple(_step(step, pack, terms, texts) for step in told["steps"])
    error = told["error"]
    return Advice(
        decision_id=told["decision"],
        name=steps[-1].name if steps else told["name"],
        status=told["status"],
        value=steps[-1].value if steps else terms.say(from_json(told["value"]), told["decision"]),
        missing=tuple(fact_label(pack, key, language) for key in told["missing"]),
        error=None if error is None else error[language],
        decided_at=decided_at,
        steps=steps,
    )


def fact_label(pack: Pack, key: str, language: Language) -> str:
    """What the forms call a fact (``assessment.f_motive`` → 动机态度), else the place's figure or the column that reads it."""
    for schema in pack.forms.values():
        if key in schema.field_keys and (label := schema.texts(language).get(key)):
            return label
    figure = pack.jurisdiction.parameters.get(key.removeprefix("parameters."))
    if figure is not None and key.startswith("parameters."):
        return figure.name(language)
    return _column_that_reads(pack, key, language) or key


def _column_that_reads(pack: Pack, key: str, language: Language) -> str:
    """The label of a column that asks for a fact and nothing else, or of one that reads it."""
    columns = [
        (column.expression.strip() != key, decision, column.label)
        for decision, info in pack.decisions.decisions.items()
        for column in info.inputs
        if re.search(rf"(?<![\w.]){re.escape(key)}(?!\w)", column.expression)
    ]
    if not columns:
        return ""
    _, decision, label = min(columns, key=lambda column: column[0])
    return pack.table_texts(decision, language).column(label)


def _step(step: Mapping[str, Any], pack: Pack, terms: Terms, texts: Texts) -> AdviceStep:
    decision, file = step["decision"], _path_of(step["file"])
    table = pack.table_texts(decision, terms.language)
    words = terms.with_words(table.words)
    fields = {item["label"]: item["expression"] for item in step["inputs"]}

    def name_output(output: str) -> str:
        return table.column(step["output_labels"].get(output) or output or step["name"])

    return AdviceStep(
        decision_id=decision,
        name=texts.text(file, decision, step["name"]),
        file=file,
        version=step["version"],
        hit_policy=step["hit_policy"],
        value=_say_outputs(from_json(step["value"]), decision, name_output, words),
        rules=tuple(_rule(rule, decision, fields, table, name_output, words) for rule in step["rules"]),
    )


def decision_name(pack: Pack, decision: str, language: Language) -> str:
    """What a decision is called."""
    info = pack.decisions.decisions[decision]
    return pack.texts(language).text(_path_of(info.file), decision, info.name)


def _path_of(file: str) -> str:
    """A table's file in its pack, which the library of decisions names without the folder."""
    return file if file.startswith("dmn/") else f"dmn/{file}"


def say_conclusion(value: Value, pack: Pack, decision: str, language: Language) -> str:
    """What a decision concluded, in words, as `describe_advice` says it."""
    table, info = pack.table_texts(decision, language), pack.decisions.decisions[decision]
    labels = {output.name: output.label for output in info.outputs}

    def name_output(output: str) -> str:
        return table.column(labels.get(output) or output or info.name)

    return _say_outputs(value, decision, name_output, terms_of(pack, language).with_words(table.words))


def _say_outputs(value: Value, decision: str, name_output: Callable[[str], str], terms: Terms) -> str:
    """A conclusion in words. With several outputs each is named, those left empty are not; of a list, each once."""
    colon, stop, comma = ("：", "；", "、") if terms.language == "zh" else (": ", "; ", ", ")
    if isinstance(value, list):
        name = _only_output(value)
        if name is not None:  # Its name once, before what the rows say.
            items = dict.fromkeys(terms.say(item[name], name) for item in value if isinstance(item, dict))
            return f"{name_output(name)}{colon}{comma.join(items)}"
        said = dict.fromkeys(_say_outputs(item, decision, name_output, terms) for item in value)
        return comma.join(filter(None, said)) or _say_output([], decision, terms)
    if isinstance(value, dict):
        known = ((name, item) for name, item in _shown_outputs(value) if item is not None)
        return stop.join(
            f"{name_output(name)}{colon}{_say_output(item, name, terms)}" for name, item in known
        )
    return terms.say(value, decision)


def _only_output(rows: list[Value]) -> str | None:
    """The output that is all that each of several rows shows, if it is the same of all."""
    shown = [[name for name, _ in _shown_outputs(row)] if isinstance(row, dict) else [] for row in rows]
    return shown[0][0] if shown and len(shown[0]) == 1 and all(each == shown[0] for each in shown) else None


def _say_output(value: Value, name: str, terms: Terms) -> str:
    """What stands in one output; that a list holds nothing is a conclusion as well."""
    if isinstance(value, list) and not value:
        return "无" if terms.language == "zh" else "none"
    return terms.say(value, name)


def _shown_outputs(outputs: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """What a row concludes, to be shown: an item of a list is named, and its code beside the name says nothing more.

    Nor does a column that says in English what another says: words are told in the reader's language anyway.
    """
    is_named = any(outputs.get(name) for name in LABEL_COLUMNS)
    for name, value in outputs.items():
        is_twin = name.endswith("_en") and name.removesuffix("_en") in outputs
        if not (is_twin or (is_named and name == CODE_COLUMN)):
            yield name, value


def _rule(
    rule: Mapping[str, Any],
    decision: str,
    fields: Mapping[str, str],
    table: TableTexts,
    name_output: Callable[[str], str],
    terms: Terms,
) -> FiredRule:
    return FiredRule(
        number=rule["number"],
        cells=tuple(
            AdviceCell(
                label=table.column(cell["label"]),
                condition=terms.say_condition(cell["text"], fields.get(cell["label"], "")),
                fact=terms.say(from_json(cell["fact"]), fields.get(cell["label"], "")),
            )
            for cell in rule["cells"]
        ),
        outputs=tuple(
            (name_output(name), _say_output(from_json(value), name or decision, terms))
            for name, value in _shown_outputs(rule["outputs"])
            if value is not None
        ),
        annotations=tuple(
            (table.column(column), table.note(rule["id"], rule["number"], column, text))
            for column, text in rule["annotations"].items()
            if text
        ),
        item=_item_code(rule["outputs"], decision),
    )


def _item_code(outputs: Mapping[str, Any], decision: str) -> str:
    """The code of the list item that a row of the matching table is."""
    code = outputs.get(CODE_COLUMN) if decision == MATCHING_DECISION else None
    return code if isinstance(code, str) else ""
