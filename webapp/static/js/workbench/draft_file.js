// One file of a draft on the server: read whole, written whole, never over what somebody else wrote meanwhile.
import { ask, messageOf, page } from "./page.js";

export class DraftFile {
  constructor(path = page.dataset.path) {
    this.path = path;
    this.revision = "0";
  }

  get address() { return page.dataset.files + this.pathInAddress; }

  get pathInAddress() { return this.path.split("/").map(encodeURIComponent).join("/"); }

  /** The file's text; remembers the revision that was read. */
  async open() {
    const answer = await fetch(this.address, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error(await messageOf(answer));
    this.revision = (answer.headers.get("ETag") || '"0"').replaceAll('"', "");
    return answer.text();
  }

  /**
   * Write the file. Answers {kind: "saved", at} | {kind: "conflict", by, at, revision, message}
   * | {kind: "refused", message} | {kind: "offline"}.
   */
  async save(text) {
    let answer;
    try {
      answer = await fetch(this.address, {
        method: "PUT", credentials: "same-origin", body: text,
        headers: {
          "Accept": "application/json", "Content-Type": "application/octet-stream",
          "If-Match": `"${this.revision}"`, "X-CSRFToken": page.dataset.token
        }
      });
    } catch {
      return { kind: "offline" };
    }
    if (answer.status === 409) return { kind: "conflict", ...await answer.json().catch(() => ({})) };
    if (answer.status >= 502) return { kind: "offline" };
    if (!answer.ok) return { kind: "refused", message: await messageOf(answer) };
    const saved = await answer.json();
    // A shared file that is changed becomes the place's own: the copy has its own address.
    this.path = saved.path;
    this.revision = String(saved.revision);
    return { kind: "saved", at: saved.saved_at };
  }

  /** Write the file into a new draft that is otherwise like this one. Answers the address where it is opened there. */
  async saveInCopy(text) {
    const told = await ask(page.dataset.copies + this.pathInAddress, {
      method: "POST", body: text, headers: { "Content-Type": "application/octet-stream" }
    });
    return told.url;
  }
}
