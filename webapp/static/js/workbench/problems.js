// The list of problems beside the editor: asked for after each save, each a way to the element it is about.
import { ask, make, page, word } from "./page.js";

export class Problems {
  /** `go(elementId)` shows an element of this file; `mark(ids)` marks those that have problems. */
  constructor(file, { go, mark }) {
    this.file = file;
    this.go = go;
    this.mark = mark;
    this.list = page.querySelector("[data-problems]");
    this.asked = 0;
  }

  /** Ask again; of several answers on their way only the last is shown. */
  async refresh() {
    const turn = ++this.asked;
    const count = page.querySelector("[data-problem-count]");
    count.textContent = word("checking");
    try {
      const told = await ask(page.dataset.problemsAddress);
      if (turn === this.asked) this.show(told.problems);
    } catch (error) {
      if (turn === this.asked) count.textContent = error.message || word("offline");
    }
  }

  /** Say something in the place of the count. */
  tell(message) {
    page.querySelector("[data-problem-count]").textContent = message;
  }

  show(problems) {
    const here = problems.filter((each) => each.file === this.file.path);
    const elsewhere = problems.filter((each) => each.file !== this.file.path);
    page.querySelector("[data-problem-count]").textContent =
      problems.length ? word("problems", { here: here.length, all: problems.length }) : word("noProblems");
    page.querySelector("[data-problem-box]").dataset.count = String(problems.length);
    this.list.replaceChildren(...[...here, ...elsewhere].map((each) => this.line(each)));
    this.mark(here.filter((each) => each.element_id).map((each) => each.element_id));
  }

  line(problem) {
    const item = make("li", { name: `problem problem-${problem.severity}` });
    const isHere = problem.file === this.file.path;
    if (isHere && problem.element_id) {
      const button = make("button", { type: "button", name: "as-link", text: problem.message });
      button.addEventListener("click", () => this.go(problem.element_id));
      item.append(button);
    } else if (!isHere && problem.url) {
      item.append(make("a", { href: problem.url, text: problem.message }));
    } else {
      item.append(make("span", { text: problem.message }));
    }
    item.append(make("span", { name: "hint", text: ` ${problem.code}${isHere ? "" : " · " + (problem.title || problem.file)}` }));
    for (const fix of problem.fixes || []) item.append(this.fixButton(problem, fix));
    return item;
  }

  fixButton(problem, fix) {
    const button = make("button", { type: "button", name: "btn btn-sm", text: fix.label });
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await this.beforeFix();
        await ask(page.dataset.fixesAddress, {
          method: "POST", headers: { "Content-Type": "application/json" },
          body: JSON.stringify({
            fix: fix.id, code: problem.code, file: problem.file, element_id: problem.element_id, line: problem.line
          })
        });
        await this.afterFix();
      } catch (error) {
        button.disabled = false;
        button.after(make("span", { name: "problem-refused", text: error.message }));
      }
    });
    return button;
  }
}
