"""The catalogue of messages is complete and the same in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import webapp.feel
from webapp.feel.messages import KIND_NAMES, MESSAGES
from webapp.feel.typesystem import SIMPLE_TYPES

_SOURCE = Path(webapp.feel.__file__).parent


def _codes_in_source() -> set[str]:
    texts = [path.read_text("utf-8") for path in _SOURCE.rglob("*.py") if path.name != "messages.py"]
    return {code for text in texts for code in re.findall(r"FEEL-[A-Z]\d\d", text)}


def _placeholders(template: str) -> set[str]:
    fields = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {re.sub(r"_(zh|en)$", "", name) for name in fields}


def test_each_code_in_use_has_a_message_and_each_message_is_in_use() -> None:
    assert _codes_in_source() == set(MESSAGES)


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_name_the_same_facts(code: str) -> None:
    zh, en = MESSAGES[code]
    assert _placeholders(zh) == _placeholders(en)
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", en)


def test_each_kind_of_value_has_a_name() -> None:
    kinds = {kind.kind for kind in SIMPLE_TYPES.values()} - {"Any"}
    assert kinds == set(KIND_NAMES)
