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

/** Names, parameters and functions as the editors' fields for expressions want them. */
export function variablesOf({ variables, parameters, functions }) {
  return [
    ...nest([...variables, ...parameters.map(({ id, name }) => ({ name: `parameters.${id}`, from: name }))]),
    // What the language itself has, the editor offers by itself.
    ...functions.filter((each) => each.is_ours).map(({ name, parameters: given }) => (
      { name, type: "function", params: given.map((each) => ({ name: each })) }
    ))
  ];
}

// What was written before the element; the case and who acts are there from the beginning: nobody writes them.
function namesThere(names, there) {
  const known = new Set(there);
  return { ...names, variables: names.variables.filter(({ name, from }) => known.has(name) || !from) };
}

/** A module for the diagram editor: whoever asks for the variables at an element is also told those that `names` has there. */
export function offeredVariables(names) {
  class DraftVariables {
    constructor(variableResolver) { variableResolver.registerProvider(this); }

    getVariables(element) {
      const scopes = names.scopes || {};
      const scope = element.businessObject;
      const there = scopes[element.id];
      if (there) return variablesOf(namesThere(names, there)).map((each) => ({ ...each, scope }));
      // Where nothing is known of single elements, the whole diagram may use all names.
      return element.parent || Object.keys(scopes).length ? undefined : variablesOf(names).map((each) => ({ ...each, scope }));
    }
  }
  DraftVariables.$inject = ["variableResolver"];
  return { __init__: ["draftVariables"], draftVariables: ["type", DraftVariables] };
}

/** A module for the editors of decision files: their expressions may use every fact of the draft. */
export function offeredFacts(names) {
  class DraftFacts {
    constructor(variableResolver) { variableResolver.registerProvider(this); }

    getVariables(variables) { return [...variables, ...variablesOf(names)]; }
  }
  DraftFacts.$inject = ["variableResolver"];
  return { __init__: ["draftFacts"], draftFacts: ["type", DraftFacts] };
}
