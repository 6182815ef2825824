"""Reads what a field of a form may be: limits, options, default."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from webapp.feel import Expression, Value, from_python
from webapp.procedures.forms.accepting import accept_value
from webapp.procedures.forms.display import option_key
from webapp.procedures.forms.evaluation import compile_form_expression
from webapp.procedures.forms.options import EVIDENCE_OPTIONS, MAX_OPTIONS
from webapp.procedures.forms.patterns import Pattern, explain_bad_pattern
from webapp.procedures.forms.raw import FormReading, Raw
from webapp.procedures.forms.schema import (
    CHOICE_TYPES,
    SELECTION_TYPES,
    FieldComponent,
    Limits,
    Option,
    OptionSource,
)

_SUBTYPES = ("date", "time", "datetime")
_SHAPES = ("email", "phone")


def read_limits(raw: Raw, kind: str, key: str, reading: FormReading) -> Limits:
    """The ``validate`` object of a field, and what stands beside it."""
    validate = raw.below("validate")
    pattern = validate.text("pattern")
    if pattern and (reason := explain_bad_pattern(pattern)):
        reading.report("FM-131", raw, key=key, reason=reason[0], reason_en=reason[1])
        pattern = ""
    shape = validate.text("validationType")
    limits = Limits(
        is_required=validate.flag("required"),
        min_length=_length(validate, "minLength"),
        max_length=_length(validate, "maxLength"),
        minimum=_bound(validate, "min", kind),
        maximum=_bound(validate, "max", kind),
        decimal_digits=raw.integer("decimalDigits") if kind == "number" else None,
        pattern=Pattern(pattern) if pattern else None,
        shape=shape if shape in _SHAPES else None,
    )
    if kind == "datetime" and limits.minimum is None and raw.flag("disallowPassedDates"):
        now = {"date": "today()", "datetime": "now()"}.get(read_subtype(raw, reading))
        if now:
            limits = Limits(
                is_required=limits.is_required, minimum=compile_form_expression(now), maximum=limits.maximum
            )
    _check_ranges(limits, raw, key, reading)
    return limits


def _length(validate: Raw, name: str) -> int | Expression | None:
    value = validate.number_or_expression(name)
    return int(value) if isinstance(value, Decimal) else value


def _bound(validate: Raw, name: str, kind: str) -> Value | Expression:
    if kind != "datetime":
        return validate.number_or_expression(name)
    text = validate.text(name)
    return validate.expression(name) if text.startswith("=") else (text or None)


def _check_ranges(limits: Limits, raw: Raw, key: str, reading: FormReading) -> None:
    for low, high in ((limits.min_length, limits.max_length), (limits.minimum, limits.maximum)):
        comparable = isinstance(low, int | Decimal) and isinstance(high, int | Decimal)
        texts = isinstance(low, str) and isinstance(high, str)
        if (comparable or texts) and low > high:  # type: ignore[operator]  # both numbers or both ISO dates
            reading.report("FM-130", raw, key=key, low=low, high=high)


def read_subtype(raw: Raw, reading: FormReading) -> str:
    """Whether a datetime field holds a date, a time or both."""
    subtype = raw.text("subtype") or "date"
    if subtype not in _SUBTYPES:
        allowed = " / ".join(_SUBTYPES)
        reading.report("FM-104", raw, name="subtype", expected=allowed, expected_en=allowed, found=subtype)
        return "date"
    return subtype


def read_options(raw: Raw, kind: str, key: str, text_key: str, reading: FormReading) -> OptionSource | None:
    """The options of a field that offers some."""
    if kind == "filepicker":
        return EVIDENCE_OPTIONS
    if kind not in CHOICE_TYPES | SELECTION_TYPES:
        return None
    if "valuesExpression" in raw:
        return OptionSource(expression=raw.expression("valuesExpression"))
    if "valuesKey" in raw:
        return OptionSource(path=tuple(raw.text("valuesKey").split(".")))
    options: dict[str, Option] = {}
    for item in raw.objects("values"):
        option = _read_option(item, text_key, reading)
        if option is None:
            continue
        name = option_key(option.value)
        if name in options:
            reading.report("FM-133", raw, key=key, found=name)
        options[name] = option
    if not options:
        reading.report("FM-132", raw, key=key)
    if len(options) > MAX_OPTIONS:
        reading.report("FM-136", raw, key=key, limit=MAX_OPTIONS)
    return OptionSource(fixed=tuple(options.values()))


def _read_option(item: Raw, text_key: str, reading: FormReading) -> Option | None:
    value = item.anything("value")
    if value is None or value == "" or isinstance(value, list | dict):
        reading.report(
            "FM-104",
            item,
            name="values[].value",
            expected="文字",
            expected_en="a text",
            found=repr(value)[:60],
        )
        return None
    held = from_python(value)
    key = f"{text_key}.{option_key(held)}"
    label = reading.take_chinese(key, item.text("label") or option_key(held))
    return Option(held, label, reading.english.get(key))


def read_default(raw: Raw) -> Value | Expression:
    """The default, as written or as an expression."""
    value: Any = raw.anything("defaultValue")
    if isinstance(value, str) and value.startswith("="):
        return raw.expression("defaultValue")
    return None if value == "" else from_python(value)


def check_default(component: FieldComponent, raw: Raw, reading: FormReading) -> Value | Expression:
    """The default as a value of the field's type; reported, and null, when it is none."""
    default = component.default
    if isinstance(default, Expression) or default is None:
        return default
    source = component.options
    if source is not None and not source.fixed:
        # The options are known only when the data are there.
        return default
    value, refusal = accept_value(component, default, source.fixed if source else ())
    if refusal is not None:
        reading.report(
            "FM-134",
            raw,
            key=component.key,
            found=repr(raw.anything("defaultValue"))[:60],
            reason=refusal.text(component.key, "zh"),
            reason_en=refusal.text(component.key, "en"),
        )
    return value


def settle_bounds(component: FieldComponent, raw: Raw, reading: FormReading) -> tuple[Any, Any]:
    """The bounds of a datetime field as moments; a text that is none is reported."""
    found = []
    for name, limit in (("min", component.limits.minimum), ("max", component.limits.maximum)):
        value, refusal = (limit, None) if not isinstance(limit, str) else accept_value(component, limit, ())
        if refusal is not None:
            zh, en = refusal.text(name, "zh"), refusal.text(name, "en")
            reading.report("FM-104", raw, name=f"validate.{name}", expected=zh, expected_en=en, found=limit)
        found.append(value)
    return found[0], found[1]
