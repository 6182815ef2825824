"""What a template walks over: the visible components of a form, each with a ``kind`` that says how to draw
it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import wtforms
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class BoundOption:
    """One choice as the page offers it; ``id`` is the input's own."""

    value: str
    label: str
    is_chosen: bool
    id: str


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field. ``widget`` is text, textarea, number, date, time, datetime, select, radio, checkbox,
    checklist, taglist or file; ``width`` is 1 to 12 columns of the page's grid, or None for an equal
    share of its row."""

    kind: ClassVar[str] = "field"
    visible: ClassVar[bool] = True
    key: str
    name: str
    widget: str
    field: wtforms.Field
    label: str
    help: str
    error: str | None
    width: int | None
    is_required: bool
    is_readonly: bool
    #: Other parts of the form depend on it: redraw the form when it changes.
    is_trigger: bool
    options: tuple[BoundOption, ...] = ()
    #: Of a file: which kinds of file, as the HTML attribute ``accept``; and whether several may be chosen.
    accept: str | None = None
    is_multiple: bool = False
    prefix: str | None = None
    suffix: str | None = None

    @property
    def help_id(self) -> str:
        """The id for the element that holds ``help``."""
        return f"{self.field.id}-help"

    @property
    def error_id(self) -> str:
        """The id for the element that holds ``error``."""
        return f"{self.field.id}-error"


@dataclass(frozen=True, slots=True)
class BoundGroup:
    """A frame around components."""

    kind: ClassVar[str] = "group"
    visible: ClassVar[bool] = True
    id: str
    label: str
    help: str
    width: int | None
    is_outlined: bool
    components: tuple[BoundComponent, ...]


@dataclass(frozen=True, slots=True)
class BoundColumns:
    """Components side by side."""

    kind: ClassVar[str] = "columns"
    visible: ClassVar[bool] = True
    components: tuple[BoundComponent, ...]


@dataclass(frozen=True, slots=True)
class BoundListRow:
    """One row of a dynamic list. A hidden input named ``marker`` keeps a blank row on the page; a submit
    button named ``_remove`` with the value ``remove_value`` takes the row away."""

    number: int
    marker: str
    remove_value: str
    components: tuple[BoundComponent, ...]


@dataclass(frozen=True, slots=True)
class BoundList:
    """A dynamic list. A submit button named ``_add`` with the value ``add_value`` adds a row."""

    kind: ClassVar[str] = "list"
    visible: ClassVar[bool] = True
    key: str
    label: str
    help: str
    error: str | None
    width: int | None
    is_required: bool
    may_change_rows: bool
    add_value: str
    rows: tuple[BoundListRow, ...]


@dataclass(frozen=True, slots=True)
class BoundText:
    """Text to read, safe as it is."""

    kind: ClassVar[str] = "text"
    visible: ClassVar[bool] = True
    id: str
    width: int | None
    html: Markup


@dataclass(frozen=True, slots=True)
class BoundTable:
    """A read-only table of texts."""

    kind: ClassVar[str] = "table"
    visible: ClassVar[bool] = True
    id: str
    label: str
    width: int | None
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class BoundGap:
    """A line (``separator``) or an empty space (``spacer``) of ``height`` pixels."""

    visible: ClassVar[bool] = True
    kind: str
    width: int | None
    height: int


BoundComponent: TypeAlias = (
    "BoundField | BoundGroup | BoundColumns | BoundList | BoundText | BoundTable | BoundGap"
)
