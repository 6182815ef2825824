// Evaluates FEEL texts with feelin: a JSON array of texts on standard input, one line of JSON for each on standard output.
import { readFileSync } from "node:fs";
import { evaluate } from "feelin";

function plain(value) {
  if (value === null || value === undefined) return { kind: "null" };
  if (Array.isArray(value)) return { kind: "list", value: Array.from(value, plain) };
  if (typeof value === "function") return { kind: "function" };
  if (typeof value === "number" && !Number.isFinite(value)) return { kind: "null" };
  if (typeof value !== "object") return { kind: typeof value, value };
  const name = value.constructor?.name ?? "Object";
  if (name === "FunctionWrapper" || name === "FeelFunction") return { kind: "function" };
  if (name !== "Object") return { kind: name, value: String(value) };
  return { kind: "context", value: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) };
}

for (const text of JSON.parse(readFileSync(0, "utf-8"))) {
  let answer;
  try {
    answer = plain(evaluate(text, {}).value);
  } catch (error) {
    answer = { kind: "error", value: String(error.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
