"""Both implementations' answers as values of one kind, and whether they agree."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from webapp.feel import (
    FeelError,
    Function,
    Value,
    compile_expression,
    equal,
)

#: feelin computes with binary floating-point numbers, of which about this many digits hold.
_CLOSE: Final = Decimal("1e-9")
_EVALUATOR: Final = "evaluate.mjs"


def ask_ours(text: str) -> Value:
    """Our answer; what is refused counts as null."""
    try:
        return compile_expression(text).evaluate({})
    except FeelError:
        return None


def ask_theirs(texts: Sequence[str], folder: Path) -> list[Value]:
    """feelin's answers to all texts."""
    asked = subprocess.run(
        ["node", str(folder / _EVALUATOR)],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return [_value(json.loads(line)) for line in asked.stdout.splitlines()]


def _value(answer: Mapping[str, Any]) -> Value:
    kind, value = answer["kind"], answer.get("value")
    match kind:
        case "null" | "error":
            return None
        case "number":
            return Decimal(str(value))
        case "string" | "boolean":
            return value
        case "list":
            return [_value(item) for item in value or ()]
        case "context":
            return {key: _value(item) for key, item in (value or {}).items()}
        case "function":
            return Function("theirs", (), lambda _arguments, _budget: None)
        case "FeelRange":
            return ask_ours(str(value))
    return ask_ours(f'@"{value}"')


def agree(ours: Value, theirs: Value) -> bool:
    """Whether two answers are the same, numbers up to what floating point keeps."""
    if isinstance(ours, Decimal) and isinstance(theirs, Decimal):
        return abs(ours - theirs) <= _CLOSE * max(Decimal(1), abs(ours))
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(agree, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(agree(value, theirs[key]) for key, value in ours.items())
    if isinstance(ours, Function) and isinstance(theirs, Function):
        return True
    return equal(ours, theirs) is True
