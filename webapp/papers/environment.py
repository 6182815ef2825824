"""Where templates are compiled: a sandbox that looks names up in our own words and nowhere else."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from webapp.papers.syntax import LOOP_FIELDS
from webapp.papers.words import Leaf, Rows, Word, Words, clean_text


class Printed:
    """A word on its way into a document. What a template can do with it: print it, ask whether it holds."""

    __slots__ = ("_gaps", "_leaf", "_path")

    def __init__(self, leaf: Leaf, path: str, gaps: dict[str, None]) -> None:
        self._leaf, self._path, self._gaps = leaf, path, gaps

    def __bool__(self) -> bool:
        return self._leaf.is_true

    def __html__(self) -> Markup:
        if not self._leaf.is_given:
            self._gaps[self._path] = None
        # A new line of a text is a new paragraph of the document; docxtpl knows it by this sign.
        return escape(clean_text(self._leaf.text)).replace("\n", "\a")


class PrintedRows:
    """Several things on their way into a document: gone through, or printed as one text."""

    __slots__ = ("_gaps", "_path", "_rows")

    def __init__(self, rows: Rows, path: str, gaps: dict[str, None]) -> None:
        self._rows, self._path, self._gaps = rows, path, gaps

    def __bool__(self) -> bool:
        return bool(self._rows.items)

    def __len__(self) -> int:
        return len(self._rows.items)

    def __iter__(self) -> Any:
        return (present(item, self._path, self._gaps) for item in self._rows.items)

    def __html__(self) -> Markup:
        return escape(clean_text(self._rows.text)).replace("\n", "\a")


class PrintedNames:
    """A group of words: only its names can be read."""

    __slots__ = ("_gaps", "_path", "_words")

    def __init__(self, words: Words, path: str, gaps: dict[str, None]) -> None:
        self._words, self._path, self._gaps = words, path, gaps

    def look_up(self, name: str) -> Any:
        """The word behind a name; None where there is none."""
        found = self._words.names.get(name)
        return None if found is None else present(found, f"{self._path}.{name}".lstrip("."), self._gaps)


def present(item: Word, path: str, gaps: dict[str, None]) -> Printed | PrintedRows | PrintedNames:
    """A word as a template gets it; ``gaps`` collects what is printed and was not given."""
    if isinstance(item, Leaf):
        return Printed(item, path, gaps)
    if isinstance(item, Rows):
        return PrintedRows(item, path, gaps)
    return PrintedNames(item, path, gaps)


class PaperEnvironment(SandboxedEnvironment):
    """No globals, no filters, no tests, no loader; a missing name is an error; everything printed is escaped."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, loader=None, cache_size=0)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A name of a group of words, or what ``loop`` offers; never an attribute of a Python object."""
        if isinstance(obj, LoopContext) and attribute in LOOP_FIELDS:
            return getattr(obj, attribute)
        found = obj.look_up(attribute) if isinstance(obj, PrintedNames) else None
        return self.undefined(obj=obj, name=attribute) if found is None else found

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.undefined(obj=obj, name=str(argument))

    def call(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - the signature is the library's.
        raise TypeError("a template calls nothing")


def compile_text(environment: PaperEnvironment, text: str) -> Template:
    """Compile one template text."""
    return environment.from_string(text)
