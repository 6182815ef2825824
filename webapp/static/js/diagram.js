// Draws the diagrams of a page: each [data-diagram] names the file, the elements where the case stands,
// those it has passed and the flows it took. A diagram inside a closed fold is drawn when the fold opens.
(function () {
  "use strict";

  // Below this scale nobody can read the labels: such a diagram opens where the case stands, or what differs, instead of whole.
  const READABLE = 0.6;
  const MARGIN = 24;
  const CHANGES = ["changed", "added", "removed", "moved"];

  const viewers = new Map();
  let looked = [];

  function words(text) {
    return (text || "").split(" ").filter(Boolean);
  }

  function mark(viewer, ids, name) {
    const canvas = viewer.get("canvas");
    const registry = viewer.get("elementRegistry");
    ids.forEach(function (id) {
      if (registry.get(id)) canvas.addMarker(id, name);
    });
  }

  function showWhole(canvas) {
    const box = canvas.viewbox().inner;
    canvas.viewbox({
      x: box.x - MARGIN, y: box.y - MARGIN, width: box.width + 2 * MARGIN, height: box.height + 2 * MARGIN
    });
    if (canvas.zoom() > 1) canvas.zoom(1, "auto");
  }

  // Where a view of `size` begins that has `centre` in its middle, yet shows no more than a margin beyond the drawing.
  function along(centre, size, start, length) {
    const first = start - MARGIN;
    const last = start + length + MARGIN - size;
    if (last < first) return start + length / 2 - size / 2;
    return Math.min(Math.max(centre - size / 2, first), last);
  }

  // A flat drawing needs no tall frame; where only a part of it is shown, some height is left around that part.
  function fitFrame(place, canvas, isPart) {
    const box = canvas.viewbox().inner;
    const scale = Math.min(1, place.clientWidth / (box.width + 2 * MARGIN));
    const wanted = Math.max((box.height + 2 * MARGIN) * scale, isPart && scale < READABLE ? 320 : 180);
    if (wanted < place.clientHeight) place.style.height = Math.round(wanted) + "px";
    canvas.resized();
  }

  function showPlace(place, viewer, ids) {
    const canvas = viewer.get("canvas");
    fitFrame(place, canvas, ids.length > 0);
    showWhole(canvas);
    const element = viewer.get("elementRegistry").get(ids[0] || "");
    if (!element || canvas.zoom() >= READABLE) return;
    canvas.zoom(0.85);
    centre(canvas, element);
  }

  function centre(canvas, element) {
    const box = canvas.viewbox();
    const middle = element.waypoints ? element.waypoints[Math.floor(element.waypoints.length / 2)] : element;
    canvas.viewbox({
      x: along(middle.x + (element.width || 0) / 2, box.width, box.inner.x, box.inner.width),
      y: along(middle.y + (element.height || 0) / 2, box.height, box.inner.y, box.inner.height),
      width: box.width, height: box.height
    });
  }

  // Points to an element on those drawings that have it; one that is not drawn yet does so then.
  function look(places, id) {
    looked.forEach(function (each) { each.canvas.removeMarker(each.id, "looked-at"); });
    looked = [];
    places.forEach(function (place) {
      const viewer = viewers.get(place);
      if (!viewer) {
        place.dataset.look = id;
        return;
      }
      delete place.dataset.look;
      const element = viewer.get("elementRegistry").get(id);
      if (!element) return;
      const canvas = viewer.get("canvas");
      canvas.addMarker(id, "looked-at");
      looked.push({ canvas, id });
      if (canvas.zoom() < 0.8) canvas.zoom(0.85);
      centre(canvas, element);
    });
    const first = places.find(function (place) { return looked.length && viewers.has(place); });
    if (first) first.scrollIntoView({ block: "nearest" });
  }

  // What the drawing opens on: where the case stands, else the first step that differs, else the first flow.
  function opensOn(place, viewer) {
    const active = words(place.dataset.active);
    if (active.length) return active;
    const registry = viewer.get("elementRegistry");
    const found = CHANGES.flatMap(function (change) { return words(place.dataset[change]); })
      .filter(function (id) { return registry.get(id); });
    const steps = found.filter(function (id) { return !registry.get(id).waypoints && !registry.get(id).children.length; });
    return steps.length ? steps : found;
  }

  function wireButtons(place, viewer, active) {
    place.parentElement.querySelectorAll("[data-zoom]").forEach(function (button) {
      button.addEventListener("click", function () {
        const canvas = viewer.get("canvas");
        if (button.dataset.zoom === "fit") showWhole(canvas);
        else canvas.zoom(canvas.zoom() * (button.dataset.zoom === "in" ? 1.25 : 0.8), "auto");
      });
    });
    showPlace(place, viewer, active);
  }

  async function draw(place) {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    const answer = await fetch(place.dataset.diagram, { credentials: "same-origin" });
    if (!answer.ok) throw new Error("HTTP " + answer.status);
    // The wheel scrolls the page; the buttons scale the drawing.
    const viewer = new window.BpmnNavigatedViewer({ container: place, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    // The drawing can hold the focus (arrow keys move it), so the name stands on it and not on the frame.
    const drawing = place.querySelector("svg[tabindex]");
    if (drawing) {
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-label", place.getAttribute("aria-label"));
    }
    mark(viewer, words(place.dataset.passed), "walked");
    mark(viewer, words(place.dataset.flows), "walked");
    mark(viewer, words(place.dataset.active), "at-place");
    CHANGES.forEach(function (change) {
      mark(viewer, words(place.dataset[change]), "is-" + change);
    });
    viewers.set(place, viewer);
    wireButtons(place, viewer, opensOn(place, viewer));
    if (place.dataset.look) look([place], place.dataset.look);
    place.dataset.ready = "yes";
    place.dispatchEvent(new CustomEvent("diagram:drawn", { bubbles: true, detail: { viewer: viewer } }));
  }

  function drawVisible() {
    document.querySelectorAll("[data-diagram]").forEach(function (place) {
      if (place.offsetParent === null) return;
      draw(place).catch(function () {
        place.textContent = place.dataset.failure || "";
      });
    });
  }

  document.addEventListener("DOMContentLoaded", drawVisible);
  document.addEventListener("toggle", drawVisible, true);
  document.addEventListener("diagram:look", function (event) { look(event.detail.places, event.detail.id); });
})();
