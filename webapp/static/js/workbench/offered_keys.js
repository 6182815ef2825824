// Keys that a form's field may have: "entity.field" of what the draft's forms and diagrams know, offered as one types.
import { make, page } from "./page.js";

const LIST = "offered-keys";

// A key is one field of an entity; what a case brings by itself no form asks for.
function keysOf({ variables }) {
  return variables.filter(({ name, from }) => from && /^\w+\.\w+$/.test(name));
}

/** Offer the keys in the property panel's field for them. */
export function offerKeys(names) {
  page.append(make("datalist", { id: LIST }, ...keysOf(names).map(({ name, label }) => (
    make("option", { value: name, label: label || "" })
  ))));
  page.querySelector("[data-properties]").addEventListener("focusin", ({ target }) => {
    if (target.matches("input[name=key]")) target.setAttribute("list", LIST);
  });
}
