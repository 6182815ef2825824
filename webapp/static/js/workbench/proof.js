// On the diagrams of the proof: a click on a step's element shows it; coverage is coloured and counted.
(function () {
  "use strict";

  const drawn = new Map();
  let looked = null;

  function words(text) {
    return (text || "").split(" ").filter(Boolean);
  }

  function mark(viewer, ids, name) {
    const registry = viewer.get("elementRegistry");
    ids.filter((id) => registry.get(id)).forEach((id) => viewer.get("canvas").addMarker(id, name));
  }

  function count(viewer, place) {
    const registry = viewer.get("elementRegistry");
    words(place.dataset.counts).forEach(function (pair) {
      const at = pair.lastIndexOf("=");
      const id = pair.slice(0, at);
      if (!registry.get(id)) return;
      const badge = document.createElement("span");
      badge.className = "proof-count";
      badge.textContent = pair.slice(at + 1);
      badge.title = (place.dataset.countWords || "").replace("{n}", badge.textContent);
      viewer.get("overlays").add(id, { position: { top: -10, right: 12 }, html: badge });
    });
  }

  document.addEventListener("diagram:drawn", function (event) {
    const place = event.target;
    const viewer = event.detail.viewer;
    drawn.set(place, viewer);
    mark(viewer, words(place.dataset.walked), "walked");
    mark(viewer, words(place.dataset.unwalked), "unwalked");
    mark(viewer, words(place.dataset.excused), "excused");
    count(viewer, place);
    if (place.dataset.look) look(place, place.dataset.look);
  });

  function look(place, id) {
    const viewer = drawn.get(place);
    if (!viewer) {
      place.dataset.look = id;
      return;
    }
    delete place.dataset.look;
    const element = viewer.get("elementRegistry").get(id);
    if (looked) looked.viewer.get("canvas").removeMarker(looked.id, "looked-at");
    looked = null;
    if (!element) return;
    const canvas = viewer.get("canvas");
    canvas.addMarker(id, "looked-at");
    looked = { viewer, id };
    if (canvas.zoom() < 0.8) canvas.zoom(0.85);
    const box = canvas.viewbox();
    canvas.viewbox({
      x: element.x + (element.width || 0) / 2 - box.width / 2,
      y: element.y + (element.height || 0) / 2 - box.height / 2,
      width: box.width, height: box.height
    });
    place.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-stop]");
    if (!button) return;
    const fold = document.querySelector('[data-process="' + CSS.escape(button.dataset.stopProcess) + '"]');
    if (!fold) return;
    fold.open = true;
    look(fold.querySelector("[data-diagram]"), button.dataset.stop);
  });
})();
