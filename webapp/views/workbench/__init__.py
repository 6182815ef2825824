"""For process designers and system administrators: change a place's procedure, prove it, publish it."""

from webapp.views.access import Access, Addresses
from webapp.views.workbench import pages

addresses = Addresses("workbench")
addresses.add("/workbench", pages.show_home, Access.WORKBENCH)

blueprint = addresses.blueprint
