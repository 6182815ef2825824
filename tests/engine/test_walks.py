"""A random walk over diagrams with every kind of element, restarted after every step: the whole state is compared.

One run lives on in memory, the other is dumped and loaded after each action; both must stay the same in every bit.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.drawing import (
    boundary,
    call,
    catch,
    decision_task,
    definitions,
    end,
    error,
    error_root,
    escalation,
    escalation_root,
    gateway,
    io,
    loop,
    message,
    message_root,
    process_xml,
    script_task,
    service_task,
    start,
    subprocess,
    throw,
    timer,
    user_task,
    zeebe,
)
from tests.engine.places import CASE, OFFICER, Place, deploy
from tests.engine.walking import check_sane, everything
from webapp.engine import CaseRun, Deployment
from webapp.feel import from_python

GRADES = ("good", "bad", "odd", None)


def _matter() -> bytes:
    root = process_xml(
        "main",
        start(form="apply"),
        call("go", "handle"),
        boundary("withdrawn", "go", message("withdraw")),
        boundary("failed", "go", error("LOST")),
        gateway("exclusive", "outcome", default="file"),
        user_task("revisit", form="note"),
        service_task("file", "record", more=io(inputs={"outcome": "=level"})),
        end(),
        flows="""start > go > outcome
outcome > revisit: =level = "A"
outcome > file
revisit > file > end
withdrawn > end
failed > end""",
    )
    handle = process_xml(
        "handle",
        start("hs"),
        gateway("parallel", "fork"),
        user_task("look", form="review", more=zeebe("taskSchedule", dueDate="=add working days(today(), 5)")),
        boundary("remind", "look", timer("timeCycle", "R/P7D"), interrupting=False),
        end("reminded"),
        user_task(
            "consult",
            loop(
                "=application.bodies",
                "body",
                "opinions",
                "=opinion",
                until='=count(opinions[item.stand = "support"]) >= 2',
            ),
            form="opinion",
        ),
        boundary("expired", "consult", timer("timeDuration", "P15D")),
        gateway("exclusive", "merge"),
        gateway("parallel", "join"),
        decision_task("assess", "level", "level"),
        boundary("lacking", "assess", error("incomplete")),
        gateway("exclusive", "entry"),
        subprocess(
            "deep",
            start("ds"),
            user_task("dt", form="left"),
            gateway("exclusive", "dg", default="de"),
            end("lost", error("LOST")),
            throw("up", escalation("UP")),
            end("de"),
            flows='ds > dt > dg\ndg > lost: =left.text = "lost"\ndg > up: =left.text = "up"\nup > de\ndg > de',
        ),
        boundary("raised", "deep", escalation("UP"), interrupting=False),
        end("superior_told"),
        end("he"),
        flows="""hs > fork
fork > entry
entry > look > join
fork > consult > merge
expired > merge
merge > join
join > assess > deep > he
remind > reminded
raised > superior_told
lacking > deep""",
    )
    return definitions(
        message_root("withdraw"),
        error_root("LOST"),
        error_root("incomplete"),
        escalation_root("UP"),
        root,
        handle,
    )


def _votes() -> bytes:
    root = process_xml(
        "main",
        start(form="apply"),
        gateway("inclusive", "fork", default="quick"),
        subprocess(
            "each",
            start("es"),
            user_task("vote", form="vote"),
            boundary("late", "vote", timer("timeDuration", "P3D")),
            end("ee"),
            flows="es > vote > ee\nlate > ee",
            marker=loop("=application.bodies", "body", "votes", "=vote.stand", sequential=True),
        ),
        gateway("eventBased", "race"),
        catch("answer", message("answer")),
        catch("silence", timer("timeDuration", "P10D")),
        user_task("quick", form="right"),
        gateway("exclusive", "merge"),
        gateway("inclusive", "join"),
        script_task("tally", "=count(votes)", "tally"),
        end(),
        flows="""start > fork
fork > each: =count(application.bodies) > 1
fork > race: =count(application.bodies) > 0
fork > quick
race > answer > merge
race > silence > merge
merge > join
each > join
quick > join
join > tally > end""",
    )
    return definitions(message_root("answer"), root)


DIAGRAMS: dict[str, Deployment] = {"matter": deploy(_matter()), "votes": deploy(_votes())}

ENTITIES: dict[str | None, Any] = {
    "review": lambda n: {"review": {"grade": GRADES[n % 4], "reason": str(n)}},
    "opinion": lambda n: {"opinion": {"stand": ("support", "object", "abstain")[n % 3], "text": "意见"}},
    "vote": lambda n: {"vote": {"stand": n}},
    "left": lambda n: {"left": {"text": ("on", "lost", "up")[n % 3]}},
    "right": lambda n: {"right": {"text": str(n)}},
    "note": lambda n: {"note": {"text": str(n)}},
}


def _act(run: CaseRun, host: Any, choice: int) -> None:
    """One action, picked by a number: complete a task, move the clock, send a message, retry."""
    kind, rest = choice % 7, choice // 7
    tasks = run.open_tasks()
    incidents = run.incidents()
    if kind == 5:
        run.deliver_message(
            ("withdraw", "answer")[rest % 2], "LW-2026-1", {"message": from_python({"n": rest})}
        )
    elif kind == 6:
        run.fire_due()
    elif incidents and kind == 4:
        run.retry_incident(incidents[rest % len(incidents)].id, {"review": {"grade": GRADES[rest % 3]}})
    elif tasks:
        task = tasks[rest % len(tasks)]
        run.complete_task(task.id, from_python(ENTITIES[task.form_id](rest)), OFFICER)  # type: ignore[arg-type]


def walk(deployment: Deployment, choices: list[int]) -> CaseRun:
    """Walk twice at once, once with restarts, and compare all that can be seen after each step."""
    variables = {
        "application": from_python({"text": "x", "bodies": ["tax", "land", "labour"][: len(choices) % 4]})
    }
    lasting = Place(deployment, variables=variables, restarts=False)
    restarted = Place(deployment, variables=variables, restarts=False)
    for choice in choices:
        if choice % 7 == 6:
            for place in (lasting, restarted):
                place.host.clock.advance(timedelta(days=1 + choice % 5))
        _act(lasting.run, lasting.host, choice)
        restarted.run = CaseRun.load(deployment, restarted.run.dump(), host=restarted.host, case=CASE)
        _act(restarted.run, restarted.host, choice)
        assert everything(lasting.run) == everything(restarted.run)
        assert lasting.run.drain_events()[-20:] == restarted.run.drain_events()[-20:]
        check_sane(lasting.run)
    return lasting.run


WALKS = st.lists(st.integers(0, 10_000), max_size=25)
WALKING = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@WALKING
@given(WALKS)
def test_a_matter_is_the_same_with_and_without_restarts(choices: list[int]) -> None:
    walk(DIAGRAMS["matter"], choices)


@WALKING
@given(WALKS)
def test_a_vote_is_the_same_with_and_without_restarts(choices: list[int]) -> None:
    walk(DIAGRAMS["votes"], choices)
