// Marks in a decision table: rows, columns and cells that have problems, and the one that a problem led to.

function cellsOf(page, id) {
  const value = CSS.escape(id);
  return page.querySelectorAll(`[data-row-id="${value}"], [data-col-id="${value}"], [data-element-id="${value}"]`);
}

/** Mark exactly the cells of the elements of `severities` (id → "error" or "warning"). */
export function markCells(page, severities) {
  for (const severity of ["error", "warning"]) {
    page.querySelectorAll(`.has-${severity}-cell`).forEach((cell) => cell.classList.remove(`has-${severity}-cell`));
  }
  for (const [id, severity] of severities) {
    cellsOf(page, id).forEach((cell) => cell.classList.add(`has-${severity}-cell`));
  }
}

/** Bring the first cell of an element into view and into focus. */
export function showCell(page, id) {
  const [cell] = cellsOf(page, id);
  if (!cell) return;
  cell.scrollIntoView({ block: "center", inline: "nearest" });
  const field = cell.querySelector("[contenteditable=true], input, button") || cell;
  field.focus();
}
