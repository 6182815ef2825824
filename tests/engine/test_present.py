"""The present of tables and diagrams is the host's, never the machine's."""

from __future__ import annotations

import datetime as dt

from tests.engine.drawing import decision_task, end, process, start, user_task
from tests.engine.places import Place, RecordingHost, deploy
from webapp.decisions import load
from webapp.feel import compile_expression, from_python
from webapp.feel.present import clock, present

DATED = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="https://example.org/d">
  <decision id="dated" name="dated"><literalExpression><text>string(today())</text></literalExpression></decision>
</definitions>"""


def test_a_table_that_asks_for_the_day_gets_the_day_of_the_place_by_the_hosts_clock() -> None:
    source = process(
        "main", start(), decision_task("decide", "dated", "said"), user_task("look"), end(),
        flows="start > decide > look > end",
    )  # fmt: skip
    host = RecordingHost()
    # Half past midnight at the place is the evening before in UTC.
    host.clock.instant = dt.datetime.fromisoformat("2031-05-06T00:30:00+08:00").astimezone(dt.UTC)
    place = Place(deploy(source, decisions=load({"d.dmn": DATED})), host=host)
    assert place.run.variables()["said"] == "2031-05-06"


def test_a_host_sets_the_present_for_as_long_as_it_works() -> None:
    instant = dt.datetime(2031, 5, 6, 1, 0, tzinfo=dt.UTC)
    with clock(lambda: instant):
        assert present() == instant
        assert compile_expression("now()").evaluate({}) == from_python(instant)
        assert compile_expression("today()").evaluate({}) == from_python(instant.date())
    assert abs(present() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
