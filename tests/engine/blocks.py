"""Blocks within blocks: drawn as a diagram, and walked by rules so plain that they are beyond doubt.

A block is a task, a task that a timer takes back, a row, a choice (of one or of some), a fork, a round, a subprocess, or
a subprocess for each of some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Protocol

from tests.engine.drawing import boundary, end, gateway, loop, process, start, subprocess, timer, user_task

#: A block: its kind, the blocks in it, and the number by which a choice is decided.
Block = tuple[str, list["Block"], int]


class Walk(Protocol):
    """A block on its way: the tasks that are open, by a number that rises, and what happens to it."""

    @property
    def open(self) -> dict[int, str]: ...

    def complete(self, number: int, again: bool, /) -> None: ...

    def let_time_pass(self) -> None: ...


#: Begins to walk a block.
Begin = Callable[[], Walk]
_NUMBERS = count()


class _Task:
    """A task; ``instead`` is the one that opens when time passes."""

    def __init__(self, task: str, instead: str | None = None) -> None:
        self.open, self._instead = {next(_NUMBERS): task}, instead

    def complete(self, _number: int, _again: bool, /) -> None:
        self.open = {}

    def let_time_pass(self) -> None:
        if self.open and self._instead:
            self.open, self._instead = {next(_NUMBERS): self._instead}, None


class _Row:
    """One after the other; with ``asking``, all over as often as that task says so."""

    def __init__(self, parts: Sequence[Begin], asking: str | None = None) -> None:
        self._parts, self._asking = parts, asking
        self._begin()

    def _begin(self) -> None:
        self._left = list(self._parts)
        self._now: Walk = _Fork([])
        self._go_on()

    def _go_on(self) -> None:
        while not self._now.open and self._left:
            self._now = self._left.pop(0)()

    @property
    def open(self) -> dict[int, str]:
        return self._now.open

    def complete(self, number: int, again: bool, /) -> None:
        asks = self.open[number] == self._asking
        self._now.complete(number, again)
        if again and asks:
            self._begin()
        self._go_on()

    def let_time_pass(self) -> None:
        self._now.let_time_pass()


class _Fork:
    """All at once, until the last is done."""

    def __init__(self, parts: Sequence[Begin]) -> None:
        self._walks = [part() for part in parts]

    @property
    def open(self) -> dict[int, str]:
        return {number: task for walk in self._walks for number, task in walk.open.items()}

    def complete(self, number: int, again: bool, /) -> None:
        next(walk for walk in self._walks if number in walk.open).complete(number, again)

    def let_time_pass(self) -> None:
        for walk in self._walks:
            walk.let_time_pass()


@dataclass
class Drawn:
    """A block as drawn: its first and its last node, and how it is walked."""

    first: str
    last: str
    begin: Begin


@dataclass
class Sketch:
    """Draws blocks. ``facts`` decide the choices; a round's task has a form of its own: two may not write one fact."""

    facts: dict[str, object] = field(default_factory=dict)
    asking: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    elements: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)

    def draw(self, block: Block) -> Drawn:
        kind, inner, number = block
        drawn: Drawn = getattr(self, f"_{kind}")(inner, number)
        return drawn

    def _new(self, letter: str) -> str:
        return f"{letter}{next(self.numbers)}"

    def _gateway(self, kind: str, letter: str, default: str | None = None) -> str:
        name = self._new(letter)
        self.elements.append(gateway(kind, name, default=default))
        return name

    def _user_task(self, *, is_asking: bool = False) -> str:
        name = self._new("t")
        self.elements.append(user_task(name, form=name if is_asking else "nothing"))
        if is_asking:
            self.asking.append(name)
        return name

    def _task(self, _inner: list[Block], _number: int) -> Drawn:
        name = self._user_task()
        return Drawn(name, name, lambda: _Task(name))

    def _timed(self, _inner: list[Block], _number: int) -> Drawn:
        task, late, other = self._user_task(), self._new("late"), self._user_task()
        merge = self._gateway("exclusive", "m")
        self.elements.append(boundary(late, task, timer("timeDuration", "P5D")))
        self.flows += [f"{task} > {merge}", f"{late} > {other} > {merge}"]
        return Drawn(task, merge, lambda: _Task(task, other))

    def _row(self, inner: list[Block], _number: int) -> Drawn:
        drawn = [self.draw(block) for block in inner]
        self.flows += [f"{before.last} > {after.first}" for before, after in pairwise(drawn)]
        begins = [part.begin for part in drawn]
        return Drawn(drawn[0].first, drawn[-1].last, lambda: _Row(begins))

    def _choice(self, inner: list[Block], number: int) -> Drawn:
        """The first branch whose condition holds; the last is the default."""
        drawn = [self.draw(block) for block in inner]
        split = self._gateway("exclusive", "x", default=drawn[-1].first)
        merge = self._gateway("exclusive", "y")
        self.facts[f"of_{split}"] = number
        for place, part in enumerate(drawn):
            condition = "" if part is drawn[-1] else f": =of_{split} < {place + 1}"
            self.flows += [f"{split} > {part.first}{condition}", f"{part.last} > {merge}"]
        return Drawn(split, merge, drawn[min(number, len(drawn) - 1)].begin)

    def _fork(self, inner: list[Block], _number: int) -> Drawn:
        split, join = self._gateway("parallel", "f"), self._gateway("parallel", "j")
        drawn = [self.draw(block) for block in inner]
        for part in drawn:
            self.flows += [f"{split} > {part.first}", f"{part.last} > {join}"]
        return Drawn(split, join, lambda: _Fork([part.begin for part in drawn]))

    def _some(self, inner: list[Block], number: int) -> Drawn:
        """Each branch whose place is in the list; the last is the default."""
        drawn = [self.draw(block) for block in inner]
        split = self._gateway("inclusive", "i", default=drawn[-1].first)
        join = self._gateway("inclusive", "k")
        taken = [place for place in range(len(drawn) - 1) if number >> place & 1]
        self.facts[f"of_{split}"] = taken
        for place, part in enumerate(drawn):
            condition = "" if part is drawn[-1] else f": =list contains(of_{split}, {place})"
            self.flows += [f"{split} > {part.first}{condition}", f"{part.last} > {join}"]
        begins = [drawn[place].begin for place in taken] or [drawn[-1].begin]
        return Drawn(split, join, lambda: _Fork(begins))

    def _round(self, inner: list[Block], _number: int) -> Drawn:
        """What is in it, then a task that says whether to do it once more."""
        entry, out = self._gateway("exclusive", "e"), self._gateway("exclusive", "o")
        body, asking = self._row(inner, 0), self._user_task(is_asking=True)
        split = self._gateway("exclusive", "g", default=out)
        self.flows += [f"{entry} > {body.first}", f"{body.last} > {asking} > {split}", f"{split} > {out}"]
        self.flows.append(f"{split} > {entry}: =again_{asking}")
        return Drawn(entry, out, lambda: _Row([body.begin, lambda: _Task(asking)], asking))

    def _sub(self, inner: list[Block], _number: int) -> Drawn:
        name, begin = self._subprocess(inner)
        return Drawn(name, name, begin)

    def _each(self, inner: list[Block], number: int) -> Drawn:
        """For none to three, one by one or all at once."""
        items, is_sequential = number % 4, number > 3
        name, begin = self._subprocess(inner, is_sequential=is_sequential)
        self.facts[f"of_{name}"] = list(range(items))
        walk = _Row if is_sequential else _Fork
        return Drawn(name, name, lambda: walk([begin] * items))

    def _subprocess(self, inner: list[Block], *, is_sequential: bool | None = None) -> tuple[str, Begin]:
        within = Sketch(self.facts, self.asking, self.numbers)
        body = within._row(inner, 0)
        name, begin, finish = self._new("s"), self._new("b"), self._new("z")
        within.flows += [f"{begin} > {body.first}", f"{body.last} > {finish}"]
        inside = [start(begin), *within.elements, end(finish)]
        marker = ""
        if is_sequential is not None:
            marker = loop(
                f"=of_{name}", f"one_{name}", f"all_{name}", f"=one_{name}", sequential=is_sequential
            )
        self.elements.append(subprocess(name, *inside, flows="\n".join(within.flows), marker=marker))
        return name, body.begin


@dataclass
class Diagram:
    """A block as a file, the forms of its tasks, the facts it starts with, and its walk."""

    source: bytes
    forms: dict[str, frozenset[str]]
    facts: dict[str, object]
    asking: frozenset[str]
    walk: Walk


def diagram(block: Block) -> Diagram:
    """The diagram of a block."""
    sketch = Sketch()
    drawn = sketch.draw(block)
    flows = "\n".join([f"start > {drawn.first}", *sketch.flows, f"{drawn.last} > end"])
    return Diagram(
        process("main", start(form="facts"), *sketch.elements, end(), flows=flows),
        {
            "nothing": frozenset(),
            "facts": frozenset(sketch.facts),
            **{task: frozenset({f"again_{task}"}) for task in sketch.asking},
        },
        sketch.facts,
        frozenset(sketch.asking),
        drawn.begin(),
    )


def suits_the_stock_engine(block: Block, inside: bool = False) -> bool:
    """Not a fork in a round, whose join lets the second round through; not what only our dialect can say."""
    kind, inner, _ = block
    if kind in ("some", "each") or (kind == "fork" and inside):
        return False
    inside = kind != "sub" and (inside or kind == "round")
    return all(suits_the_stock_engine(part, inside) for part in inner)
