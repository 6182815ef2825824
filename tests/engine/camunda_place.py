"""The place in which diagrams written by others for Camunda 8 are tried: its forms, roles, tables and operations."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.engine.places import OFFICER, Place, RecordingHost, tables
from webapp.engine import Surroundings, check_diagrams, read_deployment
from webapp.errors import Problem
from webapp.feel import from_python, to_json

FOLDER = Path(__file__).parent / "camunda"
_FIELDS = {
    "invoice": "invoice.amount",
    "application": "checks",
    "approval": "approved",
    "opinion": "stand",
    "visit": "found",
    "answer": "answer",
    "order": "orderId customer lines",
    "packing": "stock",
    "grade": "review.grade",
    **{name: name for name in ("review", "letter", "call", "legal", "tax", "quick")},
}
PLACE = Surroundings(
    roles={"clerk": "办事员", "manager": "主管", "sales": "销售"},
    forms={form: frozenset(fields.split()) for form, fields in _FIELDS.items()},
    decisions=tables(),
    operations={"send-letter": frozenset({"to", "text"})},
)
#: What an order form brings.
ORDER: Mapping[str, object] = {"orderId": "A-17", "customer": "Li", "lines": [{"price": 50, "count": 3}]}


def source(name: str) -> bytes:
    """A file of the folder."""
    return (FOLDER / f"{name}.bpmn").read_bytes()


class Camunda(Place):
    """A case on files of the folder, or on given sources; restarts after each step."""

    def __init__(
        self,
        *names: str,
        sources: Mapping[str, bytes] | None = None,
        process_id: str | None = None,
        host: RecordingHost | None = None,
        first: Mapping[str, object] | None = None,
    ) -> None:
        files = sources or {f"{name}.bpmn": source(name) for name in names}
        variables = {name: from_python(value) for name, value in (first or {}).items()}
        super().__init__(
            read_deployment(files, PLACE),
            process_id or names[0],
            variables=variables,
            host=host,
            restarts=True,
        )

    def submit(self, element_id: str, *, item: object = None, **facts: object) -> None:
        """Complete an open task with plain values."""
        values = {name: from_python(value) for name, value in facts.items()}
        self.run.complete_task(self.task(element_id, item).id, values, OFFICER)
        self._settle()

    @property
    def path(self) -> list[str]:
        """The elements completed, in order."""
        return [element_id for kind, element_id in self.events if kind == "element_completed"]

    def plain(self, name: str) -> object:
        """A variable as JSON would show it."""
        return to_json(self.run.variables().get(name))


def errors_of(written: bytes) -> list[Problem]:
    """The errors of one file."""
    return [problem for problem in check_diagrams({"a.bpmn": written}, PLACE) if problem.severity == "error"]
