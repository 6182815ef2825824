"""Which decisions two versions take alike: of those a proposal need not be asked, for it would say what was said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from webapp.cases.impact.walking import question_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from webapp.decisions.nodes import DecisionNode
    from webapp.procedures import Pack


@lru_cache(maxsize=64)
def altered_decisions(own: Pack, other: Pack) -> frozenset[str]:
    """The decisions of ``own`` that ``other`` does not have, or takes otherwise: by another table, on results of other tables,
    with other figures of the place. A decision that is named here may still say the same; one that is not always does."""
    return frozenset(
        decision
        for decision in own.decisions.decisions
        if decision not in other.decisions.decisions or _made_of(own, decision) != _made_of(other, decision)
    )


def _made_of(pack: Pack, decision: str) -> Hashable:
    """All that a decision's answer rests on besides the facts."""
    question = question_of(pack, decision)
    asked = {decision, *question.feeds.values()}
    nodes = [node for each in sorted(asked) for node in _reach(pack.decisions.node(each), set())]
    files = {pack.files[node.origin.file] for node in nodes}
    if any(node.functions or node.facts_read is None for node in nodes) or any(
        b"import" in each for each in files
    ):
        # What stands behind an import or a function may be anywhere.
        files = {pack.files[path] for path in pack.paths(".dmn")}
    return frozenset(files), tuple(question.feeds.items()), repr(question.given)


def _reach(node: DecisionNode, seen: set[str]) -> Iterator[DecisionNode]:
    """The decision and all that it requires, each once."""
    if node.key[1] not in seen:
        seen.add(node.key[1])
        yield node
        for required in node.decisions:
            yield from _reach(required.node, seen)
