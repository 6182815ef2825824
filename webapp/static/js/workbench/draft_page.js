// A draft's page: counts the problems in the background, so that the list of files need not wait for the checks.
const place = document.querySelector("[data-draft-problems]");

async function count() {
  const answer = await fetch(place.dataset.draftProblems, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { problems } = await answer.json();
  const errors = problems.filter((each) => each.severity === "error").length;
  place.textContent = problems.length
    ? place.dataset.some.replace("{errors}", errors).replace("{warnings}", problems.length - errors)
    : place.dataset.none;
}

if (place) count().catch(() => {});
