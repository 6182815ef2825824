// Who else has this draft open, told before the two get in each other's way.
import { ask, page, word } from "./page.js";

const EVERY = 20000;

/** Tell the server that this file is open here, and the reader who else has the draft open. */
export function watchPresence(file) {
  const place = page.querySelector("[data-presence]");
  async function tell() {
    if (document.hidden) return;
    try {
      const told = await ask(page.dataset.presenceAddress, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ path: file.path })
      });
      const others = onceEach(told.others || [], file.path);
      place.hidden = others.length === 0;
      place.textContent = others.map((other) => describe(other, file.path)).join(" ");
    } catch {
      // Without an answer the last known stays; saving says on its own that the server is away.
    }
  }
  tell();
  window.setInterval(tell, EVERY);
}

// Somebody with several files open is told once: by this file, if they have it open.
function onceEach(others, path) {
  const here = others.filter((other) => other.path === path);
  const told = new Map([...here, ...others].map((other) => [other.name, other]).reverse());
  return [...told.values()].reverse();
}

function describe(other, path) {
  const time = other.saved_at ? new Date(other.saved_at).toLocaleTimeString(document.documentElement.lang) : "";
  const told = word(other.path === path ? "alsoHere" : "alsoInDraft", { name: other.name });
  return time ? `${told}${word("lastSaved", { time })}` : told;
}
