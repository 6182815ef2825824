// What differs between two diagrams: takes the definitions that two viewers have read.
export { diff } from "bpmn-js-differ";
