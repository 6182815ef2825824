// Saves by itself a moment after the last change, one save at a time, and says at any time how things stand.
import { page, word } from "./page.js";

const PAUSE = 700;
const RETRY = 5000;

export class Autosave {
  /** `read` gives the text to save; `meet` is asked when somebody else has written; `saved` hears of every save. */
  constructor(file, read, { meet, saved }) {
    this.file = file;
    this.read = read;
    this.meet = meet;
    this.saved = saved;
    this.sent = null;
    this.timer = 0;
    this.isSaving = false;
    this.isDirty = false;
    this.isHeld = false;
    window.addEventListener("online", () => this.flush());
    window.addEventListener("beforeunload", (event) => { if (this.isDirty || this.isSaving) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        this.flush();
      }
    });
  }

  /** What was read from the server: the same text again is no change. */
  begin(text) {
    this.sent = text;
    this.show("saved");
  }

  /** Something was changed: save after a pause in the work. */
  note() {
    this.isDirty = true;
    if (this.isHeld) return;
    this.show("unsaved");
    this.wait(PAUSE);
  }

  wait(span) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), span);
  }

  /** Save now what is not saved yet. */
  async flush() {
    window.clearTimeout(this.timer);
    if (!this.isDirty || this.isSaving || this.isHeld) return;
    this.isSaving = true;
    this.isDirty = false;
    const text = await this.read().catch((error) => { this.show("refused", error.message); return null; });
    if (text === null) {
      this.isSaving = false;
      this.isDirty = true;
      return;
    }
    if (text === this.sent) {
      this.isSaving = false;
      this.show("saved");
      return;
    }
    this.show("saving");
    const answer = await this.file.save(text);
    this.isSaving = false;
    this.settle(answer, text);
  }

  settle(answer, text) {
    if (answer.kind === "saved") {
      this.sent = text;
      this.saved(answer);
      if (this.isDirty) this.note();
      else this.show("saved", "", answer.at);
      return;
    }
    this.isDirty = true;
    // Who wrote and what can be done is told by what meets the conflict.
    this.show(answer.kind, answer.kind === "conflict" ? "" : answer.message);
    if (answer.kind === "offline") this.wait(RETRY);
    if (answer.kind === "conflict") {
      this.isHeld = true;
      this.meet(answer, text);
    }
  }

  /** The reader chose to keep their own work although somebody else wrote `revision`. */
  keepMine(revision) {
    this.file.revision = String(revision);
    this.isHeld = false;
    this.sent = null;
    this.isDirty = true;
    return this.flush();
  }

  /** The reader gives up their own work: nothing here is worth a warning any more. */
  letGo() {
    this.isDirty = false;
    this.isHeld = true;
  }

  show(state, message = "", at = "") {
    const place = page.querySelector("[data-saving]");
    const time = at ? new Date(at).toLocaleTimeString(document.documentElement.lang) : "";
    place.dataset.saving = state;
    place.textContent = [word(state, { time }), message].filter(Boolean).join(" ");
  }
}
