"""The procedures that came with the release: published at the first start, one by one, so that none stops the others."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from webapp import outbox
from webapp.database import Database, Turn, database_now, take_turn
from webapp.errors import Language, RongcuoError
from webapp.outbox import NewMessage, OutboxMessage
from webapp.people import EVERYWHERE, SYSTEM_ADMIN
from webapp.procedures.errors import PackRefused
from webapp.procedures.packs import Pack, read_pack
from webapp.procedures.publishing import list_current, list_jurisdictions, publish_shipped_pack

_LOG = logging.getLogger(__name__)
#: A notice names so many errors; `rongcuo pack check` names them all.
MAX_TOLD = 10
_WHAT_NEXT = {
    "zh": "该地没有可用的规程，不能在该地申请；其他地方照常办理。改正后重新启动，平台再试一次；全部问题见命令 rongcuo pack check {code}。",
    "en": "The place has no procedure, and nothing can be filed there; all other places go on. Mend it and start again: "
    "the platform tries once more. The command rongcuo pack check {code} lists every finding.",
}


def publish_shipped(database: Database, pack_root: Path) -> tuple[str, ...]:
    """Publish the procedures that came with this release and that no version of is in force yet.

    A place that has published its own version keeps it. Of several servers that start together one publishes.
    A procedure with errors is held back: the log and a notice tell the system administrators, all other places go on,
    and the next start tries again. Returns the jurisdictions that were published.
    """
    with database.read() as session:
        known = {version.jurisdiction for version in list_current(session)}
    published = []
    for code in list_jurisdictions(pack_root):
        if code not in known:
            try:
                if _publish(database, read_pack(code, pack_root)):
                    published.append(code)
            except RongcuoError as refusal:
                _tell(database, code, refusal)
    return tuple(published)


def _publish(database: Database, pack: Pack) -> bool:
    """Whether this server published it; another one may have been first."""
    with database.write() as session:
        take_turn(session.connection(), Turn.PUBLISH_SHIPPED)
        if pack.code in {version.jurisdiction for version in list_current(session)}:
            return False
        publish_shipped_pack(session, pack, database_now(session))
        return True


def _tell(database: Database, code: str, refusal: RongcuoError) -> None:
    """Write to the log, and to the system administrators once: a start that fails in the same way says nothing new."""
    notice = NewMessage(
        jurisdiction=code,
        to_group=f"{EVERYWHERE}:{SYSTEM_ADMIN}",
        subject_zh=f"随附的规程“{code}”有错误，没有发布",
        subject_en=f"The shipped procedure '{code}' has errors and was not published",
        body_zh="\n".join([*_reasons(refusal, "zh"), _WHAT_NEXT["zh"].format(code=code)]),
        body_en="\n".join([*_reasons(refusal, "en"), _WHAT_NEXT["en"].format(code=code)]),
    )
    _LOG.error("%s · %s\n%s\n%s", notice.subject_zh, notice.subject_en, notice.body_zh, notice.body_en)
    with database.write() as session:
        take_turn(session.connection(), Turn.PUBLISH_SHIPPED)
        told = select(OutboxMessage.id).where(
            OutboxMessage.to_group == notice.to_group,
            OutboxMessage.jurisdiction == code,
            OutboxMessage.body_zh == notice.body_zh,
        )
        if session.scalar(told.limit(1)) is None:
            outbox.put(session, [notice])


def _reasons(refusal: RongcuoError, language: Language) -> Sequence[str]:
    if not isinstance(refusal, PackRefused):
        return [refusal.text(language)]
    errors = [problem for problem in refusal.problems if problem.severity == "error"]
    return [problem.text(language) for problem in errors[:MAX_TOLD]]
