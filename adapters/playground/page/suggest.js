// Suggestions for a text field: a list to walk by arrow keys, with the focus left in the field.

import { el, freshId } from "./dom.js";

/**
 * `find()` answers [{label, detail, …}] (or a promise of it) for what is typed, `choose(item)`
 * takes one. Tab takes the first or the marked one, Enter only a marked one, Esc closes.
 */
export class Suggestions {
  #items = [];
  #marked = -1;
  #asked = 0;

  constructor(field, { label, find, choose, waitMilliseconds = 0, takesTab = true }) {
    this.field = field;
    this.find = find;
    this.choose = choose;
    this.takesTab = takesTab;
    this.list = el("div", { class: "suggestions", role: "listbox", id: freshId("suggestions"), hidden: true });
    this.list.setAttribute("aria-label", label);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("autocomplete", "off");
    let timer = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      if (waitMilliseconds) timer = setTimeout(() => this.#look(), waitMilliseconds);
      else this.#look();
    });
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close() {
    this.#asked += 1;
    this.#show([]);
  }

  #look() {
    const asked = ++this.#asked;
    const found = this.find();
    // What is known at once is shown at once: the next key may be meant for it.
    if (Array.isArray(found)) this.#show(found);
    else found.then((items) => asked === this.#asked && this.#show(items));
  }

  #show(items) {
    this.#items = items;
    this.list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    this.list.hidden = items.length === 0;
    if (this.field.getAttribute("role") === "combobox") {
      this.field.setAttribute("aria-expanded", String(this.isOpen));
    }
    this.#mark(-1);
    if (this.isOpen) this.list.scrollIntoView({ block: "nearest" });
  }

  #option(item, index) {
    const detail = item.detail ? el("span", { class: "detail" }, item.detail) : false;
    const option = el("div", { role: "option", id: `${this.list.id}-${index}` }, el("span", {}, item.label), detail);
    // Before the field loses the focus.
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#take(index);
    });
    return option;
  }

  #mark(index) {
    this.#marked = index;
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  #take(index) {
    const item = this.#items[index];
    this.close();
    this.choose(item);
  }

  #key(event) {
    if (event.isComposing) return;
    const count = this.#items.length;
    if (!this.isOpen) {
      if (event.key === "ArrowDown" && this.field.tagName === "INPUT") {
        this.#look();
        event.preventDefault();
      }
      return;
    }
    if (event.key === "ArrowDown") this.#mark((this.#marked + 1) % count);
    else if (event.key === "ArrowUp") this.#mark((this.#marked < 1 ? count : this.#marked) - 1);
    else if (event.key === "Enter" && this.#marked >= 0) this.#take(this.#marked);
    else if (event.key === "Tab" && !event.shiftKey && this.takesTab) this.#take(Math.max(0, this.#marked));
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    // So that Enter does not send, and Esc does not close the dialog as well.
    event.stopImmediatePropagation();
  }
}
