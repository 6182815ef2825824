"""A place's own words for messages of a shared diagram: what messages may ask they may ask, what cannot be read is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.procedures.drafts.desk import NOW, Desk, set_up_desk
from tests.procedures.small_pack import ARCHIVE, SCENARIO, WORDS
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.procedures.draft_parts.errors import WordingRefused
from webapp.procedures.draft_parts.wording import save_wording

_STATUS = (
    '<zeebe:taskDefinition type="set_status" /><zeebe:ioMapping>'
    '<zeebe:input source="archived" target="status" /></zeebe:ioMapping>'
)
_MESSAGE = (
    '<zeebe:taskDefinition type="notify" /><zeebe:ioMapping><zeebe:input source="archivist" target="to" />'
    '<zeebe:input source="=&quot;已归档&quot;" target="text" /></zeebe:ioMapping>'
)
TEXT, NAME = (ARCHIVE, "mark_archived.text"), (ARCHIVE, "file_papers")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A draft of the small place, whose last shared step sends a message."""
    database = open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    migrate(database)
    changes = {ARCHIVE: (_STATUS, _MESSAGE), SCENARIO: ('status = "archived"\n', "")}
    yield set_up_desk(database, tmp_path / "pack", changes)
    database.close()


def save(desk: Desk, words: dict[tuple[str, str], str], revision: int = 0) -> None:
    with desk.database.write() as session:
        save_wording(session, 1, words, revision, desk.actor("designer"), NOW)


def test_words_of_a_message_may_ask_what_messages_ask_and_none_are_saved_with_one_that_cannot_be_read(
    desk: Desk,
) -> None:
    asking = '"已立卷：" + unit name(body) + string(add working days(today(), 3))'
    save(desk, {TEXT: asking})
    assert desk.draft().pack.texts("zh").text(*TEXT, "") == asking
    with pytest.raises(WordingRefused) as refused:
        save(desk, {TEXT: '"已立卷" +', NAME: "装订"}, 1)
    assert [(each.file, each.element_id) for each in refused.value.problems] == [(WORDS, TEXT[1])]
    assert NAME[1] not in desk.draft().pack.texts("zh").of_file(ARCHIVE)
