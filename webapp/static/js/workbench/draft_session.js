// What every editor of a draft's file does alike: read it, save it, meet others, list problems.
import { Autosave } from "./autosave.js";
import { meetConflict } from "./conflict.js";
import { DraftFile } from "./draft_file.js";
import { wireKeys } from "./keys.js";
import { askPatiently, page, word } from "./page.js";
import { watchPresence } from "./presence.js";
import { Problems } from "./problems.js";

const KINDS = [
  "roles", "forms", "decisions", "processes", "parameters", "operations", "papers", "messages", "variables", "functions"
];

/** No names yet. */
export function noNames() {
  return { ...Object.fromEntries(KINDS.map((kind) => [kind, []])), scopes: {} };
}

export class DraftSession {
  /** `editor` has read(): Promise<string>, go(elementId) and mark(elementIds). */
  constructor(editor) {
    this.file = new DraftFile();
    this.problems = new Problems(this.file, editor);
    this.autosave = new Autosave(this.file, () => editor.read(), {
      meet: (answer, mine) => meetConflict(this.autosave, this.file, answer, mine),
      saved: () => this.problems.refresh()
    });
    this.problems.beforeFix = () => this.autosave.flush();
    this.problems.afterFix = () => this.reopen();
  }

  /** A fix changed the file on the server: read it anew. */
  reopen() {
    this.autosave.letGo();
    window.location.reload();
  }

  /**
   * After the editor has taken up `text`: everything that goes on beside it. The names that the draft offers take a moment
   * to gather: they are put into `names` as they come, and `renew` shows them. The checks, which take longer, begin then.
   */
  begin(text, names, renew) {
    this.autosave.begin(text);
    watchPresence(this.file);
    wireDownload(this.file, this.autosave);
    takeInNames(names, renew).then(() => this.problems.refresh(), () => this.problems.tell(word("namesMissing")));
  }
}

async function takeInNames(names, renew) {
  Object.assign(names, await askPatiently(`${page.dataset.namesAddress}?path=${encodeURIComponent(page.dataset.path)}`));
  renew();
  page.dataset.names = "ready";
}

function wireDownload(file, autosave) {
  page.querySelector("[data-do=download]").addEventListener("click", async () => {
    const blob = new Blob([await autosave.read()], { type: "application/octet-stream" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = file.path.split("/").pop();
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

/** Wire the page's buttons and their keys: [data-do=name] → what to do. A button that this editor does not have stays hidden. */
export function wireButtons(acts) {
  for (const [name, act] of Object.entries(acts)) {
    const button = page.querySelector(`[data-do="${name}"]`);
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
  wireKeys(page);
}
