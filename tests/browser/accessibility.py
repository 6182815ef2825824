"""What axe-core and the width of a page have to say about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "webapp" / "static" / "node_modules" / "axe-core" / "axe.min.js"

#: The rules: WCAG 2.0 to 2.2, levels A and AA, and what axe calls best practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

#: What bpmn.io draws inside the one named image: thousands of shapes that are nobody's to reach one by one. The image
#: itself, its name and everything around it are looked at.
DRAWN_SHAPES = ".diagram svg[role='img'] > *"

#: Every diagram that is seen has been drawn.
_DRAWN = """() => [...document.querySelectorAll("[data-diagram]")].every(
  place => place.offsetParent === null || place.dataset.ready === "yes")"""

#: Everything that can be unfolded is looked at unfolded. Diagrams stay as they are: opening one draws it.
_UNFOLD = """() => document.querySelectorAll("details").forEach(fold => {
  if (!fold.querySelector("[data-diagram]")) fold.open = true;
})"""

#: What is left out of the looking is out of the page while axe looks: it reads the styles of all that is there.
_RUN = """async ([rules, drawn]) => {
  const held = [...document.querySelectorAll(drawn)].map(shape => [shape.parentNode, shape]);
  held.forEach(([, shape]) => shape.remove());
  try {
    const found = await axe.run({runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], preload: false});
    return found.violations.map(each => ({
      id: each.id, help: each.help, places: each.nodes.map(node => node.html.slice(0, 160) + " "
        + node.any.concat(node.all, node.none).map(check => check.message).join("; ").slice(0, 200))
    }));
  } finally {
    held.forEach(([place, shape]) => place.append(shape));
  }
}"""


def bring_axe(page: Page) -> None:
    """Have axe on every page that is opened from here on.

    The library is handed over by the driver, not loaded by the page: the page keeps its content policy.
    """
    page.add_init_script(path=AXE)


def unfold(page: Page) -> None:
    """Open the folds of a page, the menu of a small screen among them, and wait for its diagrams."""
    page.evaluate(_UNFOLD)
    page.wait_for_function(_DRAWN)


def find_violations(page: Page) -> list[str]:
    """What axe finds on a page that was opened after `bring_axe`, a line for each rule with the first places."""
    found: list[dict[str, Any]] = page.evaluate(_RUN, [list(RULES), DRAWN_SHAPES])
    return [
        f"{each['id']}: {each['help']} ({len(each['places'])})\n    " + "\n    ".join(each["places"][:3])
        for each in found
    ]


def overflow_px(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    beyond: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return beyond
