"""Quick fixes: small functions from a file to a file, by the code of the problem that they mend.

for fix in list_fixes(draft, problem):
    print(fix.id, fix.text("en"), [ask.text("en") for ask in fix.asks])
with database.write() as session:
    mend_problem(session, draft.line.id, ("EN-141", file, "is_tolerated", None), "default:f7", {}, actor, now(session))
"""

from webapp.procedures.drafts.fixes.mending import MENDERS, list_fixes, mend_problem
from webapp.procedures.drafts.fixes.model import Ask, Case, Fix

__all__ = ["MENDERS", "Ask", "Case", "Fix", "list_fixes", "mend_problem"]
