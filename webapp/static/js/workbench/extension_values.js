// Reading and setting the values that a step carries in its extension elements, as one undoable change each.

function elementsOf(businessObject) {
  const held = businessObject.get("extensionElements");
  return held ? held.get("values") : [];
}

/** The first extension element of a type, such as "zeebe:FormDefinition". */
export function findExtension(element, type) {
  return elementsOf(element.businessObject).find((each) => each.$type === type);
}

/** The value of the step's property `name`, such as its source. */
export function readProperty(element, name) {
  const held = findExtension(element, "zeebe:Properties");
  const found = held && held.get("properties").find((each) => each.get("name") === name);
  return found ? found.get("value") || "" : "";
}

// Steps that make sure the extension element is there, and the element itself.
function ensure(element, type, factory) {
  const businessObject = element.businessObject;
  const steps = [];
  let holder = businessObject.get("extensionElements");
  if (!holder) {
    holder = factory.create("bpmn:ExtensionElements", { values: [] });
    holder.$parent = businessObject;
    steps.push(change(element, businessObject, { extensionElements: holder }));
  }
  let found = holder.get("values").find((each) => each.$type === type);
  if (!found) {
    found = factory.create(type, {});
    found.$parent = holder;
    steps.push(change(element, holder, { values: [...holder.get("values"), found] }));
  }
  return { found, steps };
}

function change(element, moddleElement, properties) {
  return { cmd: "element.updateModdleProperties", context: { element, moddleElement, properties } };
}

function carryOut(services, steps) {
  services.commandStack.execute("properties-panel.multi-command-executor", steps);
}

/** Set attributes of the step's extension element, which is made where it is missing. */
export function setExtension(services, element, type, values) {
  const { found, steps } = ensure(element, type, services.bpmnFactory);
  carryOut(services, [...steps, change(element, found, values)]);
}

/** Set the step's property `name`; an empty value removes it. */
export function setProperty(services, element, name, value) {
  const { found, steps } = ensure(element, "zeebe:Properties", services.bpmnFactory);
  const others = found.get("properties");
  const held = others.find((each) => each.get("name") === name);
  if (held && value) return carryOut(services, [...steps, change(element, held, { value })]);
  const rest = others.filter((each) => each !== held);
  if (value) {
    const added = services.bpmnFactory.create("zeebe:Property", { name, value });
    added.$parent = found;
    rest.push(added);
  }
  return carryOut(services, [...steps, change(element, found, { properties: rest })]);
}
