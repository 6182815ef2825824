"""Facts on their way to the child and what a draft's table says to them on its way back, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.decisions.examples import Example
from webapp.engine.encoding import pack_value, unpack_value
from webapp.feel import Value
from webapp.procedures.table_examples import TableAnswer


def tell_facts(facts: Mapping[str, Value]) -> bytes:
    """Facts for `read_facts`; numbers keep their digits, days stay days."""
    return pack_value(dict(facts), "facts")


def read_facts(told: bytes) -> dict[str, Value]:
    """The facts that `tell_facts` made plain."""
    facts = unpack_value(told)
    assert isinstance(facts, dict)  # noqa: S101 - made by `tell_facts`.
    return facts


def tell_answer(answer: TableAnswer) -> dict[str, Any]:
    """An answer for `read_answer`.

    Raises:
        ValueNotStorable: the table concludes a function.
    """
    example = answer.example
    return {
        "facts": tell_facts(example.facts),
        "rules": list(example.rules),
        "value": pack_value(example.value, "value"),
        "error": example.error_code,
        "missing": list(example.missing),
        "reason": [answer.zh, answer.en],
    }


def read_answer(told: Mapping[str, Any]) -> TableAnswer:
    """The answer that `tell_answer` made plain."""
    example = Example(
        kind="row",
        facts=read_facts(told["facts"]),
        rules=tuple(told["rules"]),
        value=unpack_value(told["value"]),
        error_code=told["error"],
        missing=tuple(told["missing"]),
    )
    return TableAnswer(example, *told["reason"])
