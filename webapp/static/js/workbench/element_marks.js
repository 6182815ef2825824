// Marks on the diagram: elements that have problems, and the one that a problem led to.

/** Mark exactly the elements of `severities` (id → "error" or "warning"). */
export function markProblems(modeler, severities) {
  const canvas = modeler.get("canvas");
  modeler.get("elementRegistry").forEach((element) => {
    for (const severity of ["error", "warning"]) {
      const isWanted = severities.get(element.id) === severity;
      if (isWanted !== canvas.hasMarker(element, `has-${severity}`)) canvas.toggleMarker(element, `has-${severity}`);
    }
  });
}

const MARGIN = 40;
const PALETTE = 130;

/** Show the whole drawing beside the palette, at its own size at most. */
export function showWhole(modeler) {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - PALETTE - MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height);
  canvas.viewbox({
    x: inner.x - PALETTE / scale, y: inner.y - (outer.height / scale - inner.height) / 2,
    width: outer.width / scale, height: outer.height / scale
  });
}

/** Select an element and bring it into the middle of the view. What is not drawn (a process) is shown as the diagram itself. */
export function showElement(modeler, id) {
  const element = modeler.get("elementRegistry").get(id) || modeler.get("canvas").getRootElement();
  const canvas = modeler.get("canvas");
  if (element === canvas.getRootElement()) {
    modeler.get("selection").select(element);
    return;
  }
  canvas.setRootElement(canvas.findRoot(element));
  if (canvas.zoom() < 0.7) canvas.zoom(0.9);
  const view = canvas.viewbox();
  const middle = element.waypoints ? element.waypoints[Math.floor(element.waypoints.length / 2)] : element;
  canvas.viewbox({
    x: middle.x + (element.width || 0) / 2 - view.width / 2,
    y: middle.y + (element.height || 0) / 2 - view.height / 2,
    width: view.width, height: view.height
  });
  modeler.get("selection").select(element);
  canvas.focus();
}
