// A draft's page: counts the problems in the background, so that the list of files need not wait for the checks.
const place = document.querySelector("[data-draft-problems]");

async function count() {
  const headers = { Accept: "application/json", Prefer: "wait=1" };
  const answer = await fetch(place.dataset.draftProblems, { credentials: "same-origin", headers });
  if (!answer.ok) return;
  // The check goes on: no thread of the server waits for it, the page asks again.
  if (answer.status === 202) {
    window.setTimeout(() => count().catch(() => {}), 1000 * (Number(answer.headers.get("Retry-After")) || 1));
    return;
  }
  const { problems } = await answer.json();
  const errors = problems.filter((each) => each.severity === "error").length;
  place.textContent = problems.length
    ? place.dataset.some.replace("{errors}", errors).replace("{warnings}", problems.length - errors)
    : place.dataset.none;
}

if (place) count().catch(() => {});
