"""For everybody: how to use the platform."""

from webapp.views.access import Access, Addresses
from webapp.views.help import pages

addresses = Addresses("help")
addresses.add("/help", pages.index, Access.EVERYBODY)
addresses.add("/help/<topic>", pages.show_topic, Access.EVERYBODY)

blueprint = addresses.blueprint
