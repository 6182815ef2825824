"""The register book of a case in the database: what operations record, in the transaction of the step that records it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp import outbox
from webapp.audit import canonical_json
from webapp.cases.models import CaseFile, RegisterEntry
from webapp.feel import Value, to_json, to_python

#: Which value of a record orders its register, and which ends it, first found wins.
_ON_DATE = ("decided_on", "from_on", "done_on", "sent_on", "planned_on", "archived_on", "transferred_on", "withdrawn_on")
_UNTIL = ("until_on", "due_on", "appeal_until")
