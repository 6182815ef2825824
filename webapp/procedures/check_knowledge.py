"""Who may know what: the entities that ``need_to_know`` and ``reads`` name exist, and nobody is asked for what is kept from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.engine import Deployment
from webapp.engine.expressions import compile_formula, is_expression
from webapp.errors import Problem
from webapp.feel import FeelError
from webapp.procedures.diagram_outlines import DiagramOutline, Notice
from webapp.procedures.findings import finding
from webapp.procedures.forms import FormSchema
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.notice_texts import notice_key
from webapp.procedures.registers import REGISTERS
from webapp.procedures.resolution import jurisdiction_path
from webapp.procedures.texts import Texts
from webapp.procedures.toml_tables import suggest


def check_known_entities(
    code: str, jurisdiction: Jurisdiction, forms: Mapping[str, FormSchema]
) -> Iterator[Problem]:
    """A misspelt entity would keep nothing back: it is an error."""
    entities = {entity for schema in forms.values() for entity in schema.entities}
    for kept in jurisdiction.need_to_know.values():
        for name in sorted(kept.entities - entities):
            key = f"need_to_know.{kept.id}.entities"
            yield finding("PK-133", kept.file, line=None, key=key, found=name, **suggest(name, entities))
    known = entities | REGISTERS.keys()
    own = jurisdiction_path(code)
    for role in jurisdiction.roles.values():
        for name in sorted((role.reads or frozenset()) - known):
            key = f"roles.{role.id}.reads"
            yield finding("PK-133", own, line=None, key=key, found=name, **suggest(name, known))


def check_asked_roles(
    jurisdiction: Jurisdiction, forms: Mapping[str, FormSchema], deployment: Deployment
) -> Iterator[Problem]:
    """No form asks a role for what is kept from it: the role would fill in what it may not read."""
    for place, role, form_id in _asked(jurisdiction, deployment):
        schema = forms.get(form_id)
        for kept in jurisdiction.need_to_know.values():
            asked = sorted(kept.entities.intersection(schema.entities if schema else ()))
            if asked and role not in kept.roles:
                key = f"need_to_know.{kept.id}"
                yield finding(
                    "PK-135", place[0], element_id=place[1], role=role, found=", ".join(asked), key=key
                )


def check_notices(
    jurisdiction: Jurisdiction, diagrams: Mapping[str, DiagramOutline], english: Texts
) -> Iterator[Problem]:
    """No message quotes to a role, or to a person, in either language, what is kept from them: it would leave the file."""
    for path, outline in diagrams.items():
        for step in outline.steps:
            if step.notice is None:
                continue
            said_in_english = english.text(path, notice_key(step), "")
            for kept in jurisdiction.need_to_know.values():
                quoted = sorted(_entities_said(step.notice, said_in_english, kept.entities))
                strangers = [name for name in _recipients(step.notice.to) if name not in kept.roles]
                if quoted and strangers:
                    yield finding(
                        "PK-136",
                        path,
                        element_id=step.id,
                        line=step.line,
                        found=", ".join(quoted),
                        role=", ".join(strangers),
                        key=f"need_to_know.{kept.id}",
                    )


def _entities_said(notice: Notice, english: str, entities: frozenset[str]) -> frozenset[str]:
    """Which of some entities a message reads, its English included, wherever that stands."""
    return _read_of(entities, notice.text) | _read_of(entities, notice.text_en or f"={english}")


def _read_of(entities: frozenset[str], source: str) -> frozenset[str]:
    """Which of some entities a mapping reads; none where it is a plain text or no expression at all."""
    if not is_expression(source):
        return frozenset()
    try:
        return compile_formula(source).expression.facts_read(entities)
    except FeelError:
        return frozenset()


def _recipients(source: str) -> list[str]:
    """The roles that a message goes to; what is known only when the case runs stands as it is written."""
    if not is_expression(source):
        named = [source]
    else:
        try:
            expression = compile_formula(source).expression
            value = None if expression.references else expression.evaluate({})
        except FeelError:
            value = None
        named = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    return [name.partition("@")[0] or name for name in named] or [source]


def _asked(jurisdiction: Jurisdiction, deployment: Deployment) -> Iterator[tuple[tuple[str, str], str, str]]:
    """Each form with the role that fills it in, and the file and element where it does."""
    for process in deployment.processes.values():
        for element in process.elements.values():
            if element.kind == "user_task" and element.form_id and element.lane:
                yield (process.file, element.id), element.lane, element.form_id
    for entrance in jurisdiction.entrances.values():
        entered = deployment.processes.get(entrance.process_id)
        if entered is not None and entered.start_form_id:
            for role in entrance.roles:
                yield (entered.file, entered.id), role, entered.start_form_id
    for message in jurisdiction.messages.values():
        for role in message.roles if message.form_id else ():
            yield (jurisdiction_path(jurisdiction.code), message.name), role, message.form_id or ""
