// On a comparison: a click on an element shows it on both drawings of its file; a link to a part opens it.
(function () {
  "use strict";

  function openPart(hash) {
    const part = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (!part || part.tagName !== "DETAILS") return;
    part.open = true;
    const around = part.parentElement.closest("details");
    if (around) around.open = true;
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest(".change-parts a");
    if (link) openPart(link.hash);
    const button = event.target.closest("[data-look]");
    if (!button || !button.matches("button")) return;
    const places = Array.from(button.closest(".change-file").querySelectorAll("[data-diagram]"));
    document.dispatchEvent(new CustomEvent("diagram:look", { detail: { places, id: button.dataset.look } }));
  });
  document.addEventListener("DOMContentLoaded", function () { openPart(location.hash); });
})();
