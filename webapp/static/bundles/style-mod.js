// The text fields for expressions bring their styles in <style> elements, which our content policy refuses. The same
// library also knows style sheets that are adopted by script, though only for shadow roots: here a document looks like
// one to it. Nothing else of the library changes.
import { StyleModule as Original } from "../node_modules/style-mod/src/style-mod.js";

const roots = new WeakMap();

function adopting(page) {
  if (!roots.has(page)) {
    roots.set(page, {
      ownerDocument: page,
      get adoptedStyleSheets() { return [...page.adoptedStyleSheets]; },
      set adoptedStyleSheets(sheets) { page.adoptedStyleSheets = sheets; }
    });
  }
  return roots.get(page);
}

export class StyleModule extends Original {
  static mount(root, modules, options) {
    Original.mount(root.head ? adopting(root) : root, modules, options);
  }
}
