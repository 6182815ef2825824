"""Files of test cases: what is given, and what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from webapp.decisions.findings import FindingLog
from webapp.decisions.tck.errors import CaseFileUnreadable, KitEmpty
from webapp.decisions.tck.values import read_value
from webapp.decisions.xml_elements import attribute, child, child_text, children, local_name
from webapp.decisions.xml_source import parse_xml
from webapp.feel import Value

if TYPE_CHECKING:
    from lxml import etree

_LEVEL: Final = re.compile(r"(?i)\blevel[-_ ]?(\d)\b")
#: What stands for the level of a file that names none.
NO_LEVEL: Final = "-"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a decision should give. ``is_error``: the kit expects an error, whose value is null."""

    name: str
    value: Value
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One test case. ``invocable`` names the decision service to ask in place of the decisions of the results."""

    id: str
    inputs: Mapping[str, Value]
    results: tuple[Expectation, ...]
    invocable: str | None = None

    @property
    def has_value(self) -> bool:
        """Whether some result is not null: an engine that answers null to everything fails such a case."""
        return any(result.value is not None for result in self.results)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of test cases. ``name`` is its path below the kit's folder, ``model`` the DMN file beside it."""

    name: str
    level: str
    model: Path
    cases: tuple[Case, ...]


def list_case_files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of test cases below ``folder``, by path, with what they hold. Raises `KitEmpty` when there is none."""
    found = False
    for path in sorted(folder.rglob("*.xml")):
        content = path.read_bytes()
        if b"testCases" in content:
            found = True
            yield path, content
    if not found:
        raise KitEmpty(folder=folder)


def read_case_file(path: Path, content: bytes, folder: Path) -> CaseFile:
    """Read a file of test cases below the kit's ``folder``. Raises `CaseFileUnreadable`."""
    name = path.relative_to(folder).as_posix()
    log = FindingLog()
    root = parse_xml(content, name, log)
    if root is None:
        finding = log.findings[0]
        raise CaseFileUnreadable(file=name, reason_zh=finding.zh, reason_en=finding.en)
    if local_name(root) != "testCases" or not child_text(root, "modelName"):
        raise CaseFileUnreadable(
            file=name,
            reason_zh="没有 testCases 或 modelName。",
            reason_en="testCases or modelName is missing.",
        )
    cases = tuple(_read_case(item) for item in children(root, "testCase"))
    return CaseFile(name, _level(path, root), path.with_name(child_text(root, "modelName")), cases)


def _level(path: Path, root: etree._Element) -> str:
    """The level that a folder above names, else a label."""
    labels = child(root, "labels")
    told = [text.text or "" for text in children(labels, "label")] if labels is not None else []
    for text in (*(part.name for part in path.parents), *told):
        found = _LEVEL.search(text)
        if found is not None:
            return found[1]
    return NO_LEVEL


def _read_case(element: etree._Element) -> Case:
    return Case(
        id=attribute(element, "id"),
        inputs={attribute(item, "name"): read_value(item) for item in children(element, "inputNode")},
        results=tuple(_read_result(item) for item in children(element, "resultNode")),
        invocable=attribute(element, "invocableName") or None,
    )


def _read_result(element: etree._Element) -> Expectation:
    expected = child(element, "expected")
    value = None if expected is None else read_value(expected)
    return Expectation(attribute(element, "name"), value, attribute(element, "errorResult") in {"true", "1"})
