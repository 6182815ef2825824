"""For process designers and system administrators: change a place's procedure, prove it, publish it."""

from webapp.views.access import Access, Addresses
from webapp.views.workbench import editors, pages

addresses = Addresses("workbench")
addresses.add("/workbench", pages.show_home, Access.WORKBENCH)
addresses.add("/workbench/drafts/<int:draft_id>/diagrams/<name>", editors.edit_diagram, Access.WORKBENCH)
addresses.add("/workbench/drafts/<int:draft_id>/tables/<name>", editors.edit_decisions, Access.WORKBENCH)
addresses.add("/workbench/drafts/<int:draft_id>/forms/<name>", editors.edit_form, Access.WORKBENCH)
addresses.add("/workbench/element-templates", editors.list_element_templates, Access.WORKBENCH)

blueprint = addresses.blueprint
