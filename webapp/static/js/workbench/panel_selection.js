// The property panel draws what is selected. It hears of nothing before it has been drawn for the first time, and until it
// has been drawn anew it takes what was selected before for what is selected now. What it missed it is told again.

class PanelSelection {
  constructor(eventBus, selection, canvas) {
    this.eventBus = eventBus;
    this.selection = selection;
    this.canvas = canvas;
    /** Kept once the panel hears of selections. */
    this.listening = new Promise((done) => { eventBus.once("propertiesPanel.layoutChanged", done); }).then(() => this.tell());
    eventBus.on("propertiesPanel.updated", ({ element }) => { if (this.isOther(element)) this.tell(); });
  }

  // Several selected elements are drawn alike; a label stands for what it labels.
  isOther(drawn) {
    const selected = this.selection.get();
    if (selected.length > 1 || Array.isArray(drawn)) return selected.length > 1 !== Array.isArray(drawn);
    const [one = this.canvas.getRootElement()] = selected;
    return drawn !== (one.labelTarget || one);
  }

  tell() {
    const selected = this.selection.get();
    this.eventBus.fire("selection.changed", { oldSelection: selected, newSelection: selected });
  }
}
PanelSelection.$inject = ["eventBus", "selection", "canvas"];

/** A module for the diagram editor: its property panel never shows another element than the selected one. */
export const panelSelection = { __init__: ["panelSelection"], panelSelection: ["type", PanelSelection] };
