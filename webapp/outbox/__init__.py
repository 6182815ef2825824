"""What must leave the system after the commit, and the notices people read inside it.

A use case puts messages in its own transaction; a worker delivers them later, each under a lease with a
fencing attempt number, so that a slow worker that wakes up late cannot overrule the one that took over.

    put(session, [NewMessage(jurisdiction="town", to_group="town:intake", subject_zh="…", subject_en="…")])
    delivered = drain(database, deliver, limit=20)
    list_notices(session, actor)
"""

from webapp.outbox.delivery import Deliver, Delivery, drain
from webapp.outbox.errors import NoticeNotFound, RecipientMissing
from webapp.outbox.messages import NewMessage, put, put_notice
from webapp.outbox.models import NoticeRead, OutboxMessage
from webapp.outbox.notices import Notice, Reader, count_unread, list_notices, mark_read

__all__ = [
    "Deliver",
    "Delivery",
    "NewMessage",
    "Notice",
    "NoticeNotFound",
    "NoticeRead",
    "OutboxMessage",
    "Reader",
    "RecipientMissing",
    "count_unread",
    "drain",
    "list_notices",
    "mark_read",
    "put",
    "put_notice",
]
