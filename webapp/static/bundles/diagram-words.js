// The community's Chinese words for the diagram editor, as one table. Ours (js/workbench/words) come before them.
import elements from "bpmn-js-i18n-zh/lib/bpmn-js";
import panel from "bpmn-js-i18n-zh/lib/properties-panel";
import zeebe from "bpmn-js-i18n-zh/lib/zeebe-properties-panel";

export const COMMUNITY_WORDS = { ...elements, ...panel, ...zeebe };
