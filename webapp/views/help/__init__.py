"""For everybody: the manual."""

from webapp.views.access import Access, Addresses
from webapp.views.help import pages

addresses = Addresses("help")
addresses.add("/help", pages.index, Access.EVERYBODY)
addresses.add("/help/<topic>", pages.show_topic, Access.EVERYBODY)

blueprint = addresses.blueprint
# The texts live under webapp/help, where those who write them look for them.
blueprint.template_folder = str(pages.MANUAL)
blueprint.add_app_template_filter(pages.mark_chinese)
