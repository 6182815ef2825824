"""What comes of a template: what it asks for, or the document that was made of it. Told without the libraries that read Word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from webapp.papers.findings import TemplateFinding

#: Stands in a path for one of several: ``("correction", "duties", "[]", "text")``.
LOOP_ITEM = "[]"

UseKind = Literal["print", "condition", "rows"]


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
