// The diagram editor of a draft.
import { DraftSession, fetchNames, wireButtons } from "./draft_session.js";
import { markProblems, showElement, showWhole } from "./element_marks.js";
import { offeredVariables } from "./offered_variables.js";
import { ask, loadLibrary, page, start } from "./page.js";
import { procedureGroup } from "./procedure_group.js";
import { translation, watchWords } from "./screen_words.js";
import { storedClipboard } from "./stored_clipboard.js";
import { DIAGRAM_WORDS } from "./words/diagram.zh.js";

// What the designer wrote: names on the drawing and in the heads of the property panel.
const OWN_WORDS = [
  ".djs-container svg", ".bio-properties-panel-header-label", ".bio-properties-panel-collapsible-entry-header-title"
];

function makeModeler(library, names, words) {
  return new library.Modeler({
    container: page.querySelector("[data-canvas]"),
    propertiesPanel: { parent: page.querySelector("[data-properties]"), getFeelPopupLinks: () => [], tooltip: {} },
    additionalModules: [
      library.TokenSimulation, storedClipboard, offeredVariables(names), procedureGroup(library, names),
      translation(words)
    ]
  });
}

function wire(modeler, session) {
  wireButtons({
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    search: () => modeler.get("searchPad").toggle(),
    minimap: (button) => {
      modeler.get("minimap").toggle();
      button.setAttribute("aria-pressed", String(modeler.get("minimap").isOpen()));
    },
    simulate: (button) => {
      modeler.get("toggleMode").toggleMode();
      button.setAttribute("aria-pressed", String(page.querySelector(".simulation") !== null));
    },
    fit: () => showWhole(modeler)
  });
  const [undo, redo] = ["undo", "redo"].map((name) => page.querySelector(`[data-do=${name}]`));
  function stack() {
    undo.disabled = !modeler.get("commandStack").canUndo();
    redo.disabled = !modeler.get("commandStack").canRedo();
  }
  stack();
  modeler.on("commandStack.changed", () => {
    stack();
    session.autosave.note();
  });
}

// The property panel takes notice of the selection once it has been drawn itself.
function afterDrawing(act) {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

start(async () => {
  const [library, names, templates] = await Promise.all([
    loadLibrary(), fetchNames(), ask(page.dataset.templatesAddress)
  ]);
  const words = { ...library.COMMUNITY_WORDS, ...DIAGRAM_WORDS };
  const modeler = makeModeler(library, names, words);
  const session = new DraftSession({
    read: async () => (await modeler.saveXML({ format: true })).xml,
    go: (id) => showElement(modeler, id),
    mark: (ids) => markProblems(modeler, ids)
  });
  watchWords(document.body, words, OWN_WORDS);
  modeler.get("elementTemplatesLoader").setTemplates(templates);
  const text = await session.file.open();
  await modeler.importXML(text);
  showWhole(modeler);
  wire(modeler, session);
  session.begin(text);
  const wanted = new URLSearchParams(window.location.search).get("element");
  if (wanted) afterDrawing(() => showElement(modeler, wanted));
  page.modeler = modeler;
});
