// A form in a dialog. It closes when it was taken, never because something went wrong.

import { byId, el } from "./dom.js";
import { drawField } from "./fields.js";
import { Deed, Refused } from "./net.js";

/**
 * Open a form. `send(deed, form, values, people)` answers the reply; `search` serves its search
 * fields. A reply with another form takes its place.
 */
export function openForm(form, { send, search }) {
  const dialog = byId("dialog");
  const deed = new Deed();
  const fields = form.fields.map((field) => drawField(field, search));
  const general = el("p", { class: "error general", role: "alert", hidden: true });
  const submit = el("button", { type: "submit", class: "button main" }, form.submit);
  const cancel = el("button", { type: "button", class: "button plain" }, "Cancel");
  const node = el(
    "form",
    { novalidate: true },
    el("h2", { id: "dialog-title" }, form.title),
    el(
      "div",
      { class: "dialog-body" },
      form.intro ? el("p", { class: "intro", dir: "auto" }, form.intro) : false,
      general,
      fields.map((field) => field.node),
    ),
    el("div", { class: "dialog-foot" }, cancel, submit),
  );
  let isSending = false;

  const complain = (faults) => {
    for (const field of fields) field.fault(faults[field.name] ?? "");
    const known = new Set(fields.map((field) => field.name));
    const others = Object.entries(faults).filter(([name]) => !known.has(name));
    general.textContent = others.map(([, sentence]) => sentence).join(" ");
    general.hidden = others.length === 0;
    if (others.length) general.scrollIntoView({ block: "nearest" });
    else fields.find((field) => faults[field.name])?.focus();
  };

  const take = (answer) => {
    const hasFaults = Object.keys(answer.faults).length > 0;
    if (!hasFaults) {
      if (answer.form) openForm(answer.form, { send, search });
      else dialog.close();
      return;
    }
    const isSame =
      !answer.form || answer.form.fields.map(({ name }) => name).join() === fields.map(({ name }) => name).join();
    // What stands in the fields is what was typed; it is only marked.
    if (isSame) complain(answer.faults);
    else openForm(answer.form, { send, search })(answer.faults);
  };

  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    submit.setAttribute("aria-disabled", "true");
    submit.textContent = "Sending …";
    try {
      const values = Object.fromEntries(fields.map((field) => [field.name, field.read()]));
      const people = fields.filter((field) => field.isPeople).flatMap((field) => field.read());
      take(await send(deed, form, values, people));
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      complain({ "": refusal.message });
    } finally {
      isSending = false;
      submit.removeAttribute("aria-disabled");
      submit.textContent = form.submit;
    }
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) node.requestSubmit();
  });
  cancel.addEventListener("click", () => dialog.close());

  dialog.replaceChildren(node);
  if (!dialog.open) dialog.showModal();
  (fields[0] ?? { focus: () => submit.focus() }).focus();
  return complain;
}
