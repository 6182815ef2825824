// The diagram editor of a draft.
import { DraftSession, noNames, wireButtons } from "./draft_session.js";
import { markProblems, showElement, showWhole } from "./element_marks.js";
import { offeredVariables } from "./offered_variables.js";
import { ask, loadLibrary, page, start } from "./page.js";
import { panelSelection } from "./panel_selection.js";
import { followPopupSearch } from "./popup_search.js";
import { procedureGroup } from "./procedure_group.js";
import { translation, watchWords } from "./screen_words.js";
import { storedClipboard } from "./stored_clipboard.js";
import { DIAGRAM_WORDS } from "./words/diagram.zh.js";

// Below this scale the buttons of the walk through a diagram are not drawn.
const READABLE = 0.6;

// What the designer wrote: names on the drawing and in the heads of the property panel.
const OWN_WORDS = [
  ".djs-container svg", ".bio-properties-panel-header-label", ".bio-properties-panel-collapsible-entry-header-title"
];

function makeModeler(library, names, words) {
  return new library.Modeler({
    container: page.querySelector("[data-canvas]"),
    propertiesPanel: { parent: page.querySelector("[data-properties]"), getFeelPopupLinks: () => [], tooltip: {} },
    additionalModules: [
      library.TokenSimulation, storedClipboard, panelSelection, offeredVariables(names),
      procedureGroup(library, names), translation(words)
    ]
  });
}

// Walking through begins at the first event that starts, near enough to see what can be pressed there.
function simulate(modeler, button) {
  modeler.get("toggleMode").toggleMode();
  const isOn = page.querySelector(".simulation") !== null;
  button.setAttribute("aria-pressed", String(isOn));
  const [begin] = modeler.get("elementRegistry").filter((each) => each.type === "bpmn:StartEvent");
  if (isOn && begin && modeler.get("canvas").zoom() < READABLE) showElement(modeler, begin.id);
}

// The property panel draws its choices anew, and variables that were looked up before are looked up again.
function renewNames(modeler) {
  modeler.get("variableResolver").invalidateCache();
  modeler.get("eventBus").fire("propertiesPanel.providersChanged");
}

// A click anywhere closes the search, the one that opens it too: it opens once that is over.
function openSearch(pad) {
  if (!pad.isOpen()) window.setTimeout(() => pad.open());
}

function wire(modeler, session) {
  wireButtons({
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    search: () => openSearch(modeler.get("searchPad")),
    minimap: (button) => {
      modeler.get("minimap").toggle();
      button.setAttribute("aria-pressed", String(modeler.get("minimap").isOpen()));
    },
    simulate: (button) => simulate(modeler, button),
    larger: () => modeler.get("zoomScroll").stepZoom(1),
    smaller: () => modeler.get("zoomScroll").stepZoom(-1),
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

start(async () => {
  const session = new DraftSession({
    read: async () => (await modeler.saveXML({ format: true })).xml,
    go: (id) => showElement(modeler, id),
    mark: (severities) => markProblems(modeler, severities)
  });
  const names = noNames();
  const [library, templates, text] = await Promise.all([
    loadLibrary(), ask(page.dataset.templatesAddress), session.file.open()
  ]);
  const words = { ...library.COMMUNITY_WORDS, ...DIAGRAM_WORDS };
  const modeler = makeModeler(library, names, words);
  followPopupSearch();
  watchWords(document.body, words, OWN_WORDS);
  // A template that the editor does not take is left out of its list; that is a fault of ours, not the designer's.
  modeler.on("elementTemplates.errors", ({ errors }) => console.error(...errors));
  modeler.get("elementTemplatesLoader").setTemplates(templates);
  await modeler.importXML(text);
  showWhole(modeler);
  wire(modeler, session);
  session.begin(text, names, () => renewNames(modeler));
  const wanted = new URLSearchParams(window.location.search).get("element");
  if (wanted) showElement(modeler, wanted);
  await modeler.get("panelSelection").listening;
  page.modeler = modeler;
});
