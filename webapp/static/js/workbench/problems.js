// The list of problems beside the editor: asked for after each save, each a way to the element it is about.
import { ask, askPatiently, make, page, word } from "./page.js";

export class Problems {
  /** `go(elementId)` shows an element of this file; `mark(severities)` marks those that have problems, by id. */
  constructor(file, { go, mark }) {
    this.file = file;
    this.go = go;
    this.mark = mark;
    this.box = page.querySelector("[data-problem-box]");
    this.list = page.querySelector("[data-problems]");
    this.asked = 0;
  }

  /** Ask again; of several answers on their way only the last is shown. */
  async refresh() {
    const turn = ++this.asked;
    const isWanted = () => turn === this.asked;
    this.tell(word("checking"));
    this.box.dataset.state = "checking";
    try {
      const told = await askPatiently(page.dataset.problemsAddress, isWanted);
      if (!isWanted()) return;
      this.show(told.problems);
      this.box.dataset.state = "checked";
    } catch (error) {
      if (isWanted()) this.tell(error.message || word("offline"));
    }
  }

  /** Say something in the place of the count. */
  tell(message) {
    page.querySelector("[data-problem-count]").textContent = message;
  }

  show(problems) {
    const here = problems.filter((each) => each.file === this.file.path);
    const elsewhere = problems.filter((each) => each.file !== this.file.path);
    this.tell(problems.length ? word("problems", { here: here.length, all: problems.length }) : word("noProblems"));
    this.box.dataset.count = String(problems.length);
    this.list.replaceChildren(...[...here, ...elsewhere].map((each) => this.line(each)));
    this.mark(severitiesOf(here));
  }

  line(problem) {
    const tone = problem.severity === "error" ? "red" : "amber";
    const told = make("div");
    const isHere = problem.file === this.file.path;
    if (isHere && problem.element_id) {
      const button = make("button", { type: "button", name: "as-link", text: problem.message });
      button.addEventListener("click", () => this.go(problem.element_id));
      told.append(button);
    } else if (!isHere && problem.url) {
      told.append(make("a", { href: problem.url, text: problem.message }));
    } else {
      told.append(make("span", { text: problem.message }));
    }
    told.append(make("span", { name: "hint", text: ` ${problem.code}${isHere ? "" : " · " + (problem.title || problem.file)}` }));
    for (const fix of problem.fixes || []) {
      const form = this.fixForm(problem, fix);
      // What takes away a whole file is not to be pressed in passing.
      told.append(fix.is_removal ? make("details", {}, make("summary", { text: word("fixes") }), form) : form);
    }
    const badge = make("span", { name: `badge tone-${tone}`, text: word(problem.severity) });
    return make("li", { name: `problem problem-${problem.severity}` }, badge, told);
  }

  // One button mends it; where only a person knows the words, it asks for them first.
  fixForm(problem, fix) {
    const asked = fix.asks.map((each) => ({ ...each, field: askFor(each) }));
    const button = make("button", { name: "btn btn-sm", text: fix.label });
    const form = make("form", { name: "problem-fix" }, ...asked.map((each) => each.field.parentElement), button);
    if (asked.length) asked.forEach((each) => { each.field.parentElement.hidden = true; });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (asked.some((each) => each.field.parentElement.hidden)) {
        asked.forEach((each) => { each.field.parentElement.hidden = false; each.field.required = true; });
        asked[0].field.focus();
        return;
      }
      await this.mend(form, problem, fix, Object.fromEntries(asked.map(({ name, field }) => [name, field.value])));
    });
    return form;
  }

  async mend(form, problem, fix, answers) {
    const button = form.querySelector("button");
    button.disabled = true;
    form.querySelector(".problem-refused")?.remove();
    try {
      await this.beforeFix();
      await ask(page.dataset.fixesAddress, {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          fix: fix.id, code: problem.code, file: problem.file, element_id: problem.element_id, line: problem.line, answers
        })
      });
      await this.afterFix();
    } catch (error) {
      button.disabled = false;
      form.append(make("span", { name: "problem-refused", text: error.message }));
    }
  }
}

// The worst that is said of each element: an error, else a warning.
function severitiesOf(problems) {
  const worst = new Map();
  for (const { element_id: id, severity } of problems) {
    if (id && worst.get(id) !== "error") worst.set(id, severity);
  }
  return worst;
}

function askFor({ label, proposed }) {
  const field = make("input", { name: "form-control form-control-sm", value: proposed });
  make("label", { text: `${label} ` }, field);
  return field;
}
