"""For everybody who works on cases: what the platform told them."""

from webapp.views.access import Access, Addresses
from webapp.views.notices import pages

addresses = Addresses("notices")
addresses.add("/notices", pages.list_notices, Access.SIGNED_IN)
addresses.add("/notices/<int:notice_id>/read", pages.read_notice, Access.SIGNED_IN, ["POST"])

blueprint = addresses.blueprint
