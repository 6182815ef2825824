"""Random plain diagrams and random ways through them: the engine does what the blocks say, and so does the stock one.

A round with a fork in it is left to the engine here alone: the stock engine's join does not wait in the second round
(see ``test_traps_flow``). RONGCUO_WALKS × 10 is the number of diagrams in a long run.
"""

from __future__ import annotations

import os
from datetime import timedelta

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from tests.engine.blocks import Block, Diagram, diagram, suits_the_stock_engine
from tests.engine.places import OFFICER, OPENED_AT, Place, deploy
from tests.engine.stock import Stock, in_its_words
from tests.engine.walking import check_sane
from webapp.feel import from_python

WALKS = int(os.environ.get("RONGCUO_WALKS", "0"))
_KINDS = ["row", "choice", "fork", "fork", "some", "round", "sub", "each"]


def _blocks() -> st.SearchStrategy[Block]:
    leaf: st.SearchStrategy[Block] = st.tuples(
        st.sampled_from(["task", "task", "timed"]), st.just([]), st.just(0)
    )
    return st.recursive(
        leaf,
        lambda inner: st.tuples(
            st.sampled_from(_KINDS), st.lists(inner, min_size=1, max_size=3), st.integers(0, 7)
        ),
        max_leaves=10,
    )


def _act(place: Place, drawn: Diagram, stock: Stock | None, choice: int, step: int) -> None:
    """Let time pass, or complete one of the open tasks (of several of one name the oldest), on all."""
    if choice % 5 == 0 and place.run.due_times():
        drawn.walk.let_time_pass()
        place.advance_to(OPENED_AT + timedelta(days=10 * step))
        if stock:
            stock.let_time_pass()
        return
    task = sorted(place.open)[choice // 5 % len(place.open)]
    again = choice % 2 == 1 and step < 15
    submitted = {f"again_{task}": again} if task in drawn.asking else {}
    drawn.walk.complete(min(number for number, name in drawn.walk.open.items() if name == task), again)
    place.run.complete_task(place.task(task).id, from_python(submitted), OFFICER)  # type: ignore[arg-type]
    place._settle()
    if stock:
        stock.complete(task, **submitted)


@settings(
    max_examples=10 * WALKS or 60,
    derandomize=not WALKS,
    print_blob=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@example(
    ("round", [("fork", [("task", [], 0)] * 3, 0), ("sub", [("timed", [], 0)], 0)], 0), [1, 12, 23, 31, 5]
)
@given(_blocks(), st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_random_blocks_go_as_they_are_drawn(block: Block, choices: list[int]) -> None:
    drawn = diagram(block)
    source = in_its_words(drawn.source)
    stock = Stock(source, data=dict(drawn.facts)) if suits_the_stock_engine(block) else None
    event("with the stock engine" if stock else "alone")
    variables = {name: from_python(value) for name, value in drawn.facts.items()}
    place = Place(deploy(drawn.source, forms=drawn.forms), variables=variables, restarts=True)
    for step in range(1, 100):
        assert sorted(place.open) == sorted(drawn.walk.open.values())
        assert place.run.is_ended == (not drawn.walk.open)
        check_sane(place.run)
        if stock:
            assert (sorted(stock.open), stock.is_ended) == (sorted(place.open), place.run.is_ended)
        if place.run.is_ended:
            break
        _act(place, drawn, stock, choices[step % len(choices)], step)
    assert place.run.is_ended
    if stock:
        completed = {node for kind, node in place.events if kind == "element_completed"}
        assert sorted(completed) == sorted(set(stock.ended_at()))
