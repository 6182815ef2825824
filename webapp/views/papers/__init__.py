"""Papers: print view, document, correction and sealed form for those with a part in a case; templates for the system administrator."""

from webapp.views.access import Access, Addresses
from webapp.views.papers import pages, templates

SYSTEM = Access.SYSTEM_ADMINISTRATOR
_TEMPLATE = "/administration/papers/<jurisdiction>/<kind>"

addresses = Addresses("papers")
addresses.add("/papers/<int:paper_id>", pages.show_paper, Access.SIGNED_IN)
addresses.add("/papers/<int:paper_id>/<int:version>.docx", pages.download_paper, Access.SIGNED_IN)
addresses.add("/papers/<int:paper_id>/<int:version>/sealed", pages.download_sealed, Access.SIGNED_IN)
addresses.add("/papers/<int:paper_id>/<int:version>/sealed", pages.seal_paper, Access.SIGNED_IN, ["POST"])
addresses.add("/papers/<int:paper_id>/correct", pages.correct_paper, Access.SIGNED_IN, ["POST"])
addresses.add("/papers/<int:paper_id>/again", pages.make_again, Access.SIGNED_IN, ["POST"])
addresses.add("/administration/papers", templates.list_templates, SYSTEM)
addresses.add(_TEMPLATE, templates.show_template, SYSTEM)
addresses.add(f"{_TEMPLATE}/template.docx", templates.download_template, SYSTEM)
addresses.add(_TEMPLATE, templates.upload_template, SYSTEM, ["POST"])
addresses.add(f"{_TEMPLATE}/publish", templates.publish_template, SYSTEM, ["POST"])
addresses.add(f"{_TEMPLATE}/discard", templates.discard_template, SYSTEM, ["POST"])

blueprint = addresses.blueprint
