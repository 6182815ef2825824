"""Every figure of a place is shown with its value and its source where it applies: at a diagram, a task or a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.cases.parameter_words import figures_named, figures_of_task
from webapp.procedures import Pack, read_pack
from webapp.views.procedures.reading import read_procedure, read_table

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = sorted(
    file.parent.name for file in ROOT.glob("bpmn/*/jurisdiction.toml") if file.parent.name != "shared"
)


@pytest.fixture(scope="module", params=PLACES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return read_pack(request.param, ROOT)


def shown_names(pack: Pack) -> set[str]:
    """The names of the figures on the pages of the place's diagrams, tasks and tables."""
    at_diagrams = {
        line.name
        for diagram in read_procedure(pack, "zh").diagrams
        for line in diagram.figures
        if line.source
    }
    at_tables = {
        line.name
        for decision in pack.decisions.decisions
        if (table := read_table(pack, decision, "zh")) is not None
        for line in table.figures
    }
    at_tasks = {
        line.name
        for process in pack.deployment.processes.values()
        for element in process.elements
        for line in figures_of_task(pack, process.id, element, "zh")
    }
    return at_diagrams | at_tables | at_tasks


def test_every_figure_that_a_place_sets_is_shown_where_it_applies(pack: Pack) -> None:
    written = pack.files[f"bpmn/{pack.code}/jurisdiction.toml"].decode()
    own = {name: each for name, each in pack.jurisdiction.parameters.items() if f"\n{name} = " in written}
    assert len(own) > 30
    shown = shown_names(pack)
    assert [name for name, figure in own.items() if figure.name("zh") not in shown] == []


def test_a_text_names_each_figure_once_and_unknown_ones_not_at_all(pack: Pack) -> None:
    text = "=parameters.accept_working_days + parameters.accept_working_days + parameters.no_such_figure"
    [line] = figures_named(pack, text, "zh")
    assert line.value == "5 个工作日"
    assert line.source == "assumed"
