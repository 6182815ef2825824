"""Which options a field offers: those written in the form, or those that the data hold at this moment."""

from __future__ import annotations

from webapp.feel import Scope, Value
from webapp.procedures.forms.display import option_key
from webapp.procedures.forms.evaluation import evaluate
from webapp.procedures.forms.schema import EVIDENCE_NAME, FieldComponent, Option, OptionSource

MAX_OPTIONS = 2_000

#: A file picker chooses among the case's evidence.
EVIDENCE_OPTIONS = OptionSource(path=(EVIDENCE_NAME,))


def list_options(component: FieldComponent, scope: Scope) -> tuple[Option, ...]:
    """The options offered now, each value once, in their order."""
    source = component.options
    if source is None:
        return ()
    if source.fixed:
        return source.fixed
    if source.expression is not None:
        found = evaluate(source.expression, scope)
    else:
        first, *rest = source.path or ("",)
        found = scope.get(first)
        for name in rest:
            found = found.get(name) if isinstance(found, dict) else None
    return read_options(found)


def read_options(value: Value) -> tuple[Option, ...]:
    """Options from data: a list of scalars, or of contexts with ``value``, ``label`` and perhaps
    ``label_en``."""
    options: dict[str, Option] = {}
    for item in (value if isinstance(value, list) else [])[:MAX_OPTIONS]:
        option = _read_option(item)
        if option is not None:
            options.setdefault(option_key(option.value), option)
    return tuple(options.values())


def _read_option(item: Value) -> Option | None:
    if isinstance(item, dict):
        value, label, english = item.get("value"), item.get("label"), item.get("label_en")
        if value is None or isinstance(value, dict | list):
            return None
        return Option(
            value,
            label if isinstance(label, str) else option_key(value),
            english if isinstance(english, str) else None,
        )
    if item is None or isinstance(item, list):
        return None
    return Option(item, option_key(item))
