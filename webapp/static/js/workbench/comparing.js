// On a comparison: a click on an element shows it on both drawings of its file; a link to a part opens it, two buttons all.
(function () {
  "use strict";

  function openPart(hash) {
    const part = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (!part || part.tagName !== "DETAILS") return;
    part.open = true;
    const around = part.parentElement.closest("details");
    if (around) around.open = true;
  }

  function foldAll(isOpen) {
    document.querySelectorAll(".change-groups details").forEach(function (part) { part.open = isOpen; });
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest(".change-parts a");
    if (link) openPart(link.hash);
    const folds = event.target.closest("[data-folds]");
    if (folds) foldAll(folds.dataset.folds === "open");
    const button = event.target.closest("[data-look]");
    if (!button || !button.matches("button")) return;
    const places = Array.from(button.closest(".change-file").querySelectorAll("[data-diagram]"));
    document.dispatchEvent(new CustomEvent("diagram:look", { detail: { places, id: button.dataset.look } }));
  });
  document.addEventListener("DOMContentLoaded", function () { openPart(location.hash); });
})();
