"""What a rename changes, shown before it is made; and making it, once nothing changed in between and the checks agree."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from lxml import etree
from sqlalchemy.orm import Session

from webapp.errors import Problem
from webapp.people import Actor
from webapp.procedures.draft_parts.errors import RenameBreaks, RenamePlanOutdated, RenameRefused
from webapp.procedures.draft_parts.renaming.subjects import (
    SCENARIOS,
    Known,
    RenameKind,
    Renaming,
    Spot,
    is_thing,
    names_in_toml,
    names_person,
    rename_in_diagram,
)
from webapp.procedures.draft_parts.renaming.toml_tokens import rename_in_toml
from webapp.procedures.drafts import Draft, SavedFile, check_draft, get_draft, save_files
from webapp.procedures.drafts.fixes.xml_editing import write_xml
from webapp.procedures.drafts.paths import is_own
from webapp.procedures.jurisdiction import ID
from webapp.procedures.lists import MATCHING_DECISION
from webapp.procedures.outline_xml import children_of, iterate_elements, parse_file, tag_of
from webapp.procedures.place_settings import SECTIONS, get_entry
from webapp.procedures.place_settings.errors import EntryNotFound
from webapp.procedures.resolution import KINDS as FILE_KINDS

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line before and after; either is empty where lines were added or taken out."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a rename changes: ``path`` now, ``becomes`` afterwards, and its lines that differ."""

    path: str
    becomes: str
    lines: tuple[ChangedLine, ...]


@dataclass(frozen=True, slots=True)
class RenamePlan:
    """All that a rename changes. ``left`` are files in which the word stands for something else, as often as told.

    ``digest`` is that of the contents: the same plan changes the same.
    """

    contents: Mapping[str, bytes | None]
    changes: tuple[FileChange, ...]
    left: Mapping[str, int]
    digest: str


@dataclass(frozen=True, slots=True)
class _Move:
    """The file that changes its name with the thing, now and afterwards; both are empty where none does."""

    path: str = ""
    becomes: str = ""

    def of(self, path: str) -> str:
        """Where a file lies afterwards."""
        return self.becomes if path == self.path else path


def plan_rename(draft: Draft, renaming: Renaming) -> RenamePlan:
    """What giving something of the place's own another id changes in its own files. Changes nothing.

    Raises:
        RenameRefused: the id is not the place's own to rename, or the new one is none or taken.
        TomlNotChanged: a file that names it cannot be read.
    """
    _refuse_names(draft, renaming)
    own = {path: content for path, content in draft.files.items() if is_own(path, draft.line.jurisdiction)}
    move = _moved_file(draft, renaming)
    is_meant = partial(names_in_toml, renaming.kind, known=_known(draft, renaming))
    contents: dict[str, bytes | None] = {}
    for path, content in own.items():
        after = _rename_in(renaming, path, content, move, is_meant)
        if path == move.path:
            contents |= {move.becomes: after, path: None}
        elif after != content:
            contents[path] = after
    changes = tuple(_change(path, move.of(path), own, contents) for path in own if path in contents)
    afterwards = {path: contents.get(move.of(path), content) or b"" for path, content in own.items()}
    left = {
        path: count for path, content in afterwards.items() if (count := _left(path, content, renaming.old))
    }
    return RenamePlan(contents, changes, left, _digest(contents))


def rename(
    session: Session,
    draft_id: int,
    renaming: Renaming,
    digest: str,
    actor: Actor,
    now: datetime,
) -> list[SavedFile]:
    """Make the changes of the plan with this digest, all in the caller's transaction, or none.

    Raises:
        RenamePlanOutdated: the draft has changed, and the plan with it.
        RenameBreaks: the checks find errors that were not there before.
        And what `plan_rename` and `save_files` raise.
    """
    draft = get_draft(session, draft_id)
    plan = plan_rename(draft, renaming)
    if plan.digest != digest:
        raise RenamePlanOutdated(old=renaming.old)
    refuse_breaking(draft, plan)
    # The file that goes comes last: with it go the texts that still bear its name.
    contents = dict(sorted(plan.contents.items(), key=lambda each: each[1] is None))
    revisions = {path: draft.revisions.get(path, 0) for path in contents}
    return save_files(session, draft_id, contents, revisions, actor, now)


