"""What can be wrong with the checkpoints, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from webapp.clock import PLACE_ZONE
from webapp.errors import Language

Flaw = Literal[
    "changed",
    "wrong_key",
    "no_key",
    "missing",
    "reordered",
    "broken_link",
    "exchanged",
    "unreadable",
    "torn",
    "lost",
    "older",
]
Note = Literal["interrupted", "elsewhere", "none"]
Kind = Flaw | Note

#: What each flaw is called, in both languages.
FLAW_TEXTS: dict[Kind, tuple[str, str]] = {
    "changed": ("检查点 {number} 被修改", "checkpoint {number}: changed"),
    "wrong_key": (
        "检查点 {number} 不是用这里的审计密钥签的",
        "checkpoint {number}: not signed with the audit key kept here",
    ),
    "no_key": (
        "没有审计密钥，检查点 {number} 无法核验",
        "checkpoint {number}: cannot be verified, the audit key is not here",
    ),
    "missing": ("检查点 {number} 缺失", "checkpoint {number}: missing"),
    "reordered": ("检查点 {number} 的位置被调换", "checkpoint {number}: moved from its place"),
    "broken_link": (
        "检查点 {number} 与前一个不衔接",
        "checkpoint {number}: does not follow the one before it",
    ),
    "exchanged": (
        "检查点 {number} 不是记录里登记的那一个",
        "checkpoint {number}: not the one that the record knows",
    ),
    "unreadable": (
        "检查点文件第 {number} 行不是检查点",
        "line {number} of the checkpoint file: not a checkpoint",
    ),
    "torn": (
        "检查点文件的最后一行（第 {number} 行）不完整：写入时中断，或被截去一段",
        "line {number}, the last of the checkpoint file: incomplete, its writing was interrupted or a part cut off",
    ),
    "lost": (
        "记录里登记过检查点 {number}，检查点文件却不在或没有一个检查点",
        "checkpoint {number}: known to the record, but the checkpoint file is not there or empty",
    ),
    "older": (
        "整个数据库停在检查点 {number}（{at}）之前：恢复了更早的备份，或此后的记录被一并截去",
        (
            "checkpoint {number} ({at}): the whole database stands as it was before it; "
            "an older backup was restored, or everything since was cut off"
        ),
    ),
}

#: What is worth saying and no damage.
NOTE_TEXTS: dict[Kind, tuple[str, str]] = {
    "interrupted": (
        "检查点文件第 {number} 行写到一半中断，后一个检查点已经记明",
        "line {number} of the checkpoint file: interrupted while written, as the checkpoint after it states",
    ),
    "elsewhere": (
        "记录里另有 {number} 个检查点由别的密钥签署，请用那里的文件和密钥核验",
        "{number} checkpoints on record were signed with another key: verify them with the file and key of that place",
    ),
    "none": (
        "没有检查点：末尾连同末尾标记一起截去的链查不出来",
        "there is no checkpoint: a chain cut off together with its end mark cannot be noticed",
    ),
}


@dataclass(frozen=True, slots=True)
class CheckpointFinding:
    """Something wrong with checkpoints, or worth a note. ``number`` is one number or several: ``3–5, 8``."""

    kind: Kind
    number: str = ""
    at: datetime | None = None

    def text(self, language: Language = "zh") -> str:
        """The finding in the reader's language."""
        zh, en = (FLAW_TEXTS | NOTE_TEXTS)[self.kind]
        at = f"{self.at.astimezone(PLACE_ZONE):%Y-%m-%d %H:%M}" if self.at else ""
        return (en if language == "en" else zh).format(number=self.number, at=at)


def spell_numbers(spans: Iterable[tuple[int, int]]) -> str:
    """``3–5, 8`` for spans with their first and last number, in any order."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in joined)
