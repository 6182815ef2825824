// Draws a decision file of the page with the standard's own viewer: [data-decisions] names the file, the decision and the
// rows that fired. It is drawn when its fold opens; rows light up anew whenever other facts were tried.
(function () {
  "use strict";

  // The viewer's own words; it speaks English by itself.
  const CHINESE = {
    "When": "当", "And": "且", "Then": "则", "Annotations": "注释", "Annotation": "注释", "Hit policy:": "命中规则：",
    "Hit policy": "命中规则", "Unique": "唯一", "First": "首个", "Any": "任一", "Priority": "优先", "Collect": "汇总",
    "Rule order": "按行序", "Output order": "按输出序", "View DRD": "需求图"
  };

  function translate(text, values) {
    const chosen = document.documentElement.lang.startsWith("zh") && CHINESE[text] ? CHINESE[text] : text;
    return chosen.replace(/{([^}]+)}/g, function (whole, name) { return (values || {})[name] || whole; });
  }

  function rowsThatFired() {
    const told = document.querySelector("[data-fired-rows]");
    return (told ? told.dataset.firedRows : "").split(" ").filter(Boolean);
  }

  function light(place) {
    const fired = new Set(rowsThatFired());
    place.querySelectorAll("[data-row-id]").forEach(function (cell) {
      cell.classList.toggle("fired-cell", fired.has(cell.dataset.rowId));
    });
  }

  function show(place, viewer, kind) {
    const views = viewer.getViews();
    const view = kind === "drd"
      ? views.find(function (each) { return each.type === "drd"; })
      : views.find(function (each) { return each.element.id === place.dataset.decision; });
    if (!view) return Promise.resolve();
    place.parentElement.querySelectorAll("[data-view]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.view === kind));
    });
    return viewer.open(view).then(function () {
      if (kind === "drd") viewer.getActiveViewer().get("canvas").zoom("fit-viewport", "auto");
      place.querySelectorAll("svg[tabindex]").forEach(function (drawing) {
        drawing.setAttribute("role", "img");
        drawing.setAttribute("aria-label", place.getAttribute("aria-label"));
      });
      makeReadable(place);
      light(place);
    });
  }

  // The viewer leaves the corner above the row numbers without a name, and its scrolling frame out of the keyboard's way.
  function makeReadable(place) {
    place.querySelectorAll("th").forEach(function (cell) {
      if (cell.textContent.trim()) return;
      const name = document.createElement("span");
      name.className = "visually-hidden";
      name.textContent = place.dataset.corner || "#";
      cell.append(name);
    });
    place.querySelectorAll(".tjs-table-container").forEach(function (frame) {
      frame.setAttribute("tabindex", "0");
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", place.getAttribute("aria-label"));
    });
  }

  async function draw(place) {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    const answer = await fetch(place.dataset.decisions, { credentials: "same-origin" });
    if (!answer.ok) throw new Error("HTTP " + answer.status);
    const words = { additionalModules: [{ translate: ["value", translate] }] };
    const viewer = new window.DmnJS({
      container: place, drd: { zoomScroll: { enabled: false }, ...words }, decisionTable: words, literalExpression: words
    });
    await viewer.importXML(await answer.text(), { open: false });
    place.parentElement.querySelectorAll("[data-view]").forEach(function (button) {
      button.addEventListener("click", function () { show(place, viewer, button.dataset.view); });
    });
    await show(place, viewer, "table");
    place.dataset.ready = "yes";
  }

  function drawVisible() {
    document.querySelectorAll("[data-decisions]").forEach(function (place) {
      // What stands in a closed fold may have a box all the same: it is drawn when the fold opens.
      if (place.offsetParent === null || place.closest("details:not([open])")) return;
      draw(place).catch(function () { place.textContent = place.dataset.failure || ""; });
    });
  }

  document.addEventListener("DOMContentLoaded", drawVisible);
  document.addEventListener("toggle", drawVisible, true);
  document.addEventListener("htmx:afterSettle", function () {
    document.querySelectorAll("[data-decisions]").forEach(light);
  });
})();
