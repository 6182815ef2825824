"""Values as TOML writes them: what `tomllib` read comes out the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_key(key: str) -> str:
    """A key, quoted where it has to be."""
    return key if _BARE.fullmatch(key) else toml_text(key)


def toml_text(text: str) -> str:
    """A text in quotes."""
    # JSON's escapes are TOML's too; DEL, which JSON leaves as it is, TOML refuses.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def toml_value(value: Any) -> str:
    """A text, number, truth value, day, time of day, instant, list or table, on one line.

    Raises:
        ValueError: TOML has no word for it.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal | float):
        return _number(float(value))
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml_key(str(key))} = {toml_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    raise ValueError(f"TOML has no word for a {type(value).__name__}")


def _number(number: float) -> str:
    text = repr(number)
    # Python writes 1e+16 without a point; TOML takes it, and a whole number stays one.
    return text if any(sign in text for sign in ".einf") else f"{text}.0"
