"""The steps lead to the tables of the models, up and down, once and without drift."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.fresh_database import is_sqlite
from webapp.database import Base, Database, open_database
from webapp.migrations import FOLDER, DatabaseNotOurs, DatabaseTooNew, head, migrate

#: Every module that holds tables. Whoever adds one adds it here; the test below finds a forgotten one.
MODELS = (
    "webapp.database.time",
    "webapp.people.models",
    "webapp.audit.models",
    "webapp.outbox.models",
    "webapp.procedures.models",
    "webapp.procedures.drafts.models",
    "webapp.procedures.proof.models",
    "webapp.procedures.proposals.models",
    "webapp.cases.models",
    "webapp.cases.calendar_models",
    "webapp.cases.impact.models",
    "webapp.cases.moving.models",
    "webapp.cases.papers.models",
)


@pytest.fixture(autouse=True)
def all_models() -> None:
    for module in MODELS:
        importlib.import_module(module)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/empty.db")
    yield database
    database.close()


def steps() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return ScriptDirectory.from_config(config)


def read_schema(database: Database) -> Mapping[str, list[str]]:
    """Every table, index and trigger of an SQLite database, the parts of its text in one order."""
    with database.read() as session:
        rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {
        # SQLite writes a column that was added later behind the last one, on the same line.
        name: sorted(part.strip() for part in re.split(r",\s|\n", sql) if part.strip())
        for name, sql in rows
        if name != "alembic_version"
    }


def test_every_module_with_tables_is_compared() -> None:
    root = FOLDER.parent
    holding = {
        ".".join(("webapp", *file.relative_to(root).with_suffix("").parts))
        for file in root.rglob("*.py")
        if "(Base):" in file.read_text(encoding="utf-8")
    }
    assert holding == set(MODELS)


def test_the_steps_lead_to_the_models_letter_by_letter(empty: Database, tmp_path: Path) -> None:
    migrate(empty)
    from_models = open_database(f"sqlite:///{tmp_path}/models.db")
    with from_models.write() as session:
        Base.metadata.create_all(session.connection())
    assert read_schema(empty) == read_schema(from_models)
    from_models.close()


def test_alembic_finds_no_difference_either(database: Database) -> None:
    with database.write() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_to_nothing_and_up_again(database: Database) -> None:
    migrate(database, "base")
    with database.read() as session:
        assert set(inspect(session.connection()).get_table_names()) == {"alembic_version"}
    migrate(database)
    with database.read() as session:
        assert set(inspect(session.connection()).get_table_names()) >= set(Base.metadata.tables)


def test_each_step_can_be_undone_and_redone_by_itself(empty: Database) -> None:
    numbers = [step.revision for step in reversed(list(steps().walk_revisions()))]
    for number in numbers:
        migrate(empty, number)
    whole = read_schema(empty)
    for number in ["base", *numbers][-2::-1]:
        migrate(empty, number)
    for number in numbers:
        migrate(empty, number)
    assert read_schema(empty) == whole


def test_steps_are_numbered_in_one_line_and_the_head_file_names_the_last() -> None:
    found = list(reversed(list(steps().walk_revisions())))
    assert [step.revision for step in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    assert all(Path(step.path).name.startswith(f"{step.revision}_") for step in found)
    assert head() == steps().get_current_head()


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO unit (jurisdiction, code, name, name_en, kind) VALUES ('x', 'x', 'x', 'x', 'x')"
            )
        )
    migrate(database)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM unit")).scalar_one() == 1


def test_a_start_with_nothing_to_do_does_not_load_alembic(database_url: str) -> None:
    script = (
        "import sys; from webapp.database import open_database; from webapp.migrations import migrate;"
        "database = open_database(sys.argv[1]); migrate(database); database.close();"
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script, database_url], check=True)


def test_a_step_that_fails_leaves_the_database_as_it_was(empty: Database) -> None:
    """A view of the wrong name stands in the way of the first step, half way through."""
    with empty.write() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("CREATE VIEW outbox_message AS SELECT 1"))
    with pytest.raises(Exception, match="outbox_message"):
        migrate(empty)
    assert set(read_schema(empty)) == {"outbox_message"}


def test_a_database_of_a_later_release_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew) as caught:
        migrate(database)
    assert "9999" in caught.value.text("zh")


def test_a_database_of_something_else_is_refused_and_left_alone(empty: Database) -> None:
    with empty.write() as session:
        session.execute(text("CREATE TABLE petitions (id INTEGER)"))
    with pytest.raises(DatabaseNotOurs):
        migrate(empty)
    assert set(read_schema(empty)) == {"petitions"}


def test_the_database_itself_protects_the_record(database: Database) -> None:
    kind = (
        "sqlite_master WHERE type = 'trigger'" if is_sqlite(database) else "pg_trigger WHERE NOT tgisinternal"
    )
    name = "name" if is_sqlite(database) else "tgname"
    with database.read() as session:
        triggers = set(session.execute(text(f"SELECT {name} FROM {kind}")).scalars())  # noqa: S608 (our own words)
    assert triggers == {
        "audit_chain_keeps_rows",
        "audit_chain_only_grows",
        "audit_entry_keeps_rows",
        "audit_entry_keeps_values",
    }
