// The editors speak English; this says in Chinese what they say. Most of their texts ask for a translation; those that
// do not are replaced as they appear on the page, except in the places that hold the designer's own words.
import { isChinese } from "./page.js";

const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"
];
const SHOWN = ["placeholder", "title", "aria-label", "data-tooltip"];

function fill(text, values = {}) {
  return text.replace(/{([^}]+)}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** A module for the editor that translates what asks to be translated. */
export function translation(words) {
  const translate = (text, values) => fill((isChinese && words[text]) || text, values);
  return { translate: ["value", translate] };
}

// Texts that the editors put together: what matches, and what is said instead.
const COMPOSED = [
  [/^Create an? (.+) element$/, (words, [, kind]) => `新增${words[kind] || kind}`],
  [/^Remove (.+)$/, (words, [, kind]) => `删除${words[kind] || kind}`],
  [/^List contains (\d+) items?$/, (words, [, count]) => `共 ${count} 项`],
  [/^Set animation speed = (.+)$/, (words, [, speed]) => `速度：${words[speed] || speed}`],
  [/^Focus process instance (.+)$/, (words, [, id]) => `看这一个流程：${id}`],
  [new RegExp(`^(${MONTHS.join("|")}) (\\d+), (\\d+)$`), (words, [, month, day, year]) => (
    `${year}年${MONTHS.indexOf(month) + 1}月${day}日`
  )]
];

function sayInChinese(words, plain) {
  if (Object.hasOwn(words, plain)) return words[plain];
  for (const [pattern, say] of COMPOSED) {
    const found = pattern.exec(plain);
    if (found) return say(words, found);
  }
  return null;
}

function replacement(words, text) {
  const plain = text.trim().replace(/\s+/g, " ");
  const said = plain ? sayInChinese(words, plain) : null;
  return said === null || said === plain ? null : text.replace(text.trim(), () => said);
}

// Where texts are left alone, and where texts and labels are: what is typed is the designer's, its label is not.
function placesOf(apart) {
  const whole = [...apart, ".site-head", ".site-foot"].join(", ");
  return { whole, typed: `${whole}, .cm-content, textarea, [contenteditable=true]` };
}

function renewLabels(words, places, element) {
  if (element.closest(places.whole)) return;
  for (const name of SHOWN) {
    const text = element.hasAttribute(name) ? replacement(words, element.getAttribute(name)) : null;
    if (text !== null) element.setAttribute(name, text);
  }
}

function renewText(words, places, node) {
  if (!node.parentElement || node.parentElement.closest(places.typed)) return;
  const text = replacement(words, node.data);
  if (text !== null) node.data = text;
}

function renew(words, places, node) {
  if (node.nodeType === Node.TEXT_NODE) renewText(words, places, node);
  if (node.nodeType !== Node.ELEMENT_NODE || node.closest(places.whole)) return;
  renewLabels(words, places, node);
  node.childNodes.forEach((child) => renew(words, places, child));
}

/** Keep everything under `root` in Chinese, but for what lies within one of the selectors `apart`. */
export function watchWords(root, words, apart = []) {
  if (!isChinese) return;
  const places = placesOf(apart);
  renew(words, places, root);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach((node) => renew(words, places, node));
      else if (change.type === "characterData") renewText(words, places, change.target);
      else renewLabels(words, places, change.target);
    }
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SHOWN });
}
