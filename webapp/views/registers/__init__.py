"""For organisation departments, inspectors and officers: registers, the question of what counts, the library, figures."""

from webapp.views.access import Access, Addresses
from webapp.views.registers import answers, api, figures, library, pages

addresses = Addresses("registers")
addresses.add("/registers", pages.list_registers, Access.SIGNED_IN)
addresses.add("/registers/standing", answers.ask_standing, Access.SIGNED_IN)
addresses.add("/registers/library", library.show_library, Access.SIGNED_IN)
addresses.add("/registers/statistics", figures.show_statistics, Access.SIGNED_IN)
addresses.add("/registers/statistics/export/<file_format>", figures.export_statistics, Access.SIGNED_IN)
addresses.add("/registers/<register>", pages.show_register, Access.SIGNED_IN)
addresses.add("/registers/<register>/export/<file_format>", pages.export_register, Access.SIGNED_IN)

blueprint = addresses.blueprint

for_programs = Addresses("api")
for_programs.add("/api/v1/registers", api.list_registers, Access.SIGNED_IN)
for_programs.add("/api/v1/registers/<register>", api.read_register, Access.SIGNED_IN)
for_programs.add("/api/v1/standing", api.answer_standing, Access.SIGNED_IN)
for_programs.add("/api/v1/library", api.read_library, Access.SIGNED_IN)
for_programs.add("/api/v1/statistics", api.read_statistics, Access.SIGNED_IN)

programs = for_programs.blueprint
