"""For everybody who wants to read a procedure: diagrams, tables, parameters and their sources."""

from webapp.views.access import Access, Addresses
from webapp.views.procedures import pages

addresses = Addresses("procedures")
addresses.add("/procedures", pages.list_procedures, Access.SIGNED_IN)
addresses.add("/procedures/<jurisdiction>", pages.show_procedure, Access.SIGNED_IN)
addresses.add("/procedures/<jurisdiction>/tables/<decision>", pages.show_table, Access.SIGNED_IN)
addresses.add(
    "/procedures/<jurisdiction>/tables/<decision>/try", pages.try_table, Access.SIGNED_IN, ("POST",)
)
addresses.add(
    "/procedures/<jurisdiction>/tables/<decision>/keep", pages.keep_facts, Access.SIGNED_IN, ("POST",)
)
addresses.add(
    "/procedures/<jurisdiction>/tables/<decision>/examples", pages.download_examples, Access.SIGNED_IN
)
addresses.add("/procedures/versions/<digest>/<path:path>", pages.show_file, Access.SIGNED_IN)

blueprint = addresses.blueprint
