// The menus look for what was typed when a key is let go; words chosen from an input method by mouse, or pasted, let go
// of none. So every change of the field counts as one.

/** Make the search fields of the editor's menus follow whatever is put into them. */
export function followPopupSearch() {
  document.addEventListener("input", (event) => {
    const field = event.target.closest && event.target.closest(".djs-popup-search input, .djs-search-input input");
    if (field) field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true, key: "Unidentified" }));
  });
}
