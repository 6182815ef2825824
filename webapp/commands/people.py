"""Who a command acts for: a person named by login."""

from __future__ import annotations

from webapp.database import Database
from webapp.people import AccountNotFound, Actor, find_account, get_actor


def find_actor(database: Database, login_name: str) -> Actor:
    """The person who answers for what a command does.

    Raises:
        AccountNotFound: nobody has this login name.
    """
    with database.read() as session:
        account = find_account(session, login_name)
        if account is None:
            raise AccountNotFound(account=login_name)
        return get_actor(session, account.id)
