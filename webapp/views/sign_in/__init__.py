"""For every visitor: signing in and out, setting up the first account, choosing the language."""

from webapp.views.access import Access, Addresses
from webapp.views.sign_in import health, pages

addresses = Addresses("sign_in")
addresses.add("/sign-in", pages.sign_in, Access.EVERYBODY, ["GET", "POST"])
addresses.add("/sign-out", pages.sign_out, Access.SIGNED_IN, ["POST"])
addresses.add("/password", pages.change_password, Access.SIGNED_IN, ["GET", "POST"])
addresses.add("/setup/<token>", pages.set_up, Access.EVERYBODY, ["GET", "POST"])
addresses.add("/language", pages.choose_language, Access.EVERYBODY, ["POST"])
addresses.add("/health", health.report_health, Access.EVERYBODY)

blueprint = addresses.blueprint
