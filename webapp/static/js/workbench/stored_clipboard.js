// Copies between diagrams, tabs and windows: what is copied waits in the browser's storage, not in one editor.
const KEY = "rongcuo.diagram.clipboard";

// Elements come back from text as what they were; one that stands in the tree twice is made once.
function reviver(moddle) {
  const made = new Map();
  return function (key, value) {
    if (!value || typeof value !== "object" || typeof value.$type !== "string") return value;
    if (value.id && made.has(value.id)) return made.get(value.id);
    const { $type, ...rest } = value;
    if (!moddle.getTypeDescriptor($type)) return undefined;
    const element = moddle.create($type, rest);
    if (value.id) made.set(value.id, element);
    return element;
  };
}

class StoredClipboard {
  constructor(moddle) { this.moddle = moddle; }

  get() {
    try {
      const text = window.localStorage.getItem(KEY);
      return text ? JSON.parse(text, reviver(this.moddle)) : undefined;
    } catch {
      return undefined;
    }
  }

  set(tree) {
    // Of a tree too large for the storage nothing is kept: better no copy than half of one.
    try { window.localStorage.setItem(KEY, JSON.stringify(tree)); } catch { window.localStorage.removeItem(KEY); }
  }

  clear() {
    const tree = this.get();
    window.localStorage.removeItem(KEY);
    return tree;
  }

  isEmpty() { return !window.localStorage.getItem(KEY); }
}
StoredClipboard.$inject = ["moddle"];

/** Takes the place of the editor's own clipboard, and of its way over the system's, which asks for permission. */
export const storedClipboard = {
  clipboard: ["type", StoredClipboard],
  nativeCopyPaste: ["value", { toggle() {} }]
};
