export const DECISION_WORDS = {};
