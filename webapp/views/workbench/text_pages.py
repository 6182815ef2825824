"""What the pages of a draft's many texts share: what the reader looks for, page by page, and what was typed and not saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from flask import request

from webapp.procedures.drafts import Draft
from webapp.views.workbench.places import editor_address

#: Texts on a page, and the most that are taken from one.
_ROWS = 50
_MOST = 200

#: What was typed, by the file and key of the text.
Typed = Mapping[tuple[str, str], str]


class TextLine(Protocol):
    """A text of a draft: the file, or the table of the platform's words, that it belongs to, and its key in it."""

    @property
    def file(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def is_notice(self) -> bool: ...


Line = TypeVar("Line", bound=TextLine)


@dataclass(frozen=True, slots=True)
class TextKind(Generic[Line]):
    """The texts of one page: ``original`` is the text itself, ``held`` what stands in the field beside it, ``fallback`` what holds
    where the field is empty. Who asks to see only ``choice`` sees the lines that are ``chosen``."""

    choice: str
    chosen: Callable[[Line], bool]
    original: Callable[[Line], str]
    held: Callable[[Line], str]
    fallback: Callable[[Line], str]

    def finds(self, line: Line, asked: Mapping[str, str]) -> bool:
        """Whether the reader looks for this line."""
        wanted = asked.get("q", "").casefold()
        words = (self.original(line), self.held(line), self.fallback(line), line.key)
        return (
            (asked.get("show") != self.choice or self.chosen(line))
            and asked.get("file", line.file) == line.file
            and (not wanted or any(wanted in text.casefold() for text in words))
        )


@dataclass(frozen=True, slots=True)
class TextRow(Generic[Line]):
    """A text on the page, where it stands, and its field: ``held`` in it, ``shown`` where something else was typed."""

    line: Line
    title: str
    url: str | None
    original: str
    held: str
    shown: str
    fallback: str


@dataclass(frozen=True, slots=True)
class TextsPage(Generic[Line]):
    """One page of the texts that were found. ``files`` are those that can be chosen, by path and name; ``asked`` is what the
    reader looks for; ``chosen`` of all ``total`` lines are those of the page's choice."""

    rows: tuple[TextRow[Line], ...]
    files: tuple[tuple[str, str], ...]
    asked: Mapping[str, str]
    choice: str
    chosen: int
    total: int
    found: int
    number: int
    last: int

    def arguments(self, draft_id: int) -> dict[str, Any]:
        """What an address of another page of these takes along."""
        return {"draft_id": draft_id, **{name: each for name, each in self.asked.items() if name != "page"}}


def lay_out_texts(
    draft: Draft, kind: TextKind[Line], lines: Sequence[Line], names: Mapping[str, str], typed: Typed
) -> TextsPage[Line]:
    """The page that the reader asked for. ``names`` are those of files by path; what was ``typed`` and does not fit what is
    looked for follows all the same."""
    asked = asked_for()
    found = [line for line in lines if kind.finds(line, asked)]
    last = max(1, -(-len(found) // _ROWS))
    number = min(max(1, request.values.get("page", 1, type=int)), last)
    shown = found[(number - 1) * _ROWS : number * _ROWS]
    shown += [line for line in lines if (line.file, line.key) in typed and line not in shown]
    files = {line.file: names.get(line.file, line.file) for line in lines}
    return TextsPage(
        rows=tuple(_row(draft, kind, line, files[line.file], typed) for line in shown[:_MOST]),
        files=tuple(sorted(files.items(), key=lambda each: each[1])),
        asked=asked,
        choice=kind.choice,
        chosen=sum(map(kind.chosen, lines)),
        total=len(lines),
        found=len(found),
        number=number,
        last=last,
    )


def _row(draft: Draft, kind: TextKind[Line], line: Line, title: str, typed: Typed) -> TextRow[Line]:
    element = line.key.partition(".")[0]
    held = kind.held(line)
    return TextRow(
        line,
        title,
        editor_address(draft.line.id, line.file, element_id=element) if line.file in draft.files else None,
        kind.original(line),
        held,
        typed.get((line.file, line.key), held),
        kind.fallback(line),
    )


def asked_for() -> dict[str, Any]:
    """What the reader looks for: ``show`` is the page's choice, ``file`` a path, ``q`` a part of a text, and which ``page``."""
    asked = {name: request.values.get(name, "").strip()[:200] for name in ("show", "file", "q", "page")}
    return {name: value for name, value in asked.items() if value}


def sent_texts() -> dict[tuple[str, str], str]:
    """The texts that differ from what the page showed, by file and key."""
    sent = {}
    for number in range(_MOST):
        key = request.form.get(f"key.{number}")
        text, was = (_text(f"{name}.{number}") for name in ("text", "was"))
        if key is not None and text != was:
            sent[request.form.get(f"file.{number}", ""), key] = text
    return sent


def _text(name: str) -> str:
    """A text as it was typed, whatever ends its lines."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()
