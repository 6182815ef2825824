// Ctrl or Cmd with a letter does the same wherever the reader stands on the page. The editors hear only what is pressed
// within them; a field for text keeps its own keys.
const TYPED = "input, textarea, select, [contenteditable=true]";

function nameOf(event) {
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return "";
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return { y: "redo", f: "search" }[key] || "";
}

/** Let the keys press the page's buttons of the same name ([data-do]), unless the editor has taken them itself. */
export function wireKeys(page) {
  document.addEventListener("keydown", (event) => {
    const name = nameOf(event);
    if (!name || event.defaultPrevented || event.target.closest(TYPED)) return;
    const button = page.querySelector(`[data-do="${name}"]`);
    if (!button || button.hidden) return;
    event.preventDefault();
    button.click();
  });
}
