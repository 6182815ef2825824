"""The figures that a place sets, in words, and where each of them applies: a task, a diagram, a table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from webapp.cases.terms import Terms, terms_of
from webapp.errors import Language
from webapp.procedures import Pack
from webapp.procedures.jurisdiction import UNITS, Parameter

#: How a diagram, a form or a table names a figure.
_NAMED = re.compile(r"\bparameters\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """A figure that the place sets, with its source mark."""

    name: str
    value: str
    source: str


def describe_parameter(parameter: Parameter, terms: Terms) -> ParameterLine:
    """A figure as pages show it."""
    return ParameterLine(parameter.name(terms.language), say_parameter(parameter, terms), parameter.source)


def say_parameter(parameter: Parameter, terms: Terms) -> str:
    """A figure with its unit: ``5 个工作日``, ``5 working days``."""
    language = terms.language
    unit = UNITS[parameter.unit][language == "en"]
    if language == "zh" and parameter.unit == "working_days":
        unit = "个" + unit
    return f"{terms.say(parameter.value)} {unit}".strip()


def figures_of_task(
    pack: Pack, process_id: str, element_id: str, language: Language
) -> tuple[ParameterLine, ...]:
    """The figures from which a task's limit is reckoned, and those that its form goes by; none where neither names any."""
    process = pack.deployment.processes.get(process_id)
    element = process.elements.get(element_id) if process else None
    if element is None:
        return ()
    form = pack.forms.get(element.form_id or "")
    return figures_named(pack, (element.due_date or "") + (form.source.decode() if form else ""), language)


def figures_named(pack: Pack, text: str, language: Language) -> tuple[ParameterLine, ...]:
    """The figures that a text of the pack (a diagram, a form, a table) names, each once, in the order it names them."""
    known, terms = pack.jurisdiction.parameters, terms_of(pack, language)
    named = dict.fromkeys(_NAMED.findall(text))
    return tuple(describe_parameter(known[name], terms) for name in named if name in known)
