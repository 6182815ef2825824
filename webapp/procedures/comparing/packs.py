"""Differences of two packs, file by file: a draft and its base, two versions, two places, or what a release brings.

Files are paired by what they are and not by where they lie: the place's own copy of a shared diagram is compared with the
shared one, and the tables of one place with those of the same name of another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from webapp.papers import TemplateComparison
from webapp.procedures.comparing.diagrams import compare_diagrams
from webapp.procedures.comparing.forms import compare_forms
from webapp.procedures.comparing.papers import compare_papers, compare_templates, read_templates
from webapp.procedures.comparing.settings import compare_settings, compare_texts
from webapp.procedures.comparing.tables import DecisionChange, compare_tables
from webapp.procedures.comparing.trees import flatten
from webapp.procedures.comparing.words import Change, ChangeKind, Detail, Said, details_of
from webapp.procedures.packs import Pack

#: What is compared merged over all layers, and not file by file.
_LAYERED = frozenset({"jurisdiction.toml", "texts.en.toml", "texts.zh.toml", "papers.toml"})
_SUFFIXES = {".bpmn": "diagram", ".dmn": "table", ".form": "form", ".docx": "paper", ".toml": "scenario"}


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that differs. ``file_kind`` is diagram, table, form, paper or scenario.

    ``is_readable`` is false where what changed cannot be told because a side cannot be read. A file that only lies elsewhere
    now, such as the place's own copy of a shared one, is ``moved``. ``wording`` are the words of a template that differ.
    """

    file_kind: str
    kind: ChangeKind
    stem: str
    old_path: str | None
    new_path: str | None
    changes: tuple[Change, ...] = ()
    decisions: tuple[DecisionChange, ...] = ()
    details: tuple[Detail, ...] = ()
    is_readable: bool = True
    wording: TemplateComparison | None = None

    @property
    def path(self) -> str:
        """Where it lies, or lay."""
        return self.new_path or self.old_path or ""


@dataclass(frozen=True, slots=True)
class PackComparison:
    """Everything in which two packs differ. ``settings`` are changes by section of the place."""

    old: Pack
    new: Pack
    files: tuple[FileChange, ...]
    settings: Mapping[str, tuple[Change, ...]]
    papers: tuple[Change, ...]
    texts: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that anybody could see or run."""
        return not (self.files or self.settings or self.papers or self.texts)

    def of_kind(self, file_kind: str) -> tuple[FileChange, ...]:
        """The files of one kind that differ."""
        return tuple(each for each in self.files if each.file_kind == file_kind)

    def find_file(self, file_kind: str, stem: str) -> FileChange | None:
        """One file that differs, by what it is."""
        return next((each for each in self.of_kind(file_kind) if each.stem == stem), None)


def compare_packs(old: Pack, new: Pack) -> PackComparison:
    """Everything that differs from ``old`` to ``new``. What cannot be read is said to differ, and nothing more."""
    before, after = _by_name(old), _by_name(new)
    pairs = [(name, before.get(name), after.get(name)) for name in dict.fromkeys([*after, *before])]
    wording = read_templates(
        {
            path: (old.files[former], new.files[path])
            for (kind, _), former, path in pairs
            if kind == "paper" and former and path and old.files[former] != new.files[path]
        }
    )
    files = [
        replace(_compare_file(old, new, kind, stem, former, path), wording=wording.get(path or ""))
        for (kind, stem), former, path in pairs
        if former is None or path is None or former != path or old.files[former] != new.files[path]
    ]
    return PackComparison(
        old=old,
        new=new,
        files=tuple(
            sorted(files, key=lambda each: (list(_SUFFIXES.values()).index(each.file_kind), each.stem))
        ),
        settings=compare_settings(old.read_jurisdiction()[0], new.read_jurisdiction()[0]),
        papers=compare_papers(old, new),
        texts=compare_texts(old, new, [(former, path) for _, former, path in pairs]),
    )


def _by_name(pack: Pack) -> dict[tuple[str, str], str]:
    """The files in force by kind and name; of those of one name the place's own."""
    found: dict[tuple[str, str], str] = {}
    order = {folder: number for number, folder in enumerate(pack.lineage)}
    for path in pack.files:
        parts = PurePosixPath(path)
        kind = _SUFFIXES.get(parts.suffix)
        if kind is None or parts.name in _LAYERED:
            continue
        name = (kind, parts.stem)
        if name not in found or order.get(path.split("/")[1], 99) < order.get(found[name].split("/")[1], 99):
            found[name] = path
    return found


def _compare_file(
    old: Pack, new: Pack, file_kind: str, stem: str, former: str | None, path: str | None
) -> FileChange:
    if former is None or path is None:
        return FileChange(file_kind, "added" if former is None else "removed", stem, former, path)
    before, after = old.files[former], new.files[path]
    if before == after:
        return FileChange(file_kind, "moved", stem, former, path)
    english = old.texts("en").of_file(former), new.texts("en").of_file(path)
    changes: tuple[Change, ...] | None = ()
    decisions: tuple[DecisionChange, ...] | None = ()
    details: tuple[Detail, ...] | None = ()
    match file_kind:
        case "diagram":
            changes = compare_diagrams(before, after, *english)
        case "form":
            changes = compare_forms(before, after, *english)
        case "table":
            decisions = compare_tables(before, after, *english)
        case "paper":
            details = compare_templates(before, after)
        case _:
            details = _compare_scenarios(before, after)
    is_readable = changes is not None and decisions is not None and details is not None
    return FileChange(
        file_kind, "changed", stem, former, path, changes or (), decisions or (), details or (), is_readable
    )


_SCENARIO_WORDS = {
    "name": Said("名称", "Name"),
    "name_en": Said("英文名称", "English name"),
    "source": Said("依据", "Source"),
    "opened_at": Said("发起时间", "Opened at"),
    "decision": Said("判断表", "Table"),
}


def _compare_scenarios(old: bytes, new: bytes) -> tuple[Detail, ...] | None:
    try:
        before, after = (tomllib.loads(content.decode("utf-8-sig")) for content in (old, new))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return None
    return details_of(flatten(before), flatten(after), _SCENARIO_WORDS)
