"""A form as it was read: a tree of components. Everything here is immutable and may be shared between
threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from webapp.errors import Language
from webapp.feel import Expression, Value
from webapp.procedures.forms.patterns import Pattern
from webapp.procedures.forms.wording import NO_WORDS, Words

TEXT_TYPES = frozenset({"textfield", "textarea"})
#: One of the options offered, or several of them.
CHOICE_TYPES = frozenset({"select", "radio"})
SELECTION_TYPES = frozenset({"checklist", "taglist"})
FIELD_TYPES = TEXT_TYPES | CHOICE_TYPES | SELECTION_TYPES | {"number", "datetime", "checkbox", "filepicker"}
CONTAINER_TYPES = frozenset({"group", "dynamiclist"})
BLOCK_TYPES = frozenset({"text", "html", "table", "separator", "spacer"})
#: Drawn by the form editor for its own preview; the page has its own buttons.
IGNORED_TYPES = frozenset({"button"})
COMPONENT_TYPES = FIELD_TYPES | CONTAINER_TYPES | BLOCK_TYPES | IGNORED_TYPES

#: The name under which the host offers a case's evidence to file pickers: a list of {value, label}.
EVIDENCE_NAME = "evidence"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the FEEL value it stands for and its label in both languages."""

    value: Value
    zh: str
    en: str | None = None

    def label(self, language: Language) -> str:
        """The label in the reader's language, Chinese when there is no English."""
        return (self.en or self.zh) if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class OptionSource:
    """Where a field's options come from: written in the form, a name in the data, or an expression."""

    fixed: tuple[Option, ...] = ()
    path: tuple[str, ...] | None = None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a field's value must satisfy. Bounds may be computed; lengths count characters."""

    is_required: bool = False
    min_length: int | Expression | None = None
    max_length: int | Expression | None = None
    minimum: Value | Expression = None
    maximum: Value | Expression = None
    decimal_digits: int | None = None
    pattern: Pattern | None = None
    #: ``email`` or ``phone``.
    shape: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What all components share. ``row`` groups neighbours into one line; ``columns`` is a width in
    sixteenths."""

    type: str
    id: str
    line: int
    label: Words
    description: Words
    hide: Expression | None = None
    row: str | None = None
    columns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldComponent(Component):
    """Something a person fills in. ``key`` is ``entity.field``, or a plain name inside a dynamic list."""

    key: str
    limits: Limits = field(default_factory=Limits)
    options: OptionSource | None = None
    default: Value | Expression = None
    readonly: bool | Expression = False
    #: Of a datetime: ``date``, ``time`` or ``datetime``.
    subtype: str | None = None
    is_multiple: bool = False
    accept: str | None = None
    prefix: Words = NO_WORDS
    suffix: Words = NO_WORDS

    @property
    def takes_many(self) -> bool:
        """Whether the value is a list of options."""
        return self.type in SELECTION_TYPES or (self.type == "filepicker" and self.is_multiple)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComponent(Component):
    """A frame around components."""

    children: tuple[Component, ...]
    is_outlined: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ListComponent(Component):
    """Rows of the same components; its value is a list of contexts. ``key`` is ``entity.field``."""

    key: str
    children: tuple[Component, ...]
    default_rows: int = 1
    may_change_rows: bool = True
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextComponent(Component):
    """Text to read. ``is_html`` tells sanitised HTML from light Markdown."""

    text: Words
    is_html: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableComponent(Component):
    """A read-only table over a list of contexts."""

    source: Expression
    columns_shown: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapComponent(Component):
    """A line or an empty space; ``height`` in pixels."""

    height: int = 0


@dataclass(frozen=True)
class FormSchema:
    """A form that was read and found usable."""

    id: str
    file: str
    components: tuple[Component, ...]
    source: bytes = field(repr=False)
    #: All texts of the form by their key in ``texts.en.toml``: Chinese as the place says it, English where given.
    chinese: Mapping[str, str] = field(default_factory=dict, repr=False)
    english: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def fields(self) -> tuple[FieldComponent | ListComponent, ...]:
        """Fields and dynamic lists in document order; a list's own fields are within it."""
        return tuple(iterate_fields(self.components))

    @cached_property
    def field_keys(self) -> frozenset[str]:
        """The dotted keys that a submission of this form may hold."""
        return frozenset(item.key for item in self.fields)

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """The entities that a submission replaces, in document order."""
        return tuple(dict.fromkeys(item.key.split(".", 1)[0] for item in self.fields))

    def texts(self, language: Language) -> dict[str, str]:
        """Every text by its key in ``texts.en.toml``; in English with Chinese where the English is
        missing."""
        if language == "zh":
            return dict(self.chinese)
        return {key: self.english.get(key, text) for key, text in self.chinese.items()}


def iterate_components(components: tuple[Component, ...]) -> Iterator[Component]:
    """Every component in document order, containers before what they hold."""
    for component in components:
        yield component
        if isinstance(component, GroupComponent | ListComponent):
            yield from iterate_components(component.children)


def iterate_fields(components: tuple[Component, ...]) -> Iterator[FieldComponent | ListComponent]:
    """Fields and lists in document order, without the fields inside lists."""
    for component in components:
        if isinstance(component, FieldComponent | ListComponent):
            yield component
        elif isinstance(component, GroupComponent):
            yield from iterate_fields(component.children)
