"""What the tables of every place that ships say on their pages: words in both languages, never a code of the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from webapp.feel import Value
from webapp.procedures import Pack, list_jurisdictions, read_pack
from webapp.procedures.table_examples import list_pack_examples
from webapp.views.procedures.reading import read_table
from webapp.views.procedures.trying import describe_trial

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
#: What pages use to find things, show as written, or put into words themselves.
UNSAID = {
    "annotations",
    "decision_id",
    "file",
    "fired_ids",
    "hit_policy",
    "id",
    "item",
    "source",
    "status",
    "version",
    "written",
}
#: A name as files write them, or a text that is one English word in Chinese. A table may hold English labels of its own.
CODE = {
    "zh": re.compile(r"\b[a-z0-9]+(_[a-z0-9]+)+\b|^[a-z]{3,}$|\b[a-z]+\.[a-z]|list contains|null"),
    "en": re.compile(r"\b[a-z0-9]+(_[a-z0-9]+)+\b|\b[a-z]+\.[a-z]\w*\b"),
}
#: Official codes of list items, which are shown as they are.
OFFICIAL = re.compile(r"\b[a-z]+:[A-Z0-9-]+")


def said(told: object) -> Iterator[str]:
    """Every text of a page."""
    if isinstance(told, str):
        yield OFFICIAL.sub("", told)
    elif is_dataclass(told):
        for field in fields(told):
            if field.name not in UNSAID:
                yield from said(getattr(told, field.name))
    elif isinstance(told, tuple):
        for each in told:
            yield from said(each)


def trials(pack: Pack, decision: str) -> list[Mapping[str, Value]]:
    """Facts of a few rows, and none at all."""
    return [*(one.facts for one in list_pack_examples(pack, decision)[:3]), {}]


@pytest.mark.parametrize("code", list_jurisdictions(ROOT))
def test_tables_and_what_they_say_stand_in_words(code: str) -> None:
    pack = read_pack(code, ROOT)
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    for decision in pack.decisions.decisions:
        for language in languages:
            pages = [read_table(pack, decision, language)]
            told = [
                describe_trial(pack, decision, facts, (), language, NOON) for facts in trials(pack, decision)
            ]
            codes = [text for page in (*pages, *told) for text in said(page) if CODE[language].search(text)]
            assert not codes, (decision, language, codes)
