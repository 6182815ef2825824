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
