// The form editor, and the viewer that shows the form as it will be filled in.
export { FormEditor } from "@bpmn-io/form-js-editor";
export { Form } from "@bpmn-io/form-js-viewer";
