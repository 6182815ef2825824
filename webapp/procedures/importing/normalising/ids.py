"""Ids that every tool takes: Latin letters, digits and ``_.-``, beginning with a letter. Names stay as they are."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from webapp.engine.dialect import BPMN
from webapp.procedures.importing.normalising.work import NCNAME, Work, bpmn, local_name


def mend_ids(work: Work, file_stem: str) -> None:
    """Give each element with an unusable or missing id a new one; ids that stand twice are left to the checks."""
    counts = Counter(element.get("id") for element in work.root.iter(f"{{{BPMN}}}*") if element.get("id"))
    taken = {str(each) for each in counts}
    changed: dict[str, str] = {}
    for element in work.root.iter(f"{{{BPMN}}}*"):
        found = element.get("id")
        if found is None or NCNAME.match(found) or counts[found] > 1:
            continue
        stem = file_stem if local_name(element) == "process" and NCNAME.match(file_stem) else _kind(element)
        changed[found] = work.free_id(stem, taken)
        taken.add(changed[found])
        work.say("IM-212", element, found=found, now=changed[found])
    if changed:
        work.rename(changed)


def name_lanes_as_roles(work: Work) -> None:
    """A lane that is called as a role of the place gets the role's id: lanes are roles here."""
    taken = work.taken_ids()
    changed: dict[str, str] = {}
    for lane in work.root.iter(bpmn("lane")):
        lane_id = lane.get("id", "")
        role = work.roles.get(" ".join(lane.get("name", "").split()))
        if role is not None and lane_id != role and lane_id and role not in taken:
            changed[lane_id] = role
            taken.add(role)
            work.say("IM-212", lane, found=lane_id, now=role)
    if changed:
        work.rename(changed)


def name_tasks_as_forms(work: Work) -> None:
    """A task and its form share one id here: the task takes the form's, where that is free."""
    taken = work.taken_ids()
    changed: dict[str, str] = {}
    for task in work.root.iter(bpmn("userTask")):
        form = task.find(f"{bpmn('extensionElements')}/{{*}}formDefinition")
        form_id = form.get("formId") if form is not None else None
        task_id = task.get("id", "")
        if form_id and task_id and form_id != task_id and NCNAME.match(form_id) and form_id not in taken:
            changed[task_id] = form_id
            taken.add(form_id)
            work.say("IM-212", task, found=task_id, now=form_id)
    if changed:
        work.rename(changed)


def _kind(element: etree._Element) -> str:
    """``userTask`` as ``user_task``."""
    return re.sub(r"(?<!^)([A-Z])", lambda sign: f"_{sign[1].lower()}", local_name(element))
