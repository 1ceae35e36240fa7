// Elements without markup: every string becomes a text node, never HTML.

/** An element with properties and children; null and false children are left out. */
export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Make `children` the children of `parent`; those that stay keep their place and their focus. */
export function arrange(parent, children) {
  const kept = new Set(children);
  for (const child of [...parent.childNodes]) if (!kept.has(child)) child.remove();
  children.forEach((child, index) => {
    const there = parent.childNodes[index];
    if (there !== child) parent.insertBefore(child, there ?? null);
  });
}

let numbers = 0;
/** An id that nothing else on the page has. */
export const freshId = (name) => `${name}-${++numbers}`;

/** Let a textarea be as tall as its text, within what its style allows. */
export function growWithText(area) {
  const grow = () => {
    area.style.height = "";
    // What is not shown has no height to go by.
    if (area.offsetParent === null) return;
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  };
  area.addEventListener("input", grow);
  requestAnimationFrame(grow);
  return grow;
}

/** Have a screen reader say it when it is idle. */
export function announce(words) {
  const line = el("p", {}, words);
  byId("announcer").append(line);
  setTimeout(() => line.remove(), 10_000);
}

const AVATAR_INITIALS = /\b\p{L}/gu;

/** A person's initials in their colour; the name stands beside it. */
export function avatar(person) {
  const initials = (person.name.match(AVATAR_INITIALS) ?? []).slice(0, 2).join("");
  return el("span", { class: "avatar", "data-person": person.id, "aria-hidden": "true" }, initials);
}

/** The mark, as Unstuck's own picture. */
export const markAvatar = () =>
  el("img", { class: "avatar", src: "/mark.svg", alt: "", width: 36, height: 36 });
