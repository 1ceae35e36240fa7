// The parts of a message as elements. Text is only ever text.

import { el } from "./dom.js";
import { openMenu } from "./menu.js";
import { state } from "./store.js";
import { longDateOf, timeOf, whenOf } from "./times.js";

const AT_ONCE = { characters: 1200, lines: 15 };

/** The elements of a message's parts. `acts` has press(does, control) and type(words). */
export function drawParts(parts, acts) {
  return parts.map((part) => draw(part, acts));
}

function draw(part, acts) {
  switch (part.kind) {
    case "heading":
      return el("h3", { class: "heading", dir: "auto" }, part.text);
    case "paragraph":
      return folded(
        el("p", { class: part.quiet ? "said aside" : "said", dir: "auto" }, spans(part.spans, acts)),
      );
    case "fields":
      return el("dl", { class: "fields" }, part.rows.map((row) => field(row, acts)));
    case "quote":
      return folded(el("blockquote", { class: "quote", dir: "auto" }, part.text));
    case "buttons":
      return el("div", { class: "buttons" }, part.buttons.map((button) => drawButton(button, acts)));
    case "select":
      return select(part, acts);
    case "image":
      return el("img", { class: "picture", src: `data:image/png;base64,${part.png}`, alt: part.alt });
    case "divider":
      return el("hr", {});
    default:
      return el("p", { class: "aside" }, "This page does not know how to show a part of this message.");
  }
}

function spans(given, acts) {
  // One text alone gives its paragraph its direction.
  const [first] = given;
  if (given.length === 1 && first.kind === "text" && !first.strong && !first.code) return [first.text];
  return given.map((span) => drawSpan(span, acts));
}

function drawSpan(span, acts) {
  switch (span.kind) {
    case "link":
      return link(span);
    case "mention":
      return el("span", { class: "mention" }, `@${span.name}`);
    case "when":
      return when(span);
    default:
      if (span.code) return command(span.text, acts);
      // Each in its own <bdi>: a right-to-left mark in one does not turn its neighbours round.
      return el(span.strong ? "strong" : "bdi", { class: "span", dir: "auto" }, span.text);
  }
}

function link({ text, url }) {
  if (!/^https?:\/\//i.test(url)) return el("bdi", { class: "span" }, text || url);
  return el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, text.trim() || url);
}

function when({ at, clock }) {
  const instant = new Date(at);
  const { zone, city } = state.me;
  const whole = `${longDateOf(instant, zone)}, ${timeOf(instant, zone)} in ${city}`;
  return el("time", { datetime: at, title: whole }, whenOf(instant, zone, clock));
}

function command(text, acts) {
  const verb = text.replace(/^\/(unstuck\s+)?/, "").split(/\s/)[0];
  if (!state.verbs.some(({ name }) => name === verb)) return el("code", { dir: "auto" }, text);
  const label = `Put “${text}” into the message field`;
  return el("button", { type: "button", class: "code", title: label, onclick: () => acts.type(text) }, text);
}

function field({ label, spans: given }, acts) {
  const value = el("dd", { dir: "auto" }, spans(given, acts));
  return el("div", {}, label.trim() ? el("dt", {}, label) : false, value);
}

/** The block, or as much of it as one wants to see at once and a button for the rest. */
function folded(block) {
  const text = block.textContent;
  if (text.length <= AT_ONCE.characters && text.split("\n").length <= AT_ONCE.lines) return block;
  block.classList.add("folded");
  const unfold = el("button", { type: "button", class: "quiet-button" }, "Show all of it");
  unfold.addEventListener("click", () => {
    block.classList.remove("folded");
    block.tabIndex = -1;
    block.focus();
    unfold.remove();
  });
  return el("div", {}, block, unfold);
}

function drawButton({ label, does, style }, acts) {
  const button = el("button", { type: "button", class: `button ${style}`, "data-does": does }, label);
  button.addEventListener("click", () => acts.press(does, button));
  return button;
}

function select({ placeholder, options }, acts) {
  const button = el("button", { type: "button", class: "button plain select" }, placeholder || "Choose");
  const holder = el("div", { class: "buttons menu-holder" }, button);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () =>
    openMenu(holder, button, options, ({ does }) => acts.press(does, button)),
  );
  return holder;
}

/** A message in a few words, for those who hear the page. */
export function inWords(entry) {
  const words = entry.parts.map((part) => {
    if (part.kind === "paragraph") return part.spans.map(spanInWords).join("");
    if (part.kind === "buttons") return part.buttons.map(({ label }) => label).join(", ");
    return part.text ?? part.alt ?? "";
  });
  return words.filter((piece) => piece.trim()).join(" ").slice(0, 300);
}

function spanInWords(span) {
  if (span.kind === "when") return whenOf(new Date(span.at), state.me.zone, span.clock);
  return span.text ?? span.name ?? "";
}
