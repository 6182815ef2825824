"""Lists that the code knows, as the manual shows them. Nothing here is written twice: it is read from where it holds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from webapp.audit import DAMAGE_TEXTS, FLAW_TEXTS
from webapp.cases.evidence import LIMIT_BYTES
from webapp.command_line import CHINESE, build_parser, iterate_commands
from webapp.decisions.syntax import Aggregation, HitPolicy
from webapp.engine.dialect import FLOW_NODES, REFUSED_EVENTS, REFUSED_NODES, ZEEBE_KNOWN
from webapp.engine.expressions import FUNCTIONS, PROVIDED_NAMES
from webapp.errors import Language
from webapp.feel.builtins import BUILTINS
from webapp.people import POLICIES, ROLE_NAMES
from webapp.procedures.forms.schema import BLOCK_TYPES, CONTAINER_TYPES, FIELD_TYPES
from webapp.procedures.jurisdiction import UNITS
from webapp.procedures.operations import OPERATIONS, STATUSES
from webapp.procedures.registers import REGISTERS
from webapp.settings import SETTINGS
from webapp.views.help.catalogues import CodedText, fill_blanks, list_findings, list_messages


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """One setting. ``default`` is empty when there is none that could be written down."""

    variable: str
    default: str
    meaning: str
    takes: str


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """One command with the words it takes: arguments and options with their meanings."""

    words: str
    meaning: str
    usage: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InputEntry:
    """One input of an operation."""

    name: str
    label: str
    kind: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """One operation of service tasks."""

    type: str
    name: str
    description: str
    inputs: tuple[InputEntry, ...]
    results: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """What the code knows, in the reader's language. A template reads it as ``known``."""

    language: Language

    def _choose(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    @property
    def settings(self) -> list[SettingEntry]:
        """Every setting of the environment."""
        return [
            SettingEntry(
                setting.variable,
                # A path of this very server is nobody's business.
                "" if Path(setting.default).is_absolute() else setting.default,
                self._choose(setting.zh, setting.en),
                self._choose(setting.mend_zh, setting.mend_en),
            )
            for setting in SETTINGS
        ]

    @property
    def commands(self) -> list[CommandEntry]:
        """Every command of ``rongcuo``."""
        return [
            CommandEntry(
                words,
                self._choose(CHINESE[words], parser.description or ""),
                " ".join(parser.format_usage().removeprefix("usage: ").split()),
                tuple(self._options(words, parser)),
            )
            for words, parser in iterate_commands(build_parser())
        ]

    def _options(self, words: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
        for name, meaning in command_options(parser):
            yield name, self._choose(CHINESE[f"{words} {name}"], meaning)

    @property
    def operations(self) -> list[OperationEntry]:
        """Every operation with its inputs."""
        return [
            OperationEntry(
                operation.type,
                operation.name(self.language),
                operation.description(self.language),
                tuple(
                    InputEntry(
                        item.name,
                        item.label(self.language),
                        self._choose(item.kind.zh, item.kind.en),
                        item.is_required,
                    )
                    for item in operation.inputs
                ),
                operation.results,
            )
            for operation in OPERATIONS.values()
        ]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The states of a case."""
        return [(status, self._choose(*names)) for status, names in STATUSES.items()]

    @property
    def registers(self) -> list[tuple[str, str, str]]:
        """Id, code in record numbers, and name of every register."""
        return [(item.id, item.code, item.name(self.language)) for item in REGISTERS.values()]

    @property
    def product_roles(self) -> list[tuple[str, str]]:
        """The roles of the platform itself."""
        return [(role, self._choose(*names)) for role, names in ROLE_NAMES.items()]

    @property
    def parameter_units(self) -> list[tuple[str, str]]:
        """What a parameter may count, with its word; units without one count nothing."""
        return [(unit, self._choose(*names)) for unit, names in UNITS.items() if any(names)]

    @property
    def password_policies(self) -> list[tuple[str, int, int, int, int, int]]:
        """Name, length, kinds of signs, days until change (0: none), attempts, minutes locked."""
        return [
            (
                policy.name,
                policy.least_length,
                policy.least_kinds,
                policy.valid_for.days if policy.valid_for else 0,
                policy.attempts,
                policy.lock_minutes,
            )
            for policy in POLICIES.values()
        ]

    @property
    def damages(self) -> list[str]:
        """What the verification of the record can find."""
        return [fill_blanks(self._choose(*texts)) for texts in DAMAGE_TEXTS.values()]

    @property
    def checkpoint_flaws(self) -> list[str]:
        """What the verification can find about the checkpoints."""
        return [fill_blanks(self._choose(*texts)) for texts in FLAW_TEXTS.values()]

    @property
    def elements(self) -> list[str]:
        """The BPMN elements that run."""
        return list(FLOW_NODES)

    @property
    def refused_elements(self) -> list[tuple[str, str]]:
        """The BPMN elements that are refused, with their names."""
        return [(element, self._choose(*names)) for element, names in REFUSED_NODES.items()]

    @property
    def refused_events(self) -> list[tuple[str, str]]:
        """The events that are refused, with what to use instead."""
        return [(event, self._choose(*texts)) for event, texts in REFUSED_EVENTS.items()]

    @property
    def extensions(self) -> list[str]:
        """The ``zeebe:`` extension elements that are read."""
        return sorted(ZEEBE_KNOWN)

    @property
    def field_types(self) -> list[str]:
        return sorted(FIELD_TYPES)

    @property
    def container_types(self) -> list[str]:
        return sorted(CONTAINER_TYPES)

    @property
    def block_types(self) -> list[str]:
        return sorted(BLOCK_TYPES)

    @property
    def hit_policies(self) -> list[str]:
        return [policy.value for policy in HitPolicy]

    @property
    def aggregations(self) -> list[str]:
        return [aggregation.value for aggregation in Aggregation]

    @property
    def provided_names(self) -> list[str]:
        """The names that the platform provides to expressions of diagrams."""
        return sorted(PROVIDED_NAMES)

    @property
    def platform_functions(self) -> list[str]:
        """The functions that the platform adds to FEEL, as they are called."""
        return [f"{name}({', '.join(function.parameters)})" for name, function in FUNCTIONS.items()]

    @property
    def functions(self) -> list[str]:
        """The functions that FEEL brings along, as they are called."""
        return [f"{name}({', '.join(function.parameters)})" for name, function in sorted(BUILTINS.items())]

    @property
    def findings(self) -> Mapping[str, list[CodedText]]:
        """What the checks of a pack can find, by what they look at."""
        return list_findings(self.language)

    @property
    def messages(self) -> Mapping[str, list[CodedText]]:
        """What the platform says when it refuses or stops, by area."""
        return list_messages(self.language)

    @property
    def evidence_limit_mb(self) -> int:
        """The largest file that may be uploaded, in MB."""
        return LIMIT_BYTES // 2**20


@cache
def reference(language: Language) -> Reference:
    """The lists in one language."""
    return Reference(language)


def command_options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """The arguments and options of one command, as typed, with argparse's own words for them."""
    for action in parser._actions:  # noqa: SLF001 - argparse shows its parts nowhere else.
        if not isinstance(action, argparse._HelpAction):  # noqa: SLF001 - as above.
            yield (action.option_strings[0] if action.option_strings else action.dest), action.help or ""
