"""A person with a keyboard and no mouse. Wherever they stop, they see where they are."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Locator, Page, expect

#: More stops than any page has on the way to one place.
_STOPS_LIMIT = 200

_FOCUS_MARK = """() => {
  const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, parseFloat(style.outlineWidth), document.activeElement.outerHTML.slice(0, 200)];
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus; every stop on the way shows a focus mark."""
    expect(wanted).to_be_attached()
    for _ in range(_STOPS_LIMIT):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        style, width_px, markup = page.evaluate(_FOCUS_MARK)
        if not markup.startswith("<body"):  # Past the last stop the focus leaves the page once.
            assert style == "solid", markup
            assert width_px >= 2, markup
    raise AssertionError(f"Tab does not reach {wanted}")


def press_at(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go to ``wanted`` and press a key there."""
    tab_to(page, wanted)
    page.keyboard.press(key)


def write_at(page: Page, wanted: Locator, text: str) -> None:
    """Go to a field and type."""
    tab_to(page, wanted)
    page.keyboard.type(text)
    expect(wanted).to_have_value(text)


def write_date_at(page: Page, wanted: Locator, day: date) -> None:
    """Go to a date field and type year, month and day into its parts, in the order in which this browser has them."""
    tab_to(page, wanted)
    for order in ("%m%d%Y", "%d%m%Y", "%Y%m%d"):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.type(day.strftime(order))
        if wanted.input_value() == day.isoformat():
            return
    raise AssertionError(f"the field took no date: {wanted.input_value()}")
