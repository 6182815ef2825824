"""What the tables advised, as the officer reads it: which rows fired, which facts met which cells, on what basis."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, DecisionRecord
from webapp.cases.pages import Advice, AdviceCell, AdviceStep, FiredRule
from webapp.cases.terms import Terms, terms_of
from webapp.cases.wording import Wording
from webapp.feel import Value, from_json
from webapp.procedures import Pack
from webapp.procedures.table_texts import TableTexts
from webapp.procedures.texts import Texts


def read_advice(session: Session, case: CaseFile, wording: Wording) -> tuple[Advice, ...]:
    """The latest advice of each decision of the case, newest first."""
    rows = session.scalars(
        select(DecisionRecord).where(DecisionRecord.case_id == case.id).order_by(DecisionRecord.id.desc())
    )
    latest: dict[str, DecisionRecord] = {}
    for row in rows:
        latest.setdefault(row.decision_id, row)
    pack = wording.pack_of(case)
    return tuple(_advice(row, pack, wording) for row in latest.values())


def _advice(row: DecisionRecord, pack: Pack, wording: Wording) -> Advice:
    told: dict[str, Any] = json.loads(row.explanation)
    terms, texts = terms_of(pack, wording.language), pack.texts(wording.language)
    steps = tuple(_step(step, pack, terms, texts) for step in told["steps"])
    error = told["error"]
    return Advice(
        decision_id=row.decision_id,
        name=steps[-1].name if steps else told["name"],
        status=row.status,
        value=steps[-1].value if steps else terms.say(from_json(told["value"]), row.decision_id),
        missing=tuple(_field_label(pack, key, wording) for key in told["missing"]),
        error=None if error is None else error[wording.language],
        decided_at=row.decided_at,
        steps=steps,
    )


def _field_label(pack: Pack, key: str, wording: Wording) -> str:
    """What the forms call a fact (``assessment.f_motive`` → 动机态度); the key where no form asks for it."""
    for schema in pack.forms.values():
        if key in schema.field_keys:
            return schema.texts(wording.language).get(key) or key
    return key


def _step(step: Mapping[str, Any], pack: Pack, terms: Terms, texts: Texts) -> AdviceStep:
    decision = step["decision"]
    file = step["file"] if step["file"].startswith("dmn/") else f"dmn/{step['file']}"
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


def _say_outputs(value: Value, decision: str, name_output: Callable[[str], str], terms: Terms) -> str:
    """A conclusion in words. With several outputs each is named, those left empty are not; of a list, each once."""
    if isinstance(value, list):
        said = (_say_outputs(item, decision, name_output, terms) for item in value)
        return ("、" if terms.language == "zh" else ", ").join(dict.fromkeys(filter(None, said)))
    if isinstance(value, dict):
        colon, stop = ("：", "；") if terms.language == "zh" else (": ", "; ")
        known = ((name, item) for name, item in value.items() if item is not None)
        return stop.join(f"{name_output(name)}{colon}{terms.say(item, name)}" for name, item in known)
    return terms.say(value, decision)


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
            (name_output(name), terms.say(from_json(value), name or decision))
            for name, value in rule["outputs"].items()
            if value is not None
        ),
        annotations=tuple(
            (table.column(column), table.note(rule["id"], rule["number"], column, text))
            for column, text in rule["annotations"].items()
            if text
        ),
    )
