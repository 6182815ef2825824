// Names that an expression may use, offered while it is typed: those of the draft, beside those the editor finds itself.

// "assessment.f_motive" is an entry of "assessment".
function nest(names) {
  const top = new Map();
  for (const { name, from } of names) {
    let level = top;
    let holder = null;
    for (const part of name.split(".")) {
      if (!level.has(part)) level.set(part, { name: part, info: from || "", children: new Map() });
      holder = level.get(part);
      level = holder.children;
    }
    if (from) holder.info = from;
  }
  return listOf(top);
}

function listOf(level) {
  return [...level.values()].map(({ name, info, children }) => (
    { name, info, ...(children.size ? { type: "Context", entries: listOf(children) } : {}) }
  ));
}

/** The names as the editor's variable provider wants them. */
export function variablesOf({ variables, parameters }) {
  return nest([...variables, ...parameters.map(({ id, name }) => ({ name: `parameters.${id}`, from: name }))]);
}

/** A module for the editor: whoever asks for the variables at an element is also told those that `names` has there by now. */
export function offeredVariables(names) {
  class DraftVariables {
    constructor(variableResolver) { variableResolver.registerProvider(this); }

    getVariables(element) {
      const all = variablesOf(names);
      const scopes = names.scopes || {};
      const scope = element.businessObject;
      const there = scopes[element.id];
      if (there) return all.filter(({ name }) => there.includes(name)).map((each) => ({ ...each, scope }));
      // Where nothing is known of single elements, the whole diagram may use all names.
      return element.parent || Object.keys(scopes).length ? undefined : all.map((each) => ({ ...each, scope }));
    }
  }
  DraftVariables.$inject = ["variableResolver"];
  return { __init__: ["draftVariables"], draftVariables: ["type", DraftVariables] };
}
