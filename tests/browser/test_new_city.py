"""A new city, from the template to its first case closed, in a real browser: as the guide for designers tells it.

The template is a small place, whose checks take a moment; `new_city_of_framework` tells the story on the one that ships.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import People, Site
from tests.browser.new_city import Template, make_a_city
from tests.browser.small_city import drawn_diagrams
from tests.practice_place import PracticePlace
from tests.views.conftest import make_small_database, open_copy

pytestmark = pytest.mark.browser

SMALL = Template(
    name="小城",
    diagram="matter",
    check="形式审查",
    way_out=(1080, 430),
    end="refused",
    default_flow="f7",
    mended="听取意见",
    table="outcome",
    condition=(2, '"slight"', '"grave"'),
    lasting=("td.output-cell", '"educate"'),
    clause="S1 第二条",
    application={"application.request_text": "请求容错"},
    refusal={"assessment.f_fault": "grave"},
    is_shown=True,
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[PracticePlace]:
    """A practice database with a place whose procedure is small, its diagrams drawn."""
    with open_copy(make_small_database(tmp_path / "made", drawn_diagrams()), tmp_path) as opened:
        yield opened


def test_a_new_city_goes_from_the_template_to_its_first_case(site: Site, people: People) -> None:
    make_a_city(site, people, SMALL)
