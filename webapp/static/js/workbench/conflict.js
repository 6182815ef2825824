// Two people wrote the same file: the second is told and chooses. Nothing is overwritten unless they say so.
import { page, word } from "./page.js";

/** Offer the choices of the page's dialog. `mine` is the text that was not saved. */
export function meetConflict(autosave, file, answer, mine) {
  const dialog = page.querySelector("[data-conflict]");
  const at = answer.at ? new Date(answer.at).toLocaleString(document.documentElement.lang) : "";
  const message = dialog.querySelector("[data-message]");
  const download = dialog.querySelector("[data-choice=download]");
  function offer(text) {
    mine = text;
    message.textContent = word("conflictTold", { by: answer.by || "", at });
    URL.revokeObjectURL(download.href);
    download.href = URL.createObjectURL(new Blob([mine], { type: "application/octet-stream" }));
    dialog.showModal();
  }
  download.download = file.path.split("/").pop();
  dialog.querySelector("[data-choice=look]").href = page.dataset.view;
  dialog.querySelector("[data-choice=theirs]").onclick = () => {
    autosave.letGo();
    window.location.reload();
  };
  dialog.querySelector("[data-choice=mine]").onclick = () => {
    dialog.close();
    autosave.keepMine(answer.revision);
  };
  const copy = dialog.querySelector("[data-choice=copy]");
  copy.onclick = async () => {
    copy.disabled = true;
    try {
      const address = await file.saveInCopy(mine);
      autosave.letGo();
      window.location.assign(address);
    } catch (error) {
      copy.disabled = false;
      message.textContent = error.message || word("offline");
    }
  };
  // Whoever closes the dialog goes on working and is not saved: the choices stay at hand, for what stands there by then.
  page.querySelector("[data-settle]").onclick = () => autosave.read().then(offer, (error) => autosave.show("conflict", error.message));
  offer(mine);
}
