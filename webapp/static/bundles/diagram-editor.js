// The diagram editor: the cloud modeler, token simulation, translations, and the parts that our own groups of the
// property panel are made of (they must share the panel's one copy of its drawing library).
export { default as Modeler } from "camunda-bpmn-js/lib/camunda-cloud/Modeler";
export { default as TokenSimulation } from "bpmn-js-token-simulation";
export * as entries from "@bpmn-io/properties-panel";
export { useService } from "bpmn-js-properties-panel";
export { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
export { is } from "bpmn-js/lib/util/ModelUtil";
export { COMMUNITY_WORDS } from "./diagram-words";
