"""One text for one value: what digests are computed over."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime
from decimal import Decimal


def canonical_json(value: object) -> str:
    """JSON with sorted keys, no spare space and no escapes beyond JSON's own.

    Exact numbers become strings, so that no reader rounds them; aware instants become UTC to the
    microsecond, days ISO; sets become sorted lists. Raises ``TypeError`` for anything else that is not
    JSON, ``ValueError`` for NaN, infinities and naive instants.
    """
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_spell
    )


def spell_instant(instant: datetime) -> str:
    """``2026-03-02T01:00:00.000000Z``: one spelling for one instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _spell(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return spell_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical text")
