"""What a place says of its procedure as a whole stands on the pages where the procedure is at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, FILES, JURISDICTION, MATTER, Change
from tests.views.conftest import make_small_database, open_copy
from tests.views.test_casework import open_matter, person
from tests.views.visitor import read
from webapp.settings import read_settings
from webapp.views import create_app

NOTE = {
    "zh": "来源没有规定程序，各步骤均为自拟。",
    "en": "The source lays down no procedure; every step is assumed.",
}
SAID = f'\n[procedure_note]\nzh = "{NOTE["zh"]}"\nen = "{NOTE["en"]}"\n'
#: The step rests on a document of another place beside none of its own.
FOREIGN = (
    '<zeebe:property name="source" value="S1" />',
    '<zeebe:property name="source" value="S9 第三条" />',
)


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    changes: dict[str, Change] = {JURISDICTION: FILES[JURISDICTION] + SAID, MATTER: FOREIGN}
    return make_small_database(tmp_path_factory.mktemp("noted"), changes)


@pytest.fixture
def town(noted: Path, tmp_path: Path) -> Iterator[PracticePlace]:
    with open_copy(noted, tmp_path) as place:
        yield place


def notes(app: Flask, login_name: str, address: str, language: str) -> list[str]:
    visitor = person(app, login_name)
    visitor.speak(language)
    return [
        str(text).strip() for text in read(visitor.get(address)).xpath("//*[@id='procedure-note']//text()")
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_stands_on_the_pages_of_application_task_case_and_procedure(
    app: Flask, town: PracticePlace, language: str
) -> None:
    case_id = open_matter(app)
    [task] = read(person(app, "intake").get("/tasks?tab=claimable")).xpath(
        "//a[contains(@href, '/tasks/')]/@href"
    )[:1]
    for login_name, address in (
        ("applicant", f"/cases/new/{CODE}"),
        ("intake", task),
        ("intake", f"/cases/{case_id}"),
        ("applicant", f"/cases/{case_id}"),
    ):
        assert notes(app, login_name, address, language) == [NOTE[language]], address
    assert notes(app, "intake", f"/procedures/{CODE}", language) == [NOTE[language]]


def test_a_step_that_rests_on_another_places_document_is_shown_as_assumed(
    app: Flask, town: PracticePlace
) -> None:
    open_matter(app)
    intake = person(app, "intake")
    [task] = read(intake.get("/tasks?tab=claimable")).xpath("//a[contains(@href, '/tasks/')]/@href")[:1]
    shown = " ".join(read(intake.get(task)).xpath("//h2[@id='guidance-title']//text()"))
    assert "自拟" in shown
    assert "S9" not in shown


def test_a_place_that_says_nothing_shows_nothing(small_template: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with open_copy(small_template, tmp_path / "plain") as place:
        app = create_app(
            read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True), place.database
        )
        assert notes(app, "intake", f"/procedures/{CODE}", "zh") == []
