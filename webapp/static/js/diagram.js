// Draws the diagrams of a page: each [data-diagram] names the file, the elements where the case stands,
// those it has passed and the flows it took. A diagram inside a closed fold is drawn when the fold opens.
(function () {
  "use strict";

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

  async function draw(place) {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    const answer = await fetch(place.dataset.diagram, { credentials: "same-origin" });
    if (!answer.ok) throw new Error("diagram: HTTP " + answer.status);
    const viewer = new window.BpmnNavigatedViewer({ container: place });
    await viewer.importXML(await answer.text());
    mark(viewer, words(place.dataset.passed), "walked");
    mark(viewer, words(place.dataset.flows), "walked");
    mark(viewer, words(place.dataset.active), "at-place");
    mark(viewer, words(place.dataset.failed), "failed");
    viewer.get("canvas").zoom("fit-viewport", "auto");
    place.dataset.ready = "yes";
    wireButtons(place, viewer);
  }

  function wireButtons(place, viewer) {
    const buttons = place.parentElement.querySelectorAll("[data-zoom]");
    buttons.forEach(function (button) {
      button.addEventListener("click", function () {
        if (button.dataset.zoom === "fit") viewer.get("canvas").zoom("fit-viewport", "auto");
        else viewer.get("zoomScroll").stepZoom(button.dataset.zoom === "in" ? 1 : -1);
      });
    });
  }

  function drawVisible() {
    document.querySelectorAll("[data-diagram]").forEach(function (place) {
      if (place.offsetParent === null) return;
      draw(place).catch(function (problem) {
        place.textContent = place.dataset.failure || String(problem);
      });
    });
  }

  document.addEventListener("DOMContentLoaded", drawVisible);
  document.addEventListener("toggle", drawVisible, true);
})();
