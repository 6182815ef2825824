// The form editor of a draft.
import { DraftSession, noNames, wireButtons } from "./draft_session.js";
import { offerKeys } from "./offered_keys.js";
import { newFields } from "./new_fields.js";
import { loadLibrary, page, start } from "./page.js";
import { translation, watchWords } from "./screen_words.js";
import { FORM_WORDS } from "./words/form.zh.js";

// What the designer wrote themselves: labels and texts of the form.
const OWN_WORDS = [".fjs-form-field-label", ".fjs-form-field-description", ".bio-properties-panel-header-label"];

function makeEditor(library) {
  return new library.FormEditor({
    container: page.querySelector("[data-canvas]"),
    propertiesPanel: { parent: page.querySelector("[data-properties]") },
    additionalModules: [translation(FORM_WORDS), newFields(FORM_WORDS)]
  });
}

// Fields are told by key in problems ("entity.field") or by id.
function fieldOf(editor, id) {
  return editor.get("formFieldRegistry").getAll().find((field) => field.id === id || field.key === id);
}

/** Mark exactly the fields of `severities` (id or key → "error" or "warning"). */
function markFields(editor, severities) {
  // The editor writes the classes of a field anew whenever it is selected: an attribute stays.
  page.querySelectorAll("[data-problem]").forEach((each) => each.removeAttribute("data-problem"));
  for (const [id, severity] of severities) {
    const field = fieldOf(editor, id);
    const place = field && page.querySelector(`[data-id="${CSS.escape(field.id)}"]`);
    if (place) place.dataset.problem = severity;
  }
}

start(async () => {
  const editor = makeEditor(await loadLibrary());
  const session = new DraftSession({
    read: async () => JSON.stringify(editor.saveSchema(), null, 2) + "\n",
    go: (id) => {
      const field = fieldOf(editor, id);
      if (!field) return;
      editor.get("selection").set(field);
      page.querySelector(`[data-id="${CSS.escape(field.id)}"]`).scrollIntoView({ block: "center" });
    },
    mark: (severities) => markFields(editor, severities)
  });
  watchWords(document.body, FORM_WORDS, OWN_WORDS);
  const text = await session.file.open();
  await editor.importSchema(JSON.parse(text));
  wireButtons({
    undo: () => editor.get("commandStack").undo(),
    redo: () => editor.get("commandStack").redo()
  });
  const [undo, redo] = ["undo", "redo"].map((name) => page.querySelector(`[data-do=${name}]`));
  function stack() {
    undo.disabled = !editor.get("commandStack").canUndo();
    redo.disabled = !editor.get("commandStack").canRedo();
  }
  stack();
  // "changed" comes while a command is still being carried out: only then is it known what can be undone.
  editor.on("commandStack.changed", stack);
  editor.on("changed", () => session.autosave.note());
  const names = noNames();
  session.begin(text, names, () => offerKeys(names));
  const wanted = new URLSearchParams(window.location.search).get("element");
  if (wanted) session.problems.go(wanted);
  page.editor = editor;
});
