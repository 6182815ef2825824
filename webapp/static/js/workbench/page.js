// What the server tells the editor: addresses and words stand in the page, so that no script holds either.
export const page = document.querySelector("[data-editor]");
export const isChinese = document.documentElement.lang.startsWith("zh");

/** The page's own words in the reader's language; `{name}` is replaced by a value. */
export function word(name, values = {}) {
  const holder = document.querySelector(`[data-word="${name}"]`);
  return (holder ? holder.textContent : name).replace(/{(\w+)}/g, (whole, key) => values[key] ?? whole);
}

async function request(address, options) {
  const headers = { "Accept": "application/json", "X-CSRFToken": page.dataset.token, ...options.headers };
  const answer = await fetch(address, { credentials: "same-origin", ...options, headers });
  if (!answer.ok) throw new Error(await messageOf(answer));
  return answer;
}

/** Ask the server for JSON. Anything but an answer of success raises with the server's own message. */
export async function ask(address, options = {}) {
  return (await request(address, options)).json();
}

/**
 * Ask for what may take the server a while: it says so at once, and is asked again until it has the answer. Gives null
 * when `isWanted` says that nobody waits for it any more.
 */
export async function askPatiently(address, isWanted = () => true) {
  while (isWanted()) {
    const answer = await request(address, { headers: { Prefer: "wait=1" } });
    if (answer.status !== 202) return answer.json();
    const seconds = Number(answer.headers.get("Retry-After")) || 1;
    await new Promise((done) => { window.setTimeout(done, 1000 * seconds); });
  }
  return null;
}

/** What the server says about a refusal. */
export async function messageOf(answer) {
  const told = await answer.json().catch(() => ({}));
  return told.message || word("unanswered", { status: answer.status });
}

/** An element with a class, a text and children. */
export function make(tag, { name = "", text = "", ...rest } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), rest);
  if (name) element.className = name;
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

/** The editor cannot start: say so where it would have been. */
export function showFailure(message) {
  const place = page.querySelector("[data-failure]");
  place.querySelector("[data-message]").textContent = message;
  place.hidden = false;
  page.dataset.state = "failed";
}

/** The library of this editor, by the address that the page names. */
export async function loadLibrary() {
  try {
    return await import(page.dataset.bundle);
  } catch {
    throw new Error(word("bundleMissing"));
  }
}

/** Start the editor on a screen that is wide enough; `begin` does the rest. */
export function start(begin) {
  if (!window.matchMedia("(min-width: 56rem)").matches) return;
  begin().then(() => { page.dataset.state = "ready"; }, (error) => showFailure(error.message));
}
