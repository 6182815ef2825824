"""What a paper is filled with: the facts of a case in the words of the pack's forms; and made-up words for a preview."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webapp.feel import Scope, Value, value_at
from webapp.papers import Leaf, Rows, Words, empty_word, word
from webapp.procedures.forms.evaluation import open_form_scope
from webapp.procedures.forms.schema import FieldComponent, ListComponent, iterate_fields
from webapp.procedures.forms.summary import describe
from webapp.procedures.jurisdiction import Parameter
from webapp.procedures.papers.declared import PLATFORM_NAMES

if TYPE_CHECKING:
    from webapp.procedures.packs import Pack

_DURATION = re.compile(r"P(\d+)([YMD])")
_DURATION_UNITS = {"Y": "年", "M": "个月", "D": "日"}


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What one paper is made from. ``entities`` are facts by entity and field; ``platform`` the words of `PLATFORM_NAMES`;
    ``rows`` those of them that are gone through; ``choices`` where forms take their options from.
    """

    entities: Mapping[str, Value]
    platform: Mapping[str, Mapping[str, str]]
    rows: Mapping[tuple[str, str], tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    choices: Mapping[str, Value] = field(default_factory=dict)


def fill_words(pack: Pack, facts: PaperFacts) -> Words:
    """Every declared name with its word; what nobody gave is struck out."""
    names: dict[str, Words] = dict(_entity_words(pack, facts))
    for name, fields in PLATFORM_NAMES.items():
        names[name] = Words(
            {
                key: _rows(facts.rows.get((name, key), ()))
                if inner
                else word(facts.platform.get(name, {}).get(key, ""))
                for key, inner in fields.items()
            }
        )
    parameters = pack.jurisdiction.parameters
    names["parameters"] = Words({name: word(_parameter_text(each)) for name, each in parameters.items()})
    return Words(names)


def _rows(rows: tuple[Mapping[str, str], ...]) -> Rows:
    items = tuple(Words({name: word(text) for name, text in row.items()}) for row in rows)
    return Rows("、".join(next(iter(row.values()), "") for row in rows), items)


def _parameter_text(parameter: Parameter) -> str:
    value = parameter.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    spelt = _DURATION.fullmatch(str(value))
    return f"{spelt[1]} {_DURATION_UNITS[spelt[2]]}" if spelt else str(value)


def _entity_words(pack: Pack, facts: PaperFacts) -> dict[str, Words]:
    held = dict(facts.entities)
    scope = open_form_scope({**facts.choices, **held})
    found: dict[str, dict[str, Leaf | Rows]] = {}
    for schema in pack.forms.values():
        for component in schema.fields:
            entity, _, name = component.key.partition(".")
            value = value_at(held, component.key)
            fields = found.setdefault(entity, {})
            known = fields.get(name)
            if isinstance(component, ListComponent):
                fields[name] = _list_words(component, value, scope)
            elif known is None or not _is_settled(known, value):
                fields[name] = _field_words(component, value, scope)
    return {entity: Words(dict(fields)) for entity, fields in found.items()}


def _is_settled(known: Leaf | Rows, value: Value) -> bool:
    """Whether an earlier form had words of its own for a code: the same field stands in several forms."""
    return isinstance(known, Rows) or not known.is_given or known.text != str(value)


def _field_words(component: FieldComponent, value: Value, scope: Scope) -> Leaf | Rows:
    text = describe(component, value, scope, "zh")
    if isinstance(value, list):
        return Rows(
            text or empty_word().text, tuple(word(describe(component, [each], scope, "zh")) for each in value)
        )
    return word(text, is_true=value is not False and bool(text))


def _list_words(component: ListComponent, value: Value, scope: Scope) -> Rows:
    items = []
    for row in value if isinstance(value, list) else ():
        if not isinstance(row, dict):
            continue
        around = scope.inner()
        around.update(row)
        items.append(
            Words(
                {
                    child.key: word(describe(child, row.get(child.key), around, "zh"))
                    for child in iterate_fields(component.children)
                    if isinstance(child, FieldComponent)
                }
            )
        )
    texts = (
        "，".join(leaf.text for leaf in item.names.values() if isinstance(leaf, Leaf) and leaf.is_given)
        for item in items
    )
    return Rows("；".join(texts), tuple(items))


def sample_words(pack: Pack, kind: str = "") -> Words:
    """Words for a preview of one kind of paper: every field holds its own label, every list two rows."""
    scope = open_form_scope({})
    found: dict[str, dict[str, Leaf | Rows]] = {}
    for schema in pack.forms.values():
        for component in schema.fields:
            entity, _, name = component.key.partition(".")
            label = component.label.render(scope, "zh") or component.key
            found.setdefault(entity, {})[name] = _sample(component, f"〔{label}〕", scope)
    platform = {name: {key: f"〔{name}.{key}〕" for key in fields} for name, fields in PLATFORM_NAMES.items()}
    platform["place"] = {"name": pack.jurisdiction.zh, "organ": organ_of(pack, kind)}
    rows = {
        (name, key): ({each: f"〔{each}〕" for each in inner},) * 2
        for name, fields in PLATFORM_NAMES.items()
        for key, inner in fields.items()
        if inner
    }
    filled = fill_words(pack, PaperFacts({}, platform, rows))
    return Words({**filled.names, **{entity: Words(dict(fields)) for entity, fields in found.items()}})


def _sample(component: FieldComponent | ListComponent, label: str, scope: Scope) -> Leaf | Rows:
    if not isinstance(component, ListComponent):
        is_several = component.type in {"checklist", "taglist", "filepicker"}
        return Rows(label, (word(label), word(label))) if is_several else word(label)
    row = Words(
        {
            child.key: word(f"〔{child.label.render(scope, 'zh') or child.key}〕")
            for child in iterate_fields(component.children)
            if isinstance(child, FieldComponent)
        }
    )
    return Rows(label, (row, row))


def organ_of(pack: Pack, kind: str) -> str:
    """The organ in the head of a paper: the paper's own, else the place's; the place's name where no organ is given."""
    found = pack.papers.kinds.get(kind)
    own = found.organ if found else ""
    return own or (pack.papers.place.organ if pack.papers.place else pack.jurisdiction.zh)
