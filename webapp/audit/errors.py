"""What can go wrong with the record."""

from __future__ import annotations

from webapp.errors import RongcuoError


class AuditIsAppendOnly(RongcuoError):
    """Somebody tried to change or remove an entry of the record."""

    code = "RC-1300"
    zh = "操作记录只能追加，不能修改或删除。"
    en = "The record can only be added to, never changed or removed."


class DigestUnknown(RongcuoError):
    """A digest names an algorithm that this release does not have."""

    code = "RC-1301"
    zh = "不认识摘要算法 {algorithm}。"
    en = "The digest algorithm {algorithm} is unknown."


class CheckpointFileUnusable(RongcuoError):
    """The file of checkpoints cannot be read or written."""

    code = "RC-1302"
    zh = "检查点文件 {file} 无法读写：{reason}。请检查路径、权限和磁盘空间。"
    en = "The checkpoint file {file} cannot be read or written: {reason}. Check path, permissions and disk space."


class CheckpointFileMissing(RongcuoError):
    """The file of checkpoints that somebody named is not there."""

    code = "RC-1303"
    zh = "没有检查点文件 {file}。"
    en = "There is no checkpoint file {file}."
