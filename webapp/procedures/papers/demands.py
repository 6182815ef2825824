"""Which papers a form makes: the property ``papers`` of a user task, an entrance, or an event that hears a message.

One id (``acceptance_notice``), several with commas between, or FEEL after ``=`` that gives an id, a list of ids or null when
it is evaluated with the facts after completion. The ids stand in the FEEL as they are: in branches of ``if``, in lists;
so a checker knows every paper that a task can make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from webapp.feel import Expression, FeelError, Value, compile_expression
from webapp.feel.syntax import Constant, If, ListOf, Node
from webapp.procedures.jurisdiction import ID

#: The property's name.
PROPERTY = "papers"


@dataclass(frozen=True, slots=True)
class PaperDemand:
    """What a task's property says: the ids it can give, and what decides among them. ``wrong`` tells what is no demand."""

    ids: tuple[str, ...] = ()
    expression: Expression | None = None
    wrong: tuple[str, str] | None = None

    def evaluate(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """The ids of the papers to make with these facts, each once, in order."""
        if self.expression is None:
            return self.ids
        value = self.expression.evaluate(facts)
        asked = value if isinstance(value, list) else [value]
        return tuple(dict.fromkeys(each for each in asked if isinstance(each, str) and each in self.ids))


@lru_cache(maxsize=1024)
def read_demand(text: str) -> PaperDemand:
    """Read the property's text."""
    text = text.strip()
    if not text.startswith("="):
        ids = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        return _known(ids, None)
    try:
        expression = compile_expression(text[1:])
        ids = tuple(dict.fromkeys(_results(expression.tree)))
    except FeelError as error:
        return PaperDemand(wrong=(error.text("zh"), error.text("en")))
    except _NotAnId as stray:
        return PaperDemand(wrong=(f"“{stray}”处不是文书代码。", f"'{stray}' is no id of a paper."))
    return _known(ids, expression)


def _known(ids: tuple[str, ...], expression: Expression | None) -> PaperDemand:
    wrong = next((each for each in ids if ID.fullmatch(each) is None), None)
    if wrong is not None:
        return PaperDemand(wrong=(f"“{wrong}”不是文书代码。", f"'{wrong}' is no id of a paper."))
    return PaperDemand(ids, expression)


def with_paper(text: str, paper_id: str) -> str | None:
    """The property's text once it also asks for ``paper_id``; None where a person has to word it."""
    demand = read_demand(text)
    if demand.wrong is not None:
        return None
    if demand.expression is None:
        return ", ".join(dict.fromkeys((*demand.ids, paper_id)))
    # What gives one paper or none may stand in a list; a list inside a list would give nothing.
    is_one = not any(isinstance(each, ListOf) for each in _branches(demand.expression.tree))
    return f'=[{text.strip()[1:].strip()}, "{paper_id}"]' if is_one else None


def without_paper(text: str, paper_id: str) -> str | None:
    """The property's text once it no longer asks for ``paper_id``, maybe empty; None where a person has to word it."""
    demand = read_demand(text)
    if demand.wrong is not None or demand.expression is not None:
        return None
    return ", ".join(each for each in demand.ids if each != paper_id)


def _branches(node: Node) -> Iterator[Node]:
    if isinstance(node, If):
        yield from _branches(node.consequence)
        yield from _branches(node.alternative)
    else:
        yield node


class _NotAnId(Exception):
    """A result that is not written as an id."""


def _results(node: Node) -> Iterator[str]:
    if isinstance(node, If):
        yield from _results(node.consequence)
        yield from _results(node.alternative)
    elif isinstance(node, ListOf):
        for item in node.items:
            yield from _results(item)
    elif isinstance(node, Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, Constant) and node.value is None):
        raise _NotAnId(type(node).__name__)
