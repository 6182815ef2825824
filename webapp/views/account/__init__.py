"""For everybody who has signed in: their own account, and the tokens of programs that read in their name."""

from webapp.views.access import Access, Addresses
from webapp.views.account import pages

addresses = Addresses("account")
addresses.add("/account", pages.show_account, Access.SIGNED_IN)
addresses.add("/account/tokens", pages.create_token, Access.SIGNED_IN, ["POST"])
addresses.add("/account/tokens/<int:token_id>/revoke", pages.revoke_token, Access.SIGNED_IN, ["POST"])

blueprint = addresses.blueprint
