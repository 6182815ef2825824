"""Who does what: every user task has candidates that the place knows, and a form that exists; names match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from webapp.engine.diagram import Node, Process
from webapp.engine.expressions import is_expression
from webapp.engine.findings import finding, listed
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem

#: A text in an expression that names the role of a unit, as in ``="consulted@" + body``.
_ROLE_OF_UNIT = re.compile(r'"([^"@\s]+)@')


def check_people(processes: Sequence[Process], surroundings: Surroundings) -> Iterator[Problem]:
    """Candidates, forms and names."""
    for process in processes:
        if surroundings.require_names:
            yield from _check_process_name(process)
        for _container, node in process.body.walk():
            if node.kind == "user_task":
                yield from _check_user_task(process, node, surroundings)
            elif node.kind == "start_event" and node.form_id is not None:
                yield from _check_form(process, node, surroundings)


def _check_process_name(process: Process) -> Iterator[Problem]:
    stem = PurePosixPath(process.place.file).stem
    if process.id != stem:
        yield finding(
            "EN-168", process.place, what="流程", what_en="process", id=process.id,
            other="文件", other_en="file", expected=stem,
        )  # fmt: skip


def _check_user_task(process: Process, node: Node, surroundings: Surroundings) -> Iterator[Problem]:
    assignment = node.assignment
    if node.form_id is None:
        yield finding("EN-155", node.place)
    else:
        yield from _check_form(process, node, surroundings)
        if surroundings.require_names and node.form_id != node.id:
            yield finding(
                "EN-168", node.place, what="任务", what_en="task", id=node.id,
                other="表单", other_en="form", expected=node.form_id,
            )  # fmt: skip
    groups = _literal_groups(assignment.candidate_groups)
    has_own = bool(assignment.candidate_groups or assignment.candidate_users or assignment.assignee)
    if not has_own:
        if node.lane is None:
            yield finding("EN-157", node.place)
        else:
            groups = [node.lane]
    for group in groups:
        if group.partition("@")[0] not in surroundings.roles:
            yield finding("EN-156", node.place, group=group, **listed(surroundings.roles))


def _literal_groups(text: str | None) -> list[str]:
    """Groups written out in the diagram; of an expression's, only the roles before an @ are known beforehand."""
    if text is None:
        return []
    if is_expression(text):
        return _ROLE_OF_UNIT.findall(text)
    return [part.strip() for part in text.split(",") if part.strip()]


def _check_form(process: Process, node: Node, surroundings: Surroundings) -> Iterator[Problem]:
    form = node.form_id
    if is_expression(form):
        yield finding("EN-175", node.place, what="表单", what_en="form", text=form)
    elif form is not None and form not in surroundings.forms and form not in process.embedded_forms:
        yield finding("EN-154", node.place, ref=form)
