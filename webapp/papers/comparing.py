"""Templates compared by their words, in a child process: either of them may be hostile."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from webapp.papers.child import LIMITS, ChildFailed, Limits, ask
from webapp.papers.findings import TemplateFinding
from webapp.papers.results import LineChange, Piece, TemplateComparison

_REMEMBERED = 256
_LOCK = threading.Lock()
_COMPARED: OrderedDict[tuple[str, str], TemplateComparison] = OrderedDict()

Pair = tuple[bytes, bytes]


def compare_templates(pairs: Mapping[str, Pair], *, limits: Limits = LIMITS) -> dict[str, TemplateComparison]:
    """Compare pairs of an old and a new template, by their names, in one child process.

    What was compared before is remembered by its content, except where a limit was passed.
    """
    keys = {name: _key(pair) for name, pair in pairs.items()}
    with _LOCK:
        known = {name: _COMPARED[key] for name, key in keys.items() if key in _COMPARED}
    found = _compare({name: pair for name, pair in pairs.items() if name not in known}, limits)
    with _LOCK:
        for name, comparison in found.items():
            if comparison.unread is None or comparison.unread.code != "PA-120":
                _COMPARED[keys[name]] = comparison
        while len(_COMPARED) > _REMEMBERED:
            _COMPARED.popitem(last=False)
    return {**known, **found}


def _key(pair: Pair) -> tuple[str, str]:
    old, new = (sha256(content).hexdigest() for content in pair)
    return old, new


def _compare(pairs: Mapping[str, Pair], limits: Limits) -> dict[str, TemplateComparison]:
    if not pairs:
        return {}
    try:
        answer = ask(["compare", {name: list(pair) for name, pair in pairs.items()}], limits)
    except ChildFailed as failed:
        if len(pairs) > 1:
            # One of them is the culprit: each alone, so that the others are told.
            return {name: _compare({name: pair}, limits)[name] for name, pair in pairs.items()}
        facts = {"reason": failed.zh, "reason_en": failed.en}
        return {name: TemplateComparison(unread=TemplateFinding("PA-120", facts=facts)) for name in pairs}
    return {name: _read(told) for name, told in answer.items()}


def _read(told: Mapping[str, Any]) -> TemplateComparison:
    if "refused" in told:
        return TemplateComparison(unread=TemplateFinding(**told["refused"]))
    return TemplateComparison(tuple(map(_read_line, told["lines"])), told["left_out"])


def _read_line(told: Mapping[str, Any]) -> LineChange:
    cells = tuple(tuple(Piece(**piece) for piece in cell) for cell in told["cells"])
    return LineChange(told["kind"], told["part"], told["table"], told["number"], cells)
