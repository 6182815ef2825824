"""Plain diagrams, without any trap: SpiffWorkflow as it comes and the engine here walk them alike.

Both get the same diagram and the same steps. Compared after every step: the open user tasks; at the end: whether the
case has ended, and which drawn elements were completed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.engine.drawing import (
    boundary,
    catch,
    definitions,
    element,
    end,
    gateway,
    message,
    message_root,
    process,
    process_xml,
    start,
    subprocess,
    throw,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import OFFICER, OPENED_AT, Place, deploy
from tests.engine.stock import Stock, in_its_words
from webapp.feel import from_python

#: A step of a walk: the task to complete with what is submitted, ``time`` for all timers, or ``!name`` for a message.
Step = tuple[str, dict[str, object]]
TIME: Step = ("time", {})


@dataclass(frozen=True)
class Plain:
    """A diagram and how to walk it. ``first`` are the variables it starts with."""

    name: str
    source: bytes
    steps: Sequence[Step]
    is_ended: bool = True
    first: dict[str, object] = field(default_factory=dict)


def done(element_id: str, **submitted: object) -> Step:
    """Complete that task."""
    return element_id, submitted


def _fork(kind: str, *, after: str = "") -> str:
    return f"start > {kind}\n{kind} > a > join\n{kind} > b > join\njoin > c > end{after}"


def _called() -> bytes:
    caller = element(
        "callActivity", "call", calledElement="inner", extensions=zeebe("calledElement", processId="inner")
    )
    return definitions(
        process_xml(
            "main", start(), user_task("a"), caller, user_task("c"), end(), flows="start > a > call > c > end"
        ),
        process_xml("inner", start("s"), user_task("b"), end("e"), flows="s > b > e"),
    )


def _inner() -> str:
    return subprocess("sub", start("s"), user_task("b"), end("e"), flows="s > b > e")


def _timed(*, interrupting: bool, then: str) -> bytes:
    return process(
        "main",
        start(),
        user_task("a"),
        boundary("late", "a", timer("timeDuration", "P5D"), interrupting=interrupting),
        user_task("b"),
        user_task("c"),
        end(),
        end("other"),
        flows=f"start > a > c > end\nlate > b > {then}",
    )


LOOP = process(
    "main",
    start(),
    user_task("a", form="again"),
    user_task("b"),
    gateway("exclusive", "g", default="end"),
    end(),
    flows="start > a > b > g\ng > a: =again\ng > end",
)

PLAIN = [
    Plain(
        "three tasks in a row",
        process(
            "main",
            start(),
            user_task("a"),
            user_task("b"),
            user_task("c"),
            end(),
            flows="start > a > b > c > end",
        ),
        [done("a"), done("b"), done("c")],
    ),
    *(
        Plain(
            f"an exclusive choice of {taken}",
            process(
                "main",
                start(form="score"),
                gateway("exclusive", "g", default="c"),
                user_task("a"),
                user_task("b"),
                user_task("c"),
                gateway("exclusive", "merge"),
                user_task("after"),
                end(),
                flows="start > g\ng > a: =score > 10\ng > b: =score > 5\ng > c\na > merge\nb > merge\nc > merge\nmerge > after > end",
            ),
            [done(taken), done("after")],
            first={"score": score},
        )
        for taken, score in (("a", 20), ("b", 7), ("c", 1))
    ),
    *(
        Plain(
            f"a parallel block, {first} first",
            process(
                "main",
                start(),
                gateway("parallel", "fork"),
                user_task("a"),
                user_task("b"),
                gateway("parallel", "join"),
                user_task("c"),
                end(),
                flows=_fork("fork"),
            ),
            [done(first), done(second), done("c")],
        )
        for first, second in (("a", "b"), ("b", "a"))
    ),
    Plain(
        "parallel branches with ends of their own",
        process(
            "main",
            start(),
            gateway("parallel", "fork"),
            user_task("a"),
            user_task("b"),
            end("one"),
            end("two"),
            flows="start > fork\nfork > a > one\nfork > b > two",
        ),
        [done("b"), done("a")],
    ),
    Plain("a call between two tasks", _called(), [done("a"), done("b"), done("c")]),
    Plain(
        "a subprocess between two tasks",
        process(
            "main",
            start(),
            user_task("a"),
            _inner(),
            user_task("c"),
            end(),
            flows="start > a > sub > c > end",
        ),
        [done("a"), done("b"), done("c")],
    ),
    Plain("a timer that takes the task back", _timed(interrupting=True, then="other"), [TIME, done("b")]),
    Plain(
        "a timer that comes too late", _timed(interrupting=True, then="other"), [done("a"), TIME, done("c")]
    ),
    Plain(
        "a timer beside the task",
        _timed(interrupting=False, then="other"),
        [TIME, done("b"), done("a"), done("c")],
    ),
    Plain(
        "a timer beside the task, answered last",
        _timed(interrupting=False, then="other"),
        [TIME, done("a"), done("c"), done("b")],
    ),
    Plain(
        "a timer on a subprocess",
        process(
            "main",
            start(),
            _inner(),
            boundary("late", "sub", timer("timeDuration", "P5D")),
            user_task("c"),
            end(),
            end("other"),
            flows="start > sub > end\nlate > c > other",
        ),
        [TIME, done("c")],
    ),
    Plain(
        "a message to wait for",
        process(
            "main",
            start(),
            user_task("a"),
            catch("wait", message("answer")),
            user_task("b"),
            end(),
            flows="start > a > wait > b > end",
            roots=message_root("answer"),
        ),
        [done("a"), ("!answer", {}), done("b")],
    ),
    Plain(
        "a message to a subprocess that waits",
        process(
            "main",
            start(),
            _inner(),
            boundary("stop", "sub", message("stop")),
            user_task("c"),
            end(),
            end("other"),
            flows="start > sub > end\nstop > c > other",
            roots=message_root("stop"),
        ),
        [("!stop", {}), done("c")],
    ),
    *(
        Plain(
            f"the first of a message and a timer, {name}",
            process(
                "main",
                start(),
                gateway("eventBased", "g"),
                catch("answer", message("answer")),
                catch("late", timer("timeDuration", "P9D")),
                user_task("a"),
                user_task("b"),
                end(),
                flows="start > g\ng > answer > a > end\ng > late > b > end",
                roots=message_root("answer"),
            ),
            [step, done(task)],
        )
        for name, step, task in (("answered", ("!answer", {}), "a"), ("unanswered", TIME, "b"))
    ),
    Plain(
        "an end that ends everything",
        process(
            "main",
            start(),
            gateway("parallel", "fork"),
            user_task("a"),
            user_task("b"),
            end(),
            end("kill", "<bpmn:terminateEventDefinition />"),
            flows="start > fork\nfork > a > kill\nfork > b > end",
        ),
        [done("a")],
    ),
    Plain(
        "a loop with two tasks",
        LOOP,
        [
            done("a", again=True),
            done("b"),
            done("a", again=True),
            done("b"),
            done("a", again=False),
            done("b"),
        ],
    ),
    Plain("a loop left open", LOOP, [done("a", again=True), done("b")], is_ended=False),
    Plain(
        "silent events on the way",
        process(
            "main", start(), throw("t"), user_task("a"), throw("u"), end(), flows="start > t > a > u > end"
        ),
        [done("a")],
    ),
    Plain(
        "blocks within blocks",
        process(
            "main",
            start(),
            *(gateway("parallel", name) for name in ("f1", "f2", "j2", "j1")),
            *(user_task(name) for name in ("a", "b", "c")),
            end(),
            flows="start > f1\nf1 > f2\nf2 > a > j2\nf2 > b > j2\nj2 > j1\nf1 > c > j1\nj1 > end",
        ),
        [done("b"), done("c"), done("a")],
    ),
]

FORMS = {"note": frozenset[str](), "again": frozenset({"again"}), "score": frozenset({"score"})}


@pytest.mark.parametrize("plain", PLAIN, ids=lambda plain: plain.name)
@pytest.mark.parametrize("restarts", [False, True], ids=["in memory", "restarting"])
def test_both_engines_walk_a_plain_diagram_alike(plain: Plain, restarts: bool) -> None:
    stock = Stock(in_its_words(plain.source), data=plain.first)
    first = {name: from_python(value) for name, value in plain.first.items()}
    place = Place(deploy(plain.source, forms=FORMS), variables=first, restarts=restarts)
    for number, (what, submitted) in enumerate(plain.steps, 1):
        assert sorted(place.open) == sorted(stock.open)
        if what == "time":
            stock.let_time_pass()
            place.advance_to(OPENED_AT + timedelta(days=10 * number))
        elif what.startswith("!"):
            stock.deliver(what[1:])
            assert place.deliver(what[1:])
        else:
            stock.complete(what, **submitted)
            facts = {name: from_python(value) for name, value in submitted.items()}
            place.run.complete_task(place.task(what).id, facts, OFFICER)
            place._settle()
    assert sorted(place.open) == sorted(stock.open)
    assert (place.run.is_ended, stock.is_ended) == (plain.is_ended, plain.is_ended)
    assert sorted({node for kind, node in place.events if kind == "element_completed"}) == _completed(stock)


def _completed(stock: Stock) -> list[str]:
    return sorted(set(stock.ended_at()))