def refuse_breaking(draft: Draft, plan: RenamePlan) -> None:
    """Raise `RenameBreaks` where the checks find more errors after the rename than before; takes as long as a check."""
    files = {**draft.files, **plan.contents}
    after = {path: content for path, content in files.items() if content is not None}
    code = draft.line.jurisdiction
    found = list(_errors(after, code))
    if not found:
        return
    before = Counter(each.code for each in _errors(draft.files, code))
    new = []
    for problem in found:
        before[problem.code] -= 1
        if before[problem.code] < 0:
            new.append(problem)
    if new:
        raise RenameBreaks(new)


def _errors(files: Mapping[str, bytes], code: str) -> Iterator[Problem]:
    return (each for each in check_draft(files, code).problems if each.severity == "error")


def _refuse_names(draft: Draft, renaming: Renaming) -> None:
    kind, old, new = renaming.kind, renaming.old, renaming.new

    def refuse(zh: str, en: str) -> RenameRefused:
        return RenameRefused(old=old[:_LONGEST], new=new[:_LONGEST], reason=zh, reason_en=en)

    if ID.fullmatch(new) is None or len(new) > _LONGEST:
        raise refuse(
            "代码只能有小写英文字母、数字和下划线，以字母开头，不超过 60 个字符。",
            "an id has small letters, digits and underscores, a letter first, at most 60 characters.",
        )
    if kind == "dmn" and MATCHING_DECISION in {old, new}:
        raise refuse("平台按这个代码找清单的判断表。", "the platform finds the table of lists by that id.")
    if not _is_renamable(draft, kind, old):
        raise refuse(
            "它不是本地自有的，或者同时是沿用的；别的地方也用着它。",
            "it is not the place's own, or is inherited as well: others use it.",
        )
    if _is_taken(draft, kind, new):
        raise refuse("已经有这个代码。", "that id is taken.")


def _is_renamable(draft: Draft, kind: RenameKind, old: str) -> bool:
    if kind in {"roles", "parameters"}:
        try:
            entry = get_entry(draft.pack, SECTIONS[kind], old)
        except EntryNotFound:
            return False
        return entry.own is not None and entry.inherited is None
    paths = _paths(draft, kind, old)
    return bool(paths) and all(is_own(path, draft.line.jurisdiction) for path in paths)


def _is_taken(draft: Draft, kind: RenameKind, new: str) -> bool:
    if kind in {"roles", "parameters"}:
        jurisdiction, _ = draft.pack.read_jurisdiction()
        return new in (jurisdiction.roles if kind == "roles" else jurisdiction.parameters)
    return bool(_paths(draft, kind, new)) or (kind == "forms" and _is_element(draft, new))


def _paths(draft: Draft, kind: RenameKind, name: str) -> list[str]:
    """The files of that kind and name, the place's own and shared ones."""
    folder, suffix = FILE_KINDS[kind]
    places = (f"{folder.format(folder=each)}/{name}{suffix}" for each in draft.pack.lineage)
    return [path for path in places if path in draft.files]


def _is_element(draft: Draft, name: str) -> bool:
    return any(name in outline.elements for outline in draft.pack.diagram_outlines.values())


def _moved_file(draft: Draft, renaming: Renaming) -> _Move:
    if renaming.kind in {"roles", "parameters"}:
        return _Move()
    path = PurePosixPath(_paths(draft, renaming.kind, renaming.old)[0])
    return _Move(str(path), str(path.with_name(f"{renaming.new}{path.suffix}")))


