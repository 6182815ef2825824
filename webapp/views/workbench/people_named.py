"""What people are called, each looked up once for a page."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.people import find_account


class PersonNames:
    """Names people by their login names, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, str] = {}

    def of(self, login_name: str | None) -> str:
        """The person's name; the login name itself where no account has it, and nothing for nobody."""
        if not login_name:
            return ""
        if login_name not in self._known:
            account = find_account(self._session, login_name)
            self._known[login_name] = account.display_name if account is not None else login_name
        return self._known[login_name]
