// What every page does on top of plain HTML: send a form once, take the reader to the first error, fold the menu.
(function () {
  "use strict";
  document.documentElement.classList.remove("no-script");

  // A form marked data-once is sent once, however often its button is pressed. The server refuses
  // a repeat as well (submission key); this only spares the reader the wait.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    // What opens in a window of its own leaves this page as it is.
    if (!form.hasAttribute("data-once") || event.submitter?.formTarget === "_blank") return;
    if (form.dataset.sent === "yes") {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // After this turn: a disabled button would not send its own name and value.
    window.setTimeout(function () {
      form.querySelectorAll("button").forEach(function (button) { button.disabled = true; });
    }, 0);
  });

  // Once a form is on its way no draft of it is sent, and the answer to one that was under way is overtaken:
  // it may tell of a task that is closed by now.
  ["htmx:beforeRequest", "htmx:beforeOnLoad"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      const form = event.target.closest("form[data-once]");
      if (form && form.dataset.sent === "yes") event.preventDefault();
    });
  });

  // The browser's Back button may bring the page back as it was left.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-once]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button").forEach(function (button) { button.disabled = false; });
    });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });

  window.addEventListener("load", function () {
    const summary = document.querySelector(".error-summary");
    if (summary) summary.focus();
  });
})();
