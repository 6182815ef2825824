export const FORM_WORDS = {};
