"""Differences of two packs, file by file: a draft and its base, two versions, two places, or what a release brings.

Files are paired by what they are and not by where they lie: the place's own copy of a shared diagram is compared with the
shared one, and the tables of one place with those of the same name of another. A place that was made from a template is
compared with it under its own code and names: what bears the template's there is alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from webapp.papers import TemplateComparison
from webapp.procedures.comparing.diagrams import compare_diagrams
from webapp.procedures.comparing.forms import compare_forms, list_fields
from webapp.procedures.comparing.pairing import FILE_KINDS, FilePair, pair_files
from webapp.procedures.comparing.papers import compare_papers, compare_templates, read_templates
from webapp.procedures.comparing.place_names import PlaceNames
from webapp.procedures.comparing.scenario_words import ScenarioWords
from webapp.procedures.comparing.scenarios import compare_scenarios
from webapp.procedures.comparing.settings import compare_settings, compare_texts
from webapp.procedures.comparing.tables import (
    DecisionChange,
    EnglishColumn,
    compare_tables,
    list_decisions,
)
from webapp.procedures.comparing.words import Change, ChangeKind, Detail
from webapp.procedures.packs import Pack


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
    """Everything in which two packs differ. ``settings`` are changes by section of the place.

    ``alike`` are the files that are as the template has them, where a place is compared with its template.
    """

    old: Pack
    new: Pack
    files: tuple[FileChange, ...]
    settings: Mapping[str, tuple[Change, ...]]
    papers: tuple[Change, ...]
    texts: tuple[Change, ...]
    alike: tuple[FilePair, ...] = ()

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
    pairs = pair_files(old, new)
    return _compare(old, new, pairs, [pair for pair in pairs if not (pair.is_alike and _stays(pair))])


def compare_with_template(template: Pack, place: Pack) -> PackComparison:
    """What is the place's own: everything in which it differs from the template that it extends but for code and names.

    What says the same is ``alike``, also where it lies among the place's own files.
    """
    names = PlaceNames.of(template, place)
    pairs = pair_files(template, place, names)
    comparison = _compare(template, place, pairs, [pair for pair in pairs if not pair.is_alike], names)
    return replace(comparison, alike=tuple(sorted((pair for pair in pairs if pair.is_alike), key=_order)))


def _stays(pair: FilePair) -> bool:
    return pair.old_path == pair.new_path


def _order(file: FilePair | FileChange) -> tuple[int, str]:
    return list(FILE_KINDS.values()).index(file.file_kind), file.stem


def _compare(
    old: Pack,
    new: Pack,
    pairs: Sequence[FilePair],
    differing: Sequence[FilePair],
    names: PlaceNames | None = None,
) -> PackComparison:
    wording = read_templates(
        {
            pair.new_path: (pair.before, pair.after)
            for pair in differing
            if pair.file_kind == "paper" and pair.old_path and pair.new_path and pair.before != pair.after
        }
    )
    words = ScenarioWords(old), ScenarioWords(new)
    files = [
        replace(_compare_file(old, new, pair, words), wording=wording.get(pair.new_path or ""))
        for pair in differing
    ]
    return PackComparison(
        old=old,
        new=new,
        files=tuple(sorted(files, key=_order)),
        settings=compare_settings(old.read_jurisdiction()[0], new.read_jurisdiction()[0]),
        papers=compare_papers(old, new),
        texts=compare_texts(old, new, [(pair.old_path, pair.new_path) for pair in pairs], names),
    )


def _compare_file(
    old: Pack, new: Pack, pair: FilePair, words: tuple[ScenarioWords, ScenarioWords]
) -> FileChange:
    file_kind, stem, former, path = pair.file_kind, pair.stem, pair.old_path, pair.new_path
    if path is None:
        return FileChange(file_kind, "removed", stem, former, path)
    if former is None:
        return _added_file(new, pair, path)
    before, after = pair.before, pair.after
    if pair.is_alike:
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
            decisions = compare_tables(before, after, *english, _english_columns(new))
        case "paper":
            details = compare_templates(before, after)
        case _:
            found = compare_scenarios(before, after, *words)
            changes, details = (found.steps, found.details) if found is not None else (None, None)
    is_readable = changes is not None and decisions is not None and details is not None
    return FileChange(
        file_kind, "changed", stem, former, path, changes or (), decisions or (), details or (), is_readable
    )


def _added_file(new: Pack, pair: FilePair, path: str) -> FileChange:
    """A file that is new: the fields of a form, the columns of a table; a diagram is drawn."""
    english = new.texts("en").of_file(path)
    changes = list_fields(pair.after, english) if pair.file_kind == "form" else ()
    decisions = (
        list_decisions(pair.after, english, _english_columns(new)) if pair.file_kind == "table" else ()
    )
    return FileChange(pair.file_kind, "added", pair.stem, None, path, changes, decisions)


def _english_columns(pack: Pack) -> EnglishColumn:
    return lambda decision, label: pack.table_texts(decision, "en").column(label)
