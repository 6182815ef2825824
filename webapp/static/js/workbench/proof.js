// On the diagrams of the proof: a click on a step's element shows it; coverage is coloured and counted.
(function () {
  "use strict";

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
    mark(viewer, words(place.dataset.walked), "walked");
    mark(viewer, words(place.dataset.unwalked), "unwalked");
    mark(viewer, words(place.dataset.excused), "excused");
    count(viewer, place);
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-stop]");
    if (!button) return;
    const fold = document.querySelector('[data-process="' + CSS.escape(button.dataset.stopProcess) + '"]');
    if (!fold) return;
    fold.open = true;
    const places = [fold.querySelector("[data-diagram]")];
    document.dispatchEvent(new CustomEvent("diagram:look", { detail: { places, id: button.dataset.stop } }));
  });
})();
