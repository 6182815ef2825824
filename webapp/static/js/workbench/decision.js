// The editor of a draft's decision file: its tables, its literal expressions and its requirements diagram.
import { DraftSession, noNames, wireButtons } from "./draft_session.js";
import { offeredFacts } from "./offered_variables.js";
import { loadLibrary, make, page, start, word } from "./page.js";
import { markCells, showCell } from "./table_marks.js";
import { translation, watchWords } from "./screen_words.js";
import { DECISION_WORDS } from "./words/decision.zh.js";

// What the designer wrote: names on the drawing, cells and heads of the table.
const OWN_WORDS = [
  ".djs-container svg", ".bio-properties-panel-header-label", "[data-row-id]", ".decision-table-name", ".input-label", ".output-label"
];

function makeModeler(library, names) {
  const words = { additionalModules: [translation(DECISION_WORDS)] };
  const expressions = { additionalModules: [...words.additionalModules, offeredFacts(names)] };
  return new library.Modeler({
    container: page.querySelector("[data-canvas]"),
    drd: { propertiesPanel: { parent: page.querySelector("[data-properties]") }, ...words },
    decisionTable: expressions, literalExpression: expressions, boxedExpression: words
  });
}

// One button for each decision and one for the diagram of what they need.
function drawTabs(modeler) {
  const place = page.querySelector("[data-tabs]");
  place.hidden = false;
  const active = modeler.getActiveView();
  place.replaceChildren(...modeler.getViews().map((view) => {
    const name = view.type === "drd" ? word("requirements") : view.name || view.id;
    const button = make("button", { type: "button", name: "btn btn-sm", text: name });
    button.setAttribute("aria-pressed", String(active && view.element === active.element));
    button.addEventListener("click", () => modeler.open(view));
    return button;
  }));
  page.dataset.view = active ? active.type : "";
}

// Each view has its own editor with its own history of changes.
function follow(modeler, session) {
  const heard = new WeakSet();
  function stack() {
    const commands = modeler.getActiveViewer().get("commandStack", false);
    page.querySelector("[data-do=undo]").disabled = !commands || !commands.canUndo();
    page.querySelector("[data-do=redo]").disabled = !commands || !commands.canRedo();
  }
  function listen() {
    drawTabs(modeler);
    stack();
    const bus = modeler.getActiveViewer().get("eventBus");
    if (heard.has(bus)) return;
    heard.add(bus);
    bus.on("commandStack.changed", ({ trigger }) => {
      stack();
      // A view that is opened begins with an empty history: that is no change.
      if (trigger !== "clear") session.autosave.note();
    });
  }
  modeler.on("views.changed", listen);
  listen();
}

// The view that holds an element: a decision itself, or a row, column or cell of its table.
function viewOf(modeler, id) {
  function holds(element, seen = new Set()) {
    if (!element || typeof element !== "object" || seen.has(element)) return false;
    seen.add(element);
    if (element.id === id) return true;
    const { properties = [] } = element.$descriptor || {};
    return properties.some(({ name, isReference }) => {
      if (isReference) return false;
      const value = element[name.split(":").pop()];
      return Array.isArray(value) ? value.some((each) => holds(each, seen)) : holds(value, seen);
    });
  }
  const views = modeler.getViews();
  return views.find((view) => view.type !== "drd" && holds(view.element)) || views.find((view) => view.type === "drd");
}

start(async () => {
  const library = await loadLibrary();
  const names = noNames();
  const modeler = makeModeler(library, names);
  let marked = new Map();
  const session = new DraftSession({
    read: async () => (await modeler.saveXML({ format: true })).xml,
    go: async (id) => {
      await modeler.open(viewOf(modeler, id));
      showCell(page, id);
    },
    mark: (severities) => markCells(page, marked = severities)
  });
  watchWords(document.body, DECISION_WORDS, OWN_WORDS);
  const text = await session.file.open();
  await modeler.importXML(text);
  const table = modeler.getViews().find((view) => view.type === "decisionTable");
  if (table) await modeler.open(table);
  wireButtons({
    undo: () => modeler.getActiveViewer().get("commandStack").undo(),
    redo: () => modeler.getActiveViewer().get("commandStack").redo()
  });
  follow(modeler, session);
  modeler.on("views.changed", () => markCells(page, marked));
  // A field asks for the names when it is opened: nothing is to be drawn anew.
  session.begin(text, names, () => {});
  const wanted = new URLSearchParams(window.location.search).get("element");
  if (wanted) await session.problems.go(wanted);
  page.modeler = modeler;
});
