"""What a place calls the platform's own things: the states of a case, registers, their columns.

They stand in its files of texts (``texts.zh.toml``, ``texts.en.toml``) beside the texts of its files, under these tables:

| table | key | example |
|---|---|---|
| ``["statuses"]`` | the state | ``reviewing`` |
| ``["registers"]`` | the register; what it is about; a column | ``reviews``, ``reviews.about``, ``determinations.appeal_until`` |

Without a word of the place's own the platform's holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from webapp.procedures.operations import OPERATIONS, STATUSES
from webapp.procedures.registers import REGISTERS
from webapp.procedures.texts import Texts

_STATUSES, _REGISTERS = "statuses", "registers"


@cache
def platform_words() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """What the platform calls its things, in Chinese and English, by table and key; of what a register holds, which it is."""
    registers: dict[str, tuple[str, str]] = {}
    for register in REGISTERS.values():
        registers[register.id] = (register.zh, register.en)
        registers[f"{register.id}.about"] = (f"（“{register.zh}”里有什么）", f"(what '{register.en}' holds)")
    for operation in OPERATIONS.values():
        for item in operation.inputs:
            registers.setdefault(f"{operation.register}.{item.name}", (item.zh, item.en))
    return MappingProxyType(
        {_STATUSES: MappingProxyType(dict(STATUSES)), _REGISTERS: MappingProxyType(registers)}
    )


@cache
def platform_word_keys() -> Mapping[str, frozenset[str]]:
    """The tables and the keys that each may hold."""
    return MappingProxyType({table: frozenset(words) for table, words in platform_words().items()})


def status_name(status: str, texts: Texts) -> str:
    """A state of a case as the place calls it; the code where there is no such state."""
    names = STATUSES.get(status)
    return status if names is None else texts.text(_STATUSES, status, names[texts.language == "en"])


def register_name(register: str, fallback: str, texts: Texts) -> str:
    """A register as the place calls it, else ``fallback``."""
    return texts.text(_REGISTERS, register, fallback)


def register_about(register: str, fallback: str, texts: Texts) -> str:
    """What the place says a register holds, else ``fallback``."""
    return texts.text(_REGISTERS, f"{register}.about", fallback)


def column_name(register: str, column: str, fallback: str, texts: Texts) -> str:
    """A column of a register as the place calls it, else ``fallback``."""
    return texts.text(_REGISTERS, f"{register}.{column}", fallback)
