"""The small place with its diagrams drawn, as a template to make a city from: its checks take a moment, not seconds."""

from __future__ import annotations

import re

from tests.procedures.small_pack import ARCHIVE, FILES, MATTER
from webapp.procedures.importing.normalising.diagrams import normalise_diagram

#: The branch of refusal runs below all others, where there is room for another step.
_REFUSED = ('x="1038" y="260" width="36"', 'x="1238" y="412" width="36"')
_FLOW = re.compile(r'(id="f7_edge" bpmnElement="f7">).*?(</bpmndi:BPMNEdge>)', re.DOTALL)
_BELOW = r'\1<di:waypoint x="921" y="243"/><di:waypoint x="921" y="430"/><di:waypoint x="1238" y="430"/>\2'


def drawn_diagrams() -> dict[str, bytes]:
    """The place's diagrams, laid out as those of an import without a drawing."""
    matter = _drawn(MATTER)
    assert _REFUSED[0] in matter
    roomy, found = _FLOW.subn(_BELOW, matter.replace(*_REFUSED))
    assert found == 1
    return {MATTER: roomy.encode(), ARCHIVE: _drawn(ARCHIVE).encode()}


def _drawn(path: str) -> str:
    [done] = normalise_diagram(path, FILES[path].encode(), is_loose=True, roles={})
    return done.content.decode()