def _rename_in(
    renaming: Renaming, path: str, content: bytes, move: _Move, is_meant: Callable[[Spot], bool]
) -> bytes:
    suffix = PurePosixPath(path).suffix
    if suffix in {".bpmn", ".dmn"}:
        return _in_xml(renaming, content)
    if suffix == ".form":
        return _in_form(renaming, content, is_itself=path == move.path)
    if suffix != ".toml":
        return content
    after = rename_in_toml(content, path, renaming.old, renaming.new, is_meant)
    if renaming.kind == "roles" and path.startswith(SCENARIOS):
        after = _rename_people(renaming, path, after)
    # A file that changes its name takes its table of texts along.
    return rename_in_toml(after, path, move.path, move.becomes, _is_table) if move.path else after


def _rename_people(renaming: Renaming, path: str, content: bytes) -> bytes:
    """A scenario with the second and further people of the role called after it, as the first is."""
    numbers = re.findall(rf"\b{re.escape(renaming.old)}(\d+)\b", content.decode("utf-8-sig"))
    for number in sorted(set(numbers)):
        people = (f"{renaming.old}{number}", f"{renaming.new}{number}")
        content = rename_in_toml(content, path, *people, names_person)
    return content


def _is_table(spot: Spot) -> bool:
    return spot.where == "key" and spot.is_whole and not spot.path


def _in_xml(renaming: Renaming, content: bytes) -> bytes:
    root = parse_file(content)
    if root is None or renaming.old.encode() not in content:
        return content
    before = write_xml(root)
    rename_in_diagram(renaming, root)
    after = write_xml(root)
    return content if after == before else after


def _in_form(renaming: Renaming, content: bytes, *, is_itself: bool) -> bytes:
    old, new = renaming.old, renaming.new
    if is_itself:
        schema = json.loads(content.decode("utf-8-sig"))
        return (json.dumps({**schema, "id": new}, ensure_ascii=False, indent=2) + "\n").encode()
    if renaming.kind == "parameters":
        return re.sub(rf"\bparameters\.{re.escape(old)}\b".encode(), f"parameters.{new}".encode(), content)
    return content


def _known(draft: Draft, renaming: Renaming) -> Known:
    roots = {path: parse_file(draft.files[path]) for path in draft.files if path.endswith((".bpmn", ".dmn"))}
    elements = {path: list(iterate_elements(root)) for path, root in roots.items() if root is not None}
    return Known(
        {path for path, each in elements.items() if any(is_thing(renaming, element) for element in each)},
        any(_concludes(element, renaming.old) for each in elements.values() for element in each),
    )


def _concludes(element: etree._Element, name: str) -> bool:
    """Whether it is a table that concludes several things, and calls one of them so."""
    outputs = children_of(element, "output") if tag_of(element) == "decisionTable" else []
    return len(outputs) > 1 and any(each.get("name") == name for each in outputs)


def _change(
    path: str, becomes: str, own: Mapping[str, bytes], contents: Mapping[str, bytes | None]
) -> FileChange:
    if path.endswith(".docx"):
        return FileChange(path, becomes, ())
    before, after = (_lines(own[path]), _lines(contents[becomes] or b""))
    return FileChange(path, becomes, tuple(_differing(before, after)))


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8-sig", errors="replace").splitlines()


def _differing(before: list[str], after: list[str]) -> Iterator[ChangedLine]:
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for number in range(max(b - a, d - c)):
            old = before[a + number].strip() if a + number < b else ""
            new = after[c + number].strip() if c + number < d else ""
            if old != new:
                yield ChangedLine(old, new)


def _left(path: str, after: bytes, old: str) -> int:
    """How often the word still stands in a text file afterwards: as something else, or in a way that a person must look at."""
    if path.endswith(".docx"):
        return 0
    return len(re.findall(rf"(?<![\w]){re.escape(old)}(?![\w])", after.decode("utf-8", errors="replace")))


def _digest(contents: Mapping[str, bytes | None]) -> str:
    whole = hashlib.sha256()
    for path, content in sorted(contents.items()):
        whole.update(f"{path}\0{'-' if content is None else len(content)}\0".encode() + (content or b""))
    return whole.hexdigest()
