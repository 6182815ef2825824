"""What can be wrong with a database, each in one sentence that says how to mend it."""

from __future__ import annotations

from webapp.errors import RongcuoError


class DatabaseUnusable(RongcuoError):
    """The database cannot be worked with; the subclass says why."""

    code = "RC-1100"
    kind = "unavailable"
    zh = "数据库 {place} 无法使用：{reason}"
    en = "The database {place} cannot be used: {reason}"


class DatabaseUrlRefused(DatabaseUnusable):
    """The address names no database this product can open."""

    code = "RC-1101"
    zh = (
        "数据库地址 {place} 不可用。请写成 sqlite:///文件路径，或 postgresql+psycopg://用户@主机/库名"
        "（后者须安装 rongcuo[scale]）。"
    )
    en = (
        "The database address {place} cannot be used. Write sqlite:///PATH, "
        "or postgresql+psycopg://USER@HOST/NAME (which needs rongcuo[scale])."
    )


class DatabaseUnreachable(DatabaseUnusable):
    """No database answers at the address: a missing folder, a refused connection, a lost server."""

    code = "RC-1102"
    zh = "打不开数据库 {place}：{reason}。请检查路径、权限或数据库服务。"
    en = (
        "The database {place} cannot be opened: {reason}. "
        "Check the path, the permissions or the database server."
    )


class DatabaseBroken(DatabaseUnusable):
    """The file is no database, or its pages are damaged."""

    code = "RC-1103"
    zh = "数据库 {place} 已损坏或不是数据库文件：{reason}。请从备份恢复。"
    en = "The database {place} is damaged or not a database: {reason}. Restore it from a backup."


class DatabaseReadOnly(DatabaseUnusable):
    """The database, its file or its folder cannot be written."""

    code = "RC-1104"
    zh = "数据库 {place} 只读：{reason}。请允许写入该文件及其所在文件夹。"
    en = "The database {place} is read-only: {reason}. Allow writing to the file and its folder."


class DatabaseBusy(DatabaseUnusable):
    """Another transaction held its lock for longer than we wait; nothing was changed."""

    code = "RC-1105"
    zh = "数据库 {place} 正忙：{reason}。未作任何更改，请重试。"
    en = "The database {place} is busy: {reason}. Nothing was changed; try again."


class DatabaseFull(DatabaseUnusable):
    """There is no room left for the change; nothing was changed."""

    code = "RC-1106"
    zh = "数据库 {place} 所在磁盘已满：{reason}。未作任何更改，请腾出空间后重试。"
    en = "The disk of the database {place} is full: {reason}. Nothing was changed; free some space and try again."


class WriteInReadUnit(RongcuoError):
    """A read unit tried to write: a mistake in our code, never of a user."""

    code = "RC-1107"
    zh = "只读操作中出现写入，已拒绝。"
    en = "A read unit tried to write; it was refused."


class NotPracticeDatabase(RongcuoError):
    """Only the clock of a practice database can be moved."""

    code = "RC-1108"
    zh = "这不是演练数据库，时钟不能调整。"
    en = "This is not a practice database; its clock cannot be moved."


class PracticeClockBackwards(RongcuoError):
    """The practice clock moves forward only."""

    code = "RC-1109"
    zh = "演练时钟只能向前调整。请填大于零的时间。"
    en = "The practice clock moves forward only. Give a span above zero."
