"""What can go wrong with messages and notices."""

from __future__ import annotations

from webapp.errors import RongcuoError


class RecipientMissing(RongcuoError):
    """A message must go to one account or to one group."""

    code = "RC-1400"
    zh = "消息必须指定一个收件人或一个收件角色。"
    en = "A message goes to one account or to one group."


class NoticeNotFound(RongcuoError):
    """No such notice, or not one for this reader."""

    code = "RC-1401"
    kind = "missing"
    zh = "没有这条通知。"
    en = "There is no such notice."
