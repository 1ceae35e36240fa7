// The fields of a form. Each answers its node, what was filled in, and where its fault is shown.

import { avatar, el, freshId, growWithText } from "./dom.js";
import { state } from "./store.js";
import { Suggestions } from "./suggest.js";

const MOST_RADIOS = 7;
const WIDEST_ON_A_SCALE = 3;

/**
 * A field as {name, isPeople, node, read(), fault(sentence), focus()}; `read` answers strings.
 * `search(source, words)` finds what may complete words.
 */
export function drawField(field, search) {
  switch (field.kind) {
    case "text":
      return textField(field);
    case "search":
      return searchField(field, search);
    case "people":
      return peopleField(field);
    default:
      return choiceField(field);
  }
}

// -- one control ---------------------------------------------------------------------------

function single(field, control, read, ...below) {
  control.id = freshId("field");
  const fault = faultLine(field);
  const hint = hintLine(field);
  describe(control, hint, fault);
  const label = el("label", { for: control.id }, field.label, optional(field));
  return {
    name: field.name,
    isPeople: false,
    node: el("div", { class: "field" }, label, control, ...below, hint, fault),
    read,
    fault: (sentence) => showFault(fault, control, sentence),
    focus: () => control.focus(),
  };
}

function textField(field) {
  const control = field.long ? el("textarea", { rows: 3, dir: "auto" }) : el("input", { type: "text", dir: "auto" });
  control.value = field.value;
  control.placeholder = field.example;
  if (field.long) growWithText(control);
  // No maxlength: it would cut what somebody pastes.
  const room = el("p", { class: "room", "aria-live": "polite" });
  const count = () => {
    const left = field.longest - [...control.value].length;
    room.textContent = left < 0 ? `${-left} too many` : left < field.longest / 5 ? `${left} left` : "";
    room.classList.toggle("over", left < 0);
  };
  control.addEventListener("input", count);
  count();
  return single(field, control, () => [control.value], room);
}

function searchField(field, search) {
  const control = el("input", { type: "text", role: "combobox", "aria-expanded": "false", dir: "auto" });
  control.value = field.value;
  let chosen = null;
  const suggestions = new Suggestions(control, {
    label: field.label,
    waitMilliseconds: 120,
    takesTab: false,
    find: () => (control.value.trim() ? search(field.source, control.value.trim()) : []),
    choose: (item) => {
      control.value = item.label;
      chosen = item;
    },
  });
  // What was only typed goes as typed: the core says whether it knows it.
  const read = () => [chosen?.label === control.value ? chosen.value : control.value];
  return single(field, control, read, suggestions.list);
}

// -- groups of controls --------------------------------------------------------------------

function group(field, isPeople, kind, options, layout) {
  const name = freshId("group");
  const inputs = options.map(({ value }) => {
    const input = el("input", { type: kind, name, value, id: freshId("option") });
    input.checked = field.chosen.includes(value);
    return input;
  });
  const labels = options.map(({ content }, index) =>
    el("label", { class: "option", for: inputs[index].id }, inputs[index], content),
  );
  const box = el("div", { class: `options ${layout}` }, labels);
  if (kind === "radio" && !field.required) box.append(clearing(inputs));
  const fault = faultLine(field);
  const hint = hintLine(field);
  const node = el("fieldset", { class: "field" }, el("legend", {}, field.label, optional(field)), box, hint, fault);
  describe(node, hint, fault);
  return {
    name: field.name,
    isPeople,
    node,
    read: () => inputs.filter((input) => input.checked).map((input) => input.value),
    fault: (sentence) => showFault(fault, node, sentence),
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
  };
}

/** A radio button cannot be taken back by itself. */
function clearing(inputs) {
  const button = el("button", { type: "button", class: "quiet-button" }, "Clear");
  const show = () => (button.hidden = !inputs.some((input) => input.checked));
  for (const input of inputs) input.addEventListener("change", show);
  button.addEventListener("click", () => {
    for (const input of inputs) input.checked = false;
    inputs[0].focus();
    show();
  });
  show();
  return button;
}

function peopleField(field) {
  const options = state.people.map((person) => ({
    value: person.id,
    content: [avatar(person), el("span", {}, person.name, el("small", {}, person.city))],
  }));
  return group(field, true, field.many ? "checkbox" : "radio", options, "faces");
}

function choiceField(field) {
  const options = field.options.map(({ value, label }) => ({ value, content: el("span", { dir: "auto" }, label) }));
  if (field.many) return group(field, false, "checkbox", options, "column");
  const isScale =
    field.options.length > 2 && field.options.every(({ label }) => label.length <= WIDEST_ON_A_SCALE);
  if (isScale || field.options.length <= MOST_RADIOS) {
    return group(field, false, "radio", options, isScale ? "scale" : "column");
  }
  const control = el("select", {}, el("option", { value: "" }, "Choose"));
  for (const { value, label } of field.options) control.append(el("option", { value }, label));
  control.value = field.chosen[0] ?? "";
  return single(field, control, () => (control.value ? [control.value] : []));
}

// -- words around them ---------------------------------------------------------------------

const optional = (field) => (field.required ? false : el("span", { class: "optional" }, "optional"));
const hintLine = (field) => (field.hint ? el("p", { class: "hint", id: freshId("hint") }, field.hint) : false);
const faultLine = () => el("p", { class: "error", id: freshId("fault"), hidden: true });

function describe(control, hint, fault) {
  control.setAttribute("aria-describedby", hint ? `${hint.id} ${fault.id}` : fault.id);
}

function showFault(line, control, sentence) {
  line.textContent = sentence;
  line.hidden = !sentence;
  if (sentence) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}
