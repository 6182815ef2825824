"""For the three administrators, each with their own pages: system, security, audit."""

from webapp.views.access import Access, Addresses
from webapp.views.administration import accounts, audit, clock, incidents, units, year_calendar

SYSTEM, SECURITY, AUDIT = (
    Access.SYSTEM_ADMINISTRATOR,
    Access.SECURITY_ADMINISTRATOR,
    Access.AUDIT_ADMINISTRATOR,
)

addresses = Addresses("administration")
addresses.add("/administration/incidents", incidents.list_incidents, SYSTEM)
addresses.add("/administration/incidents/<int:incident_id>/retry", incidents.retry_incident, SYSTEM, ["POST"])
addresses.add("/administration/units", units.list_units, SYSTEM)
addresses.add("/administration/units/new", units.create_unit, SYSTEM, ["POST"])
addresses.add("/administration/calendar", year_calendar.show_calendar, SYSTEM)
addresses.add("/administration/calendar", year_calendar.save_calendar, SYSTEM, ["POST"])
addresses.add("/administration/calendar/preview", year_calendar.preview_calendar, SYSTEM, ["POST"])
addresses.add("/administration/clock", clock.show_clock, SYSTEM)
addresses.add("/administration/clock", clock.advance_clock, SYSTEM, ["POST"])
addresses.add("/administration/accounts", accounts.list_accounts, SECURITY)
addresses.add("/administration/accounts/new", accounts.create_account, SECURITY, ["GET", "POST"])
addresses.add("/administration/accounts/<int:account_id>", accounts.show_account, SECURITY)
addresses.add("/administration/accounts/<int:account_id>/grant", accounts.grant_roles, SECURITY, ["POST"])
addresses.add("/administration/accounts/<int:account_id>/revoke", accounts.revoke_role, SECURITY, ["POST"])
addresses.add(
    "/administration/accounts/<int:account_id>/disable", accounts.disable_account, SECURITY, ["POST"]
)
addresses.add("/administration/accounts/<int:account_id>/enable", accounts.enable_account, SECURITY, ["POST"])
addresses.add(
    "/administration/accounts/<int:account_id>/password", accounts.reset_password, SECURITY, ["POST"]
)
addresses.add("/administration/audit", audit.show_record, AUDIT)

blueprint = addresses.blueprint
