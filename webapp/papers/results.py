"""What comes of a template: what it asks for, or the document that was made of it. Told without the libraries that read Word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from webapp.papers.findings import TemplateFinding

#: Stands in a path for one of several: ``("correction", "duties", "[]", "text")``.
LOOP_ITEM = "[]"

UseKind = Literal["print", "condition", "rows"]
LineKind = Literal["added", "removed", "changed"]
PieceKind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that a template uses. ``path`` is ``("case", "no")``; ``[]`` in it stands for one of several rows."""

    path: tuple[str, ...]
    kind: UseKind
    part: str
    paragraph: int
    excerpt: str

    @property
    def name(self) -> str:
        """The path as a person writes it."""
        return ".".join(self.path).replace(f".{LOOP_ITEM}", "[]")


@dataclass(frozen=True, slots=True)
class TemplateOutline:
    """What a template asks for; one with ``findings`` is never filled in."""

    placeholders: tuple[Placeholder, ...] = ()
    findings: tuple[TemplateFinding, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The first names of all placeholders: the entities that a paper shows or depends on."""
        return frozenset(each.path[0] for each in self.placeholders)


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A filled document: its bytes, its layout for print in the browser (see `layout`), and the facts it had to strike out."""

    document: bytes
    layout: dict[str, Any]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line that stayed (``same``), were ``removed`` or ``added``."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """A paragraph, or a row of a table by its cells, that was ``added``, ``removed`` or ``changed``.

    ``part`` is body, header or footer. ``number`` is that of the paragraph in the part, or where ``table`` is not 0 that of
    the row in this table of the part; of what was removed, where it stood.
    """

    kind: LineKind
    part: str
    table: int
    number: int
    cells: tuple[tuple[Piece, ...], ...]

    @property
    def zh(self) -> str:
        """Where it stands, in Chinese."""
        former = "原" if self.kind == "removed" else ""
        part = {"header": "页眉", "footer": "页脚"}.get(self.part, "")
        return (
            former
            + part
            + (f"表格 {self.table} 第 {self.number} 行" if self.table else f"第 {self.number} 段")
        )

    @property
    def en(self) -> str:
        """Where it stands, in English."""
        former = "former " if self.kind == "removed" else ""
        part = {"header": "header, ", "footer": "footer, "}.get(self.part, "")
        return (
            former
            + part
            + (f"table {self.table}, row {self.number}" if self.table else f"paragraph {self.number}")
        )


@dataclass(frozen=True, slots=True)
class TemplateComparison:
    """The lines in which two templates differ; ``left_out`` counts those that are too many to be told.

    ``unread`` says why the two could not be compared.
    """

    lines: tuple[LineChange, ...] = ()
    left_out: int = 0
    unread: TemplateFinding | None = None
