"""Which file of one pack stands for which of another: by what they are and what they are called, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from webapp.procedures.comparing.canonical import is_same_content
from webapp.procedures.comparing.place_names import PlaceNames
from webapp.procedures.packs import Pack

#: What is compared merged over all layers, and not file by file.
_LAYERED = frozenset({"jurisdiction.toml", "texts.en.toml", "texts.zh.toml", "papers.toml"})
#: The kinds of files by their suffix, in the order in which they are told.
FILE_KINDS = {".bpmn": "diagram", ".dmn": "table", ".form": "form", ".docx": "paper", ".toml": "scenario"}


@dataclass(frozen=True, slots=True)
class FilePair:
    """A file of the one pack and its counterpart in the other; without a path that side has none, and its content is empty.

    ``before`` is the former content, under the names of the other place where ids and texts carry those of one.
    """

    file_kind: str
    stem: str
    old_path: str | None
    new_path: str | None
    before: bytes
    after: bytes

    @property
    def is_alike(self) -> bool:
        """Whether both sides have it and it says the same, wherever it lies and however it is laid out."""
        if self.old_path is None or self.new_path is None:
            return False
        return is_same_content(self.new_path, self.before, self.after)


def pair_files(old: Pack, new: Pack, names: PlaceNames | None = None) -> list[FilePair]:
    """The files of two packs, those of ``new`` first. ``names`` put what ``old`` calls itself into the words of ``new``."""
    before = {_renamed(name, names): path for name, path in _by_name(old).items()}
    after = _by_name(new)
    return [
        _pair(name, old, new, before.get(name), after.get(name), names)
        for name in dict.fromkeys([*after, *before])
    ]


def own_files_alike(template: Pack, place: Pack) -> Iterator[str]:
    """The place's own files that say what their counterparts in the template say."""
    names = PlaceNames.of(template, place)
    for pair in pair_files(template, place, names):
        if pair.is_alike and pair.new_path and _folder_of(pair.new_path) == place.code:
            yield pair.new_path


def _renamed(name: tuple[str, str], names: PlaceNames | None) -> tuple[str, str]:
    return name if names is None else (name[0], names.put_in(name[1]))


def _pair(
    name: tuple[str, str],
    old: Pack,
    new: Pack,
    former: str | None,
    path: str | None,
    names: PlaceNames | None,
) -> FilePair:
    before, after = (old.files[former] if former else b""), (new.files[path] if path else b"")
    if names is not None and former and path and before != after:
        before = names.put_in_file(former, before, after)
    return FilePair(*name, former, path, before, after)


def _by_name(pack: Pack) -> dict[tuple[str, str], str]:
    """The files in force by kind and name; of those of one name the place's own."""
    found: dict[tuple[str, str], str] = {}
    order = {folder: number for number, folder in enumerate(pack.lineage)}
    for path in pack.files:
        parts = PurePosixPath(path)
        kind = FILE_KINDS.get(parts.suffix)
        if kind is None or parts.name in _LAYERED:
            continue
        name = (kind, parts.stem)
        if name not in found or order.get(path.split("/")[1], 99) < order.get(found[name].split("/")[1], 99):
            found[name] = path
    return found


def _folder_of(path: str) -> str:
    return path.split("/")[2 if path.startswith("tests/") else 1]
