// The field for words and commands, with completion from the verbs and the people.

import { avatar, el, growWithText } from "./dom.js";
import { Refused } from "./net.js";
import { state } from "./store.js";
import { Suggestions } from "./suggest.js";

const VERB_BEING_TYPED = /^(\/unstuck\s+|@unstuck\s+|\/)?([a-z]*)$/i;
const NAME_BEING_TYPED = /(^|\s)@(\w*)$/;
const VERB_TYPED = /^(?:\/unstuck\s+|@unstuck\s+|\/)?([a-z]+)(?=\s|$)/i;

const KEYS = "Enter sends, Shift+Enter begins a new line";

export class Composer {
  #isSending = false;

  /** `say(words)` sends them; it throws Refused, and then the words stay. */
  constructor(tab, say) {
    this.say = say;
    this.tab = tab;
    this.field = el("textarea", { id: `words-${tab}`, rows: 1, dir: "auto", enterkeyhint: "send" });
    this.face = el("span", { class: "face" });
    this.label = el("label", { class: "unseen", for: this.field.id });
    this.usage = el("p", { class: "usage" });
    this.error = el("p", { class: "error", role: "alert" });
    this.button = el("button", { type: "submit", class: "button main send" }, "Send");
    this.suggestions = new Suggestions(this.field, {
      label: "Suggestions",
      find: () => this.#find(),
      choose: (item) => this.#complete(item),
    });
    this.grow = growWithText(this.field);
    this.field.addEventListener("input", () => this.#explain());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    const line = el("div", { class: "line" }, this.face, this.label, this.field, this.button);
    this.node = el("form", { class: "composer", novalidate: true }, this.suggestions.list, this.error, line, this.usage);
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  draw() {
    if (this.drawnFor === state.me.id) return;
    this.drawnFor = state.me.id;
    const where = this.tab === "direct" ? "Unstuck" : `#${state.channel}`;
    this.face.replaceChildren(avatar(state.me));
    this.label.textContent = `${state.me.name} to ${where}`;
    this.field.placeholder =
      this.tab === "direct" ? "A command, or words to Unstuck" : `Message #${state.channel}, or /unstuck …`;
    this.#fault("");
    this.#explain();
  }

  /** Put words into the field, to be looked at and sent. */
  type(words) {
    this.field.value = words;
    this.field.dispatchEvent(new Event("input"));
    this.suggestions.close();
    this.field.focus();
  }

  async #send() {
    const words = this.field.value.trim();
    if (!words || this.#isSending) return;
    this.suggestions.close();
    this.#isSending = true;
    this.node.setAttribute("aria-busy", "true");
    try {
      await this.say(words);
      if (this.field.value.trim() === words) this.type("");
      this.#fault("");
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      this.#fault(refusal.message);
    } finally {
      this.#isSending = false;
      this.node.removeAttribute("aria-busy");
    }
  }

  #fault(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
  }

  #find() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const name = NAME_BEING_TYPED.exec(before);
    if (name) {
      const begun = name[2].toLowerCase();
      return state.people
        .filter(({ id, name: whole }) => [id, ...whole.toLowerCase().split(" ")].some((n) => n.startsWith(begun)))
        .map((person) => ({ label: `@${person.id}`, detail: `${person.name}, ${person.city}`, from: before.length - begun.length - 1, text: `@${person.id} ` }));
    }
    const verb = VERB_BEING_TYPED.exec(before);
    // In the channel people also talk to each other: there the slash asks for commands.
    if (!verb || !(verb[1] || (this.tab === "direct" && verb[2]))) return [];
    const begun = verb[2].toLowerCase();
    return state.verbs
      .filter(({ name: known }) => known.startsWith(begun) && known !== begun)
      .map(({ name: known, summary }) => ({
        label: known,
        detail: summary,
        from: 0,
        text: `${verb[1]?.length > 1 ? verb[1] : this.tab === "direct" ? "" : "/unstuck "}${known} `,
      }));
  }

  #complete({ from, text }) {
    const { value, selectionStart } = this.field;
    this.field.value = value.slice(0, from) + text + value.slice(selectionStart).trimStart();
    const caret = from + text.length;
    this.field.setSelectionRange(caret, caret);
    this.field.dispatchEvent(new Event("input"));
  }

  #explain() {
    const typed = VERB_TYPED.exec(this.field.value)?.[1].toLowerCase();
    const verb = state.verbs.find(({ name }) => name === typed);
    const isChat = this.tab === "channel" && !/^[/@]/.test(this.field.value);
    const usage = verb && !isChat ? [el("code", {}, verb.usage || verb.name), ` ${verb.summary}`] : [KEYS];
    this.usage.replaceChildren(...usage);
    this.usage.classList.toggle("keys", usage[0] === KEYS);
  }
}
