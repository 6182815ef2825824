// The editor of decision files: the cloud distribution of the tables' own editor.
export { CamundaCloudModeler as Modeler } from "camunda-dmn-js";
