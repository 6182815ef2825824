// Shows a form as it will be filled in, without its data: [data-form] names the file.
const place = document.querySelector("[data-form]");

try {
  const [library, answer] = await Promise.all([
    import(place.dataset.bundle), fetch(place.dataset.form, { credentials: "same-origin" })
  ]);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const form = new library.Form({ container: place });
  await form.importSchema(await answer.json(), {});
  form.setProperty("readOnly", true);
  place.dataset.ready = "yes";
} catch {
  place.textContent = place.dataset.failure;
}
