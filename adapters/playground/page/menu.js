// A select in a message: choosing acts at once, so it is a menu that one can walk without choosing.

import { el } from "./dom.js";

/** Open a menu of options under `button`; `choose` gets the one chosen. Esc closes it. */
export function openMenu(holder, button, options, choose) {
  if (button.getAttribute("aria-expanded") === "true") return;
  const items = options.map((option) =>
    el("button", { type: "button", role: "menuitem", tabindex: "-1" }, option.label),
  );
  const menu = el("div", { class: "menu", role: "menu", "aria-label": button.textContent }, items);

  const close = (giveBack) => {
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (giveBack) button.focus();
  };
  const outside = (event) => {
    if (!holder.contains(event.target)) close(false);
  };
  items.forEach((item, index) =>
    item.addEventListener("click", () => {
      close(true);
      choose(options[index]);
    }),
  );
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !holder.contains(event.relatedTarget)) close(false);
  });
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (to !== undefined) items[to].focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return close(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  holder.append(menu);
  button.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  items[0]?.focus();
  menu.scrollIntoView({ block: "nearest" });
}
