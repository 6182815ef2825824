"""Case files and the work on them.

Use cases (each one transaction on a `webapp.database.Database`; ``actor`` is a `webapp.people.Actor`;
``read`` turns the form of the task and its FEEL context into a checked submission, for instance
``lambda schema, context: read_submission(schema, context, request.form, "zh")``):

- `open_case(database, actor, jurisdiction, read, *, submission_key) -> CaseOpened(case_id, case_no)`
- `complete_task(database, actor, task_id, read, *, revision, submission_key) -> TaskCompleted(case_id, case_no, next_task_id)`
- `claim_task(database, actor, task_id, *, revision=None)`, `release_task(database, actor, task_id)`
- `save_draft(database, actor, task_id, typed)`, `save_matter_draft(database, actor, jurisdiction, typed)`
- `add_evidence(database, actor, case_id, file_name, media_type, content, *, note="", task_id=None) -> int`
- `add_comment(database, actor, case_id, text, *, submission_key)`
- `send_message(database, actor, case_id, message, read, *, submission_key)`
- `retry_incident(database, actor, incident_id)` (system administrators)
- `fire_due(database, limit=50) -> int`, `advance_practice_clock(database, actor, span)`

Pages (each one read transaction; they raise `CaseNotFound`/`TaskNotFound` for what the actor may not see):

- `list_inbox(database, actor, tab, *, language, search="", jurisdiction=None, sort="due", page=1) -> Inbox` (tab: mine, claimable, done)
- `get_task_page(database, actor, task_id, language) -> TaskPage`
- `list_cases(database, actor, *, language, search="", status=None, page=1) -> CaseList`
- `get_case_page(database, actor, case_id, language) -> CasePage`
- `get_start_page(database, actor, jurisdiction, language) -> StartPage`, `list_startable(database, actor, language) -> [(code, name)]`
- `get_evidence(database, actor, case_id, evidence_id) -> (EvidenceLine, bytes)`
- `list_incidents(database, actor, language) -> tuple[IncidentLine, ...]`
"""
