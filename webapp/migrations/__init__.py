"""Brings a database to the tables of this release, and refuses one that a newer release has changed.

Each file under ``versions/`` is one step and says exactly what it does; it doesn't look at today's
models. The file ``HEAD`` names the last step, so that a start with nothing to do need not load Alembic.
To add a step: copy the last file, give it the next number, name it in ``HEAD``, and let
``tests/migrations`` compare the outcome with the models.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from webapp.database import Database, Turn, take_turn
from webapp.errors import RongcuoError

FOLDER = Path(__file__).parent


class DatabaseTooNew(RongcuoError):
    """The database was migrated by a later release than this one."""

    code = "RC-1500"
    zh = "数据库 {place} 已由更新的版本升级（{found}），本版本只到 {head}。请安装新版本。"
    en = (
        "The database {place} was migrated by a later release ({found}); this one knows {head}. "
        "Install the later release."
    )


class DatabaseNotOurs(RongcuoError):
    """The database holds tables, but not those of this product."""

    code = "RC-1501"
    zh = "数据库 {place} 中已有其他系统的表，请指定一个空数据库。"
    en = "The database {place} holds the tables of something else. Name an empty database."


def head() -> str:
    """The last step of this release."""
    return (FOLDER / "HEAD").read_text(encoding="ascii").strip()


def migrate(database: Database, target: str = "head") -> None:
    """Bring ``database`` to ``target`` (the last step by default; ``base`` is empty), wholly or not at all.

    Of several servers that start together one does it, the others wait and find it done.
    Raises `DatabaseTooNew`, `DatabaseNotOurs`.
    """
    with database.read() as session:
        if _find_step(session.connection()) == (head() if target == "head" else target):
            return
    with database.write() as session:
        connection = session.connection()
        take_turn(connection, Turn.MIGRATE)
        found = _find_step(connection)
        if found is not None and not list((FOLDER / "versions").glob(f"{found}_*.py")):
            raise DatabaseTooNew(place=database.place, found=found, head=head())
        if found is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
            raise DatabaseNotOurs(place=database.place)
        goes_back = target == "base" or (target != "head" and (found or "") > target)
        _run(connection, "downgrade" if goes_back else "upgrade", target)


def _find_step(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    step: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return step


def _run(connection: Connection, direction: Literal["upgrade", "downgrade"], target: str) -> None:
    # Alembic takes a third of a second to load: only who migrates waits for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.upgrade if direction == "upgrade" else command.downgrade)(config, target)
