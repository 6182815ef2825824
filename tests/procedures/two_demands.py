"""One case in which inspection has raised two demands at the same moment, driven through the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.procedures.shared_place import CASE_NO, MONDAY, at
from webapp.clock import MovableClock
from webapp.engine import CaseRun, OpenTask
from webapp.feel import Value, from_python
from webapp.procedures import Pack
from webapp.procedures.forms import validate_facts
from webapp.procedures.registers import HeldRegisterBook
from webapp.procedures.scenario_host import ScenarioHost, packaged_calendar


class TwoDemands:
    """Both wait for their answer; each is known by what it demands."""

    names = ("补办手续", "说明理由")

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.book = HeldRegisterBook(CASE_NO)
        self.host = ScenarioHost(MovableClock(at(MONDAY)), packaged_calendar(), self.book)
        self.run = CaseRun.start(
            pack.deployment, "matter", host=self.host, case={"no": CASE_NO}, variables={}
        )
        for name in self.names:
            facts = {"finding": "procedure", "basis": "依据", "demand": name}
            payload = self._accepted(
                "raise_supervision", {}, {f"supervision.{key}": facts[key] for key in facts}
            )
            assert self.run.deliver_message("supervision", CASE_NO, payload)

    def answer(self, name: str, text: str) -> None:
        """The determining organ answers the demand."""
        fields = {"supervision_answer.text": text, "supervision_answer.measures": text}
        self._complete("answer_supervision", name, fields)

    def check(self, name: str, result: str) -> None:
        """Inspection checks the answer to the demand."""
        fields = {"supervision_check.result": result, "supervision_check.text": f"核对“{name}”"}
        self._complete("check_supervision", name, fields)

    def seen_by(self, element_id: str) -> list[tuple[Any, Any]]:
        """What whoever has the tasks at an element sees there: the demand, and the answer given."""
        return [
            (seen.get("supervision", {})["demand"], (seen.get("supervision_answer") or {}).get("text"))  # type: ignore[call-overload, index, union-attr]
            for seen in (self.run.variables(task.id) for task in self._open(element_id))
        ]

    def is_blank(self, element_id: str, entity: str) -> bool:
        """Whether the tasks at an element begin without anything from an earlier round."""
        return all(self.run.variables(task.id).get(entity) is None for task in self._open(element_id))

    def records(self) -> dict[Any, Any]:
        """What the register says of each demand."""
        return {record["demand"]: record["result"] for record in self.book.list_records("supervisions")}

    def _open(self, element_id: str) -> list[OpenTask]:
        return [task for task in self.run.open_tasks() if task.element_id == element_id]

    def _complete(self, element_id: str, name: str, facts: Mapping[str, str]) -> None:
        [task] = [
            task
            for task, seen in zip(self._open(element_id), self.seen_by(element_id), strict=True)
            if seen[0] == name
        ]
        values = self._accepted(element_id, self.run.variables(task.id), facts)
        self.run.complete_task(task.id, values, {"account": "someone", "name": "某人", "unit": None})

    def _accepted(
        self, form_id: str, seen: Mapping[str, Value], facts: Mapping[str, str]
    ) -> dict[str, dict[str, Value]]:
        context: dict[str, Value] = {**seen, "actor": {"name": "某人"}, "today": None}
        submission = validate_facts(
            self.pack.forms[form_id], context, {key: from_python(value) for key, value in facts.items()}
        )
        assert not submission.errors
        return {entity: dict(values) for entity, values in submission.values.items()}
