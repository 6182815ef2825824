"""For everybody with a part in a case: opening it, reading it, adding to it."""

from webapp.views.access import Access, Addresses
from webapp.views.matters import additions, opening, pages, recusals

addresses = Addresses("matters")
addresses.add("/cases", pages.list_cases, Access.SIGNED_IN)
addresses.add("/cases/new", opening.choose_procedure, Access.SIGNED_IN)
addresses.add("/cases/new/<jurisdiction>", opening.prepare_case, Access.SIGNED_IN)
addresses.add("/cases/new/<jurisdiction>", opening.open_case, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/new/<jurisdiction>/draft", opening.save_draft, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/new/<jurisdiction>/by/<entrance>", opening.prepare_case, Access.SIGNED_IN)
addresses.add("/cases/new/<jurisdiction>/by/<entrance>", opening.open_case, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/new/<jurisdiction>/by/<entrance>/draft", opening.save_draft, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/<int:case_id>", pages.show_case, Access.SIGNED_IN)
addresses.add("/cases/<int:case_id>/comments", additions.add_comment, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/<int:case_id>/evidence", additions.add_evidence, Access.SIGNED_IN, ["POST"])
addresses.add(
    "/cases/<int:case_id>/evidence/<int:evidence_id>", additions.download_evidence, Access.SIGNED_IN
)
addresses.add("/cases/<int:case_id>/messages/<message>", additions.prepare_message, Access.SIGNED_IN)
addresses.add("/cases/<int:case_id>/messages/<message>", additions.send_message, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/<int:case_id>/recusal", recusals.prepare_declaration, Access.SIGNED_IN)
addresses.add("/cases/<int:case_id>/recusal", recusals.declare, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/<int:case_id>/recusals/new", recusals.prepare_record, Access.SIGNED_IN)
addresses.add("/cases/<int:case_id>/recusals/new", recusals.record, Access.SIGNED_IN, ["POST"])
addresses.add("/cases/<int:case_id>/recusals/<int:recusal_id>/lift", recusals.prepare_lift, Access.SIGNED_IN)
addresses.add(
    "/cases/<int:case_id>/recusals/<int:recusal_id>/lift", recusals.lift, Access.SIGNED_IN, ["POST"]
)

blueprint = addresses.blueprint
