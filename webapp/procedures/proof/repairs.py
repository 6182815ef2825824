"""One change of the procedure taken into all the scenarios that it stops: found, worked out in the child, saved at once.

gaps = find_gaps(run_scenarios_of(draft.files, code))
repaired = take_step_in(draft.files, code, "sign_off", paths, person, facts)
save_repairs(session, draft_id, repaired, revisions, actor, now)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.people import Actor
from webapp.procedures.drafts import SavedFile, save_files
from webapp.procedures.drafts.checker import CHECKER, Checker
from webapp.procedures.proof.answers import Named, Repaired, RunAnswer, Stalled
from webapp.procedures.proof.asking import ask_child
from webapp.procedures.proof.errors import ProofTooLong
from webapp.procedures.proof.recording import make_step
from webapp.procedures.proof.stalls import StallKind
from webapp.procedures.scenario_files import Facts, Person
from webapp.procedures.scenario_writing import write_step


@dataclass(frozen=True, slots=True)
class Gap:
    """A task that several scenarios lack (``missing``) or play in vain (``gone``), by the path of each."""

    kind: StallKind
    process: str
    element: Named
    stalls: Mapping[str, Stalled]


def find_gaps(results: Mapping[str, RunAnswer]) -> list[Gap]:
    """What could be repaired in all of the failing scenarios that it concerns, those of the most first.

    A scenario counts once: where several tasks stand open, for the one at which most scenarios stand.
    """
    found: dict[tuple[StallKind, str], dict[str, Stalled]] = {}
    for path, result in results.items():
        for stall in result.stalls:
            found.setdefault((stall.kind, stall.element.id), {})[path] = stall
    gaps: list[Gap] = []
    counted: set[str] = set()
    for (kind, _), stalls in sorted(found.items(), key=lambda each: -len(each[1])):
        left = {path: stall for path, stall in stalls.items() if path not in counted}
        counted |= left.keys()
        gaps += [Gap(kind, each.process, each.element, left) for each in list(left.values())[:1]]
    return sorted(gaps, key=lambda each: -len(each.stalls))


def take_step_in(
    files: Mapping[str, bytes],
    code: str,
    element: str,
    paths: Collection[str],
    person: Person | None,
    facts: Facts,
    *,
    checker: Checker = CHECKER,
) -> list[Repaired]:
    """These scenarios with the task ``element`` done wherever the case does not go on without it; nothing is stored.

    ``person`` does it where they may, elsewhere the first who may. A scenario that does not come farther by it is left as
    it is; one that comes farther is changed, whether or not it then passes.

    Raises:
        ProofRefused: the draft cannot be read.
        ProofTooLong: it takes longer than is allowed.
        ChecksBusy: other drafts take too long.
    """
    step = write_step(make_step(task=element, person=Person(""), facts=facts))
    asked = {"step": step, "person": asdict(person) if person else None}
    return _ask(files, code, "missing", element, paths, asked, checker)


def leave_step_out(
    files: Mapping[str, bytes],
    code: str,
    element: str,
    paths: Collection[str],
    *,
    checker: Checker = CHECKER,
) -> list[Repaired]:
    """These scenarios without the task ``element`` wherever it is not open any more; nothing is stored.

    Raises: what `take_step_in` raises.
    """
    return _ask(files, code, "gone", element, paths, {}, checker)


def _ask(
    files: Mapping[str, bytes],
    code: str,
    kind: StallKind,
    element: str,
    paths: Collection[str],
    asked: Mapping[str, Any],
    checker: Checker,
) -> list[Repaired]:
    question = {"kind": kind, "element": element, "files": list(paths), **asked}
    try:
        return [Repaired.of(told) for told in ask_child("repairs", files, code, question, checker)]
    except ProofTooLong:
        if len(paths) == 1:
            raise
    # All of them take longer than a question may: half of them at a time.
    listed = sorted(paths)
    halves = (listed[: len(listed) // 2], listed[len(listed) // 2 :])
    return [each for half in halves for each in _ask(files, code, kind, element, half, asked, checker)]


def with_repairs(files: Mapping[str, bytes], repaired: Iterable[Repaired]) -> dict[str, bytes]:
    """The files of a draft as they will be."""
    return {**files, **_contents(repaired)}


def save_repairs(
    session: Session,
    draft_id: int,
    repaired: Iterable[Repaired],
    seen: Mapping[str, int],
    actor: Actor,
    now: datetime,
) -> list[SavedFile]:
    """Save the scenarios that were changed, in the caller's transaction: all of them or none.

    ``seen`` are the revisions that were shown to whoever decided it.

    Raises: what `webapp.procedures.drafts.save_files` raises.
    """
    return save_files(session, draft_id, _contents(repaired), seen, actor, now)


def _contents(repaired: Iterable[Repaired]) -> dict[str, bytes]:
    return {each.file: each.content for each in repaired if each.content is not None}
