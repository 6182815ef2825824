export const DIAGRAM_WORDS = {};
