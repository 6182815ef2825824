// The editors speak English; this says in Chinese what they say. Most of their texts ask for a translation; those that
// do not are replaced as they appear on the page, except in the places that hold the designer's own words.
import { isChinese } from "./page.js";

const SHOWN = ["placeholder", "title", "aria-label", "data-tooltip"];

function fill(text, values = {}) {
  return text.replace(/{([^}]+)}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** A module for the editor that translates what asks to be translated. */
export function translation(words) {
  const translate = (text, values) => fill((isChinese && words[text]) || text, values);
  return { translate: ["value", translate] };
}

function replacement(words, text) {
  const plain = text.trim().replace(/\s+/g, " ");
  return plain && Object.hasOwn(words, plain) ? text.replace(text.trim(), words[plain]) : null;
}

function renew(words, apart, node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const holder = node.parentElement;
    if (!holder || (apart && holder.closest(apart))) return;
    const text = replacement(words, node.data);
    if (text !== null) node.data = text;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || (apart && node.closest(apart))) return;
  for (const name of SHOWN) {
    const text = node.hasAttribute(name) ? replacement(words, node.getAttribute(name)) : null;
    if (text !== null) node.setAttribute(name, text);
  }
  node.childNodes.forEach((child) => renew(words, apart, child));
}

/** Keep everything under `root` in Chinese, but for what lies within one of the selectors `apart`. */
export function watchWords(root, words, apart = []) {
  if (!isChinese) return;
  const excluded = [...apart, ".cm-content", "textarea", "[contenteditable=true]"].join(", ");
  renew(words, excluded, root);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach((node) => renew(words, excluded, node));
      else if (change.type === "characterData") renew(words, excluded, change.target);
      else if (!change.target.closest(excluded)) {
        const text = replacement(words, change.target.getAttribute(change.attributeName) || "");
        if (text !== null) change.target.setAttribute(change.attributeName, text);
      }
    }
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SHOWN });
}
