// A new field of a form bears a Chinese name: the library would write its own English one into the designer's file.
import { isChinese } from "./page.js";

const NAMES = ["label", "dateLabel", "timeLabel"];

function inChinese(words, text) {
  const plain = text.replace(/^# /, "");
  return Object.hasOwn(words, plain) ? text.replace(plain, words[plain]) : text;
}

/** A module for the form editor: what it names by itself is named in Chinese, what `given` says stays. */
export function newFields(words) {
  function rename(field, given) {
    for (const name of [...NAMES, "text"]) {
      if (typeof field[name] === "string" && !(name in given)) field[name] = inChinese(words, field[name]);
    }
    for (const name of ["values", "columns"]) {
      if (name in given || !Array.isArray(field[name])) continue;
      field[name] = field[name].map((each) => ({ ...each, label: inChinese(words, each.label) }));
    }
    return field;
  }

  function install(factory) {
    const create = factory.create.bind(factory);
    factory.create = (given, isNew = true) => (isNew ? rename(create(given, isNew), given) : create(given, isNew));
  }

  install.$inject = ["fieldFactory"];
  return isChinese ? { __init__: [install] } : {};
}
