"""The names that a draft's files may refer to, for editors to offer: roles, forms, decisions, parameters, variables …

Whatever can be read is offered, however broken the rest: names are wanted most while something is being mended. All of it
is plain data, in both languages, because it is gathered in the child process.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.engine.expressions import FUNCTIONS, PROVIDED_NAMES
from webapp.engine.scope_names import names_in_scope
from webapp.feel.builtins import BUILTINS
from webapp.procedures.drafts.titles import own_form_name
from webapp.procedures.errors import PackRefused
from webapp.procedures.forms import FormSchema
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.operations import OPERATIONS
from webapp.procedures.packs import Pack
from webapp.procedures.table_outlines import outline_decisions

Plain = dict[str, Any]

#: What ``case`` and ``actor`` hold, wherever an expression stands.
_PROVIDED = (
    ("case.no", "案号", "case number"),
    ("case.opened_on", "立案日期", "day the case was opened"),
    ("actor.account", "办理人的账号", "account of who completes the task"),
    ("actor.name", "办理人的姓名", "name of who completes the task"),
    ("actor.unit", "办理人的单位", "unit of who completes the task"),
)


def gather_names(pack: Pack) -> Plain:
    """All names of a pack by kind; texts as ``zh`` and ``en``."""
    jurisdiction, _ = pack.read_jurisdiction()
    forms, _ = pack.read_forms()
    papers, _ = pack.read_papers()
    names = {
        "roles": [_named(role.id, role.zh, role.en) for role in jurisdiction.roles.values()],
        "forms": _forms(pack, forms),
        "decisions": _decisions(pack),
        "processes": _processes(pack),
        "parameters": [
            {
                **_named(each.id, each.zh, each.en),
                "value": each.value if isinstance(each.value, str | int | float | bool) else str(each.value),
                "unit": each.unit,
                "source": each.source,
            }
            for each in jurisdiction.parameters.values()
        ],
        "operations": _operations(),
        "papers": [_named(each.id, each.zh, each.en) for each in papers.kinds.values()],
        "messages": [
            {**_named(each.name, each.zh, each.en), "form": each.form_id}
            for each in jurisdiction.messages.values()
        ],
        "functions": _functions(),
    }
    return {**names, **_variables(pack, jurisdiction, forms)}


def _named(id_: str, zh: str, en: str) -> Plain:
    return {"id": id_, "zh": zh or id_, "en": en or zh or id_}


def _forms(pack: Pack, forms: Mapping[str, FormSchema]) -> list[Plain]:
    """Each form by the name of the step that asks it, or else by its own."""
    asked: dict[str, Plain] = {}
    for path, outline in pack.diagram_outlines.items():
        english = pack.texts("en").of_file(path)
        for step in outline.steps:
            if step.form_id:
                asked.setdefault(step.form_id, _named(step.form_id, step.name, english.get(step.id, "")))
    return [
        {
            **(asked.get(each.id) or _named(each.id, own_form_name(each.source), "")),
            "file": each.file,
            "fields": sorted(each.field_keys),
        }
        for each in forms.values()
    ]


def _decisions(pack: Pack) -> list[Plain]:
    read = _read_facts(pack)
    found = []
    for path in pack.paths(".dmn"):
        outline = outline_decisions(pack.files[path])
        english = pack.texts("en").of_file(path)
        for decision_id, name in outline.decisions.items() if outline is not None else ():
            named = _named(decision_id, name, english.get(decision_id, ""))
            found.append({**named, "file": path, "inputs": read.get(decision_id, [])})
    return found


def _read_facts(pack: Pack) -> dict[str, list[str]]:
    """The facts that each decision reads; nothing while a table cannot be read."""
    try:
        model = pack.decisions
    except PackRefused:
        return {}
    return {each: [*info.input_data, *info.facts] for each, info in model.decisions.items()}


def _processes(pack: Pack) -> list[Plain]:
    found = []
    for path, outline in pack.diagram_outlines.items():
        english = pack.texts("en").of_file(path)
        found += [
            {**_named(each, outline.named.get(each, ""), english.get(each, "")), "file": path}
            for each in outline.processes
        ]
    return found


def _operations() -> list[Plain]:
    return [
        {
            **_named(each.type, each.zh, each.en),
            "inputs": [
                {"name": given.name, "zh": given.zh, "en": given.en, "is_required": given.is_required}
                for given in each.inputs
            ],
            "results": list(each.results),
        }
        for each in OPERATIONS.values()
    ]


def _functions() -> list[Plain]:
    known = {**BUILTINS, **FUNCTIONS}
    return [
        {"name": name, "parameters": list(function.parameters), "is_ours": name in FUNCTIONS}
        for name, function in sorted(known.items())
    ]


def _variables(pack: Pack, jurisdiction: Jurisdiction, forms: Mapping[str, FormSchema]) -> Plain:
    """Every variable with where it comes from, and by file and element the names that may be there."""
    labels = {
        component.key: (schema.texts("zh").get(component.key, ""), schema.texts("en").get(component.key, ""))
        for schema in forms.values()
        for component in schema.fields
        if isinstance(component, FieldComponent)
    }
    scope = names_in_scope(
        pack.with_suffix(".bpmn"),
        {form_id: schema.field_keys for form_id, schema in forms.items()},
        {
            message.name: frozenset(forms[message.form_id].entities)
            for message in jurisdiction.messages.values()
            if message.form_id is not None and message.form_id in forms
        },
    )
    variables: dict[str, Plain] = {}
    for each in scope.written:
        zh, en = labels.get(each.path, ("", ""))
        known = variables.setdefault(each.path, {"name": each.path, "zh": zh, "en": en, "from": []})
        known["from"].append({"file": each.file, "element": each.element_id, "name": each.element_name})
    for name, zh, en in _PROVIDED:
        if name.partition(".")[0] in PROVIDED_NAMES:
            variables.setdefault(name, {"name": name, "zh": zh, "en": en, "from": []})
    return {
        "variables": list(variables.values()),
        "scopes": {
            file: {element: list(names) for element, names in at.items()} for file, at in scope.at.items()
        },
    }
