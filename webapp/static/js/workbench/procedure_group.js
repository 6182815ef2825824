// The first group of the property panel: what a procedure's step needs, chosen from what the draft holds.
import { deadlineParameters, expressionOf, parameterOf } from "./due_dates.js";
import { findExtension, readProperty, setExtension, setProperty } from "./extension_values.js";
import { isChinese, word } from "./page.js";

const ATTRIBUTES = {
  role: ["zeebe:AssignmentDefinition", "candidateGroups"],
  form: ["zeebe:FormDefinition", "formId"],
  decision: ["zeebe:CalledDecision", "decisionId"],
  process: ["zeebe:CalledElement", "processId"],
  operation: ["zeebe:TaskDefinition", "type"]
};

function listPapers(papers) {
  const [open, close, comma] = isChinese ? ["（", "）", "、"] : [" (", ")", ", "];
  return papers.map(({ id, name }) => (name ? `${id}${open}${name}${close}` : id)).join(comma);
}

const CHOICES = [
  { id: "role", on: "bpmn:UserTask", from: "roles" },
  { id: "form", on: "bpmn:UserTask", from: "forms" },
  { id: "decision", on: "bpmn:BusinessRuleTask", from: "decisions" },
  { id: "process", on: "bpmn:CallActivity", from: "processes" },
  { id: "operation", on: "bpmn:ServiceTask", from: "operations" }
];

// What the platform does not run is not offered; where a diagram holds it, it is shown to be removed.
const NOT_OFFERED = new Set(["Zeebe__ExecutionListeners", "Zeebe__TaskListeners", "additionalDataGroup"]);

function isOffered(group) {
  return !NOT_OFFERED.has(group.id) || (group.items || []).length > 0;
}

/** A module for the editor with the group over `names`, drawn with the library's own parts. */
export function procedureGroup({ entries, useService, jsx, is }, names) {
  const { SelectEntry, TextFieldEntry, TextAreaEntry, Group } = entries;

  function services() {
    return { commandStack: useService("commandStack"), bpmnFactory: useService("bpmnFactory") };
  }

  function optionsOf(list, current) {
    const known = list.map(({ id, name }) => ({ value: id, label: name && name !== id ? `${name} (${id})` : id }));
    const options = [{ value: "", label: word("notChosen") }, ...known];
    if (current && !list.some(({ id }) => id === current)) {
      // While the names are still being gathered, nothing can be said of one.
      const plain = names.roles.length ? word("unknownName", { name: current }) : current;
      options.push({ value: current, label: current.startsWith("=") ? word("byExpression") : plain });
    }
    return options;
  }

  function Choice({ element, choice, from }) {
    const using = services();
    const [type, attribute] = ATTRIBUTES[choice];
    const read = () => (findExtension(element, type) || { get: () => "" }).get(attribute) || "";
    return SelectEntry({
      element, id: `procedure-${choice}`, label: word(`choose-${choice}`), getValue: read,
      setValue: (value) => setExtension(using, element, type, { [attribute]: value || undefined }),
      getOptions: () => optionsOf(names[from], read())
    });
  }

  function Due({ element }) {
    const using = services();
    const read = () => (findExtension(element, "zeebe:TaskSchedule") || { get: () => "" }).get("dueDate") || "";
    const known = deadlineParameters(names.parameters);
    function choose(value) {
      const parameter = known.find(({ id }) => id === value);
      if (value && !parameter) return;
      setExtension(using, element, "zeebe:TaskSchedule", { dueDate: parameter ? expressionOf(parameter) : undefined });
    }
    return SelectEntry({
      element, id: "procedure-due", label: word("choose-due"), setValue: choose,
      getValue: () => parameterOf(read()) || read(),
      getOptions: () => optionsOf(known, parameterOf(read()) || read())
    });
  }

  function Source({ element }) {
    const using = services();
    return TextAreaEntry({
      element, id: "procedure-source", label: word("sourceOfStep"), description: word("sourceHint"), rows: 2, autoResize: true,
      getValue: () => readProperty(element, "source"),
      setValue: (value) => setProperty(using, element, "source", value),
      debounce: useService("debounceInput")
    });
  }

  function Papers({ element }) {
    const using = services();
    return TextFieldEntry({
      element, id: "procedure-papers", label: word("papersOfStep"),
      description: listPapers(names.papers),
      getValue: () => readProperty(element, "papers"),
      setValue: (value) => setProperty(using, element, "papers", value),
      debounce: useService("debounceInput")
    });
  }

  function groupFor(element) {
    const parts = CHOICES.filter((each) => is(element, each.on)).map(({ id, from }) => (
      { id: `procedure-${id}`, choice: id, from, element, component: Choice, isEdited: entries.isSelectEntryEdited }
    ));
    if (is(element, "bpmn:UserTask")) {
      parts.push({ id: "procedure-due", element, component: Due, isEdited: entries.isSelectEntryEdited });
      parts.push({ id: "procedure-papers", element, component: Papers, isEdited: entries.isTextFieldEntryEdited });
    }
    if (is(element, "bpmn:FlowNode")) {
      parts.push({ id: "procedure-source", element, component: Source, isEdited: entries.isTextAreaEntryEdited });
    }
    return parts.length ? [{ id: "procedure", label: word("procedureGroup"), component: Group, entries: parts, shouldOpen: true }] : [];
  }

  class ProcedureProvider {
    constructor(propertiesPanel) { propertiesPanel.registerProvider(100, this); }

    getGroups(element) {
      return (groups) => {
        const own = groupFor(element);
        const offered = groups.filter(isOffered);
        const after = offered.findIndex((each) => each.id === "general") + 1;
        return [...offered.slice(0, after), ...own, ...offered.slice(after)];
      };
    }
  }
  ProcedureProvider.$inject = ["propertiesPanel"];
  return { __init__: ["procedureProvider"], procedureProvider: ["type", ProcedureProvider] };
}
