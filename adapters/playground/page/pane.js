// One conversation: its messages by day and author, its threads, and its message field.

import { Composer } from "./composer.js";
import { announce, arrange, avatar, byId, el, markAvatar } from "./dom.js";
import { drawParts, inWords } from "./parts.js";
import { changed, conversationOf, hasEarlier, oldestOf, personOf, state, threadsOf, wasMissed } from "./store.js";
import { longDateOf, timeOf } from "./times.js";

const BOT = "unstuck";
const NEAR_THE_END = 80;
const SAME_BREATH = 5 * 60_000;

export class Pane {
  #drawn = new Map();
  #unfolded = new Set();
  #shown = "";
  #staysAtEnd = true;

  /** `acts` has press, say, earlier; `words` has title(), about() and empty(). */
  constructor(tab, acts, words) {
    this.tab = tab;
    this.acts = acts;
    this.words = words;
    this.title = el("h2", { id: `title-${tab}` });
    this.about = el("p", {});
    this.empty = el("div", { class: "empty" });
    this.earlier = el("button", { type: "button", class: "quiet-button earlier" }, "Show earlier messages");
    this.earlier.addEventListener("click", () => this.#showEarlier());
    this.list = el("div", { class: "messages" });
    this.log = el("div", { class: "log", tabindex: "0", role: "region" }, this.earlier, this.empty, this.list);
    this.log.setAttribute("aria-labelledby", this.title.id);
    this.newer = el("button", { type: "button", class: "newer", hidden: true }, "New messages");
    this.newer.addEventListener("click", () => this.#goToEnd());
    this.log.addEventListener("scroll", () => {
      this.#staysAtEnd = this.#isAtEnd();
      if (this.#staysAtEnd) this.newer.hidden = true;
    });
    // Pictures, and fields that grow, move the end away.
    const follow = new ResizeObserver(() => this.#staysAtEnd && this.#goToEnd());
    follow.observe(this.list);
    follow.observe(this.log);
    this.composer = new Composer(tab, (words) => acts.say(tab, words));
    byId(`pane-${tab}`).append(
      el("header", { class: "pane-head" }, this.title, this.about),
      el("div", { class: "log-holder" }, this.log, this.newer),
      this.composer.node,
    );
  }

  /** Show the conversation as it stands, for the person who looks. */
  draw() {
    const name = conversationOf(this.tab);
    const viewer = `${state.me.id} ${name}`;
    const isOther = viewer !== this.#shown;
    if (isOther) {
      this.#staysAtEnd = true;
      this.#shown = viewer;
      this.#drawn.clear();
      this.#unfolded.clear();
      this.newer.hidden = true;
    }
    const threads = threadsOf(name);
    this.title.textContent = this.words.title();
    this.about.textContent = this.words.about();
    this.earlier.hidden = !hasEarlier(name);
    this.empty.hidden = threads.length > 0;
    if (isOther) this.empty.replaceChildren(...this.words.empty(this.composer));
    arrange(this.list, this.#lines(threads));
    this.composer.draw();
    if (this.#staysAtEnd) this.#goToEnd();
  }

  /** A message came in: say it, and show the way to it if one reads above. */
  hear(entry) {
    if (entry.author === state.me.id) return this.#goToEnd();
    const isShown = entry.parent === null || this.#unfolded.has(entry.parent);
    if (isShown) announce(`${authorOf(entry).name}: ${inWords(entry)}`);
    if (entry.parent === null && !this.#staysAtEnd) this.newer.hidden = false;
  }

  #lines(threads) {
    const lines = [];
    const { zone } = state.me;
    let day = "";
    let before = null;
    let isNewMarked = false;
    for (const [root, replies] of threads) {
      const at = new Date(root.at);
      const itsDay = longDateOf(at, zone);
      if (itsDay !== day) {
        lines.push(this.#once(`day ${itsDay}`, () => el("p", { class: "day" }, el("span", {}, itsDay))));
        before = null;
      }
      day = itsDay;
      if (!isNewMarked && wasMissed(root)) {
        if (lines.length > 1) {
          lines.push(this.#once("new", () => el("p", { class: "new" }, el("span", {}, "New"))));
          before = null;
        }
        isNewMarked = true;
      }
      // What Unstuck says stands by itself: its buttons are not to be taken for the next one's.
      const goesOn =
        root.author !== BOT &&
        before?.author === root.author &&
        before.only_for === root.only_for &&
        at - new Date(before.at) < SAME_BREATH;
      lines.push(this.#message(root, replies, goesOn));
      before = root;
    }
    return lines;
  }

  #once(key, make) {
    if (!this.#drawn.has(key)) this.#drawn.set(key, { node: make() });
    return this.#drawn.get(key).node;
  }

  #message(entry, replies, goesOn) {
    const isUnfolded = this.#unfolded.has(entry.id);
    const version = [entry.revision, ...replies.map((reply) => reply.revision), isUnfolded, goesOn].join();
    const known = this.#drawn.get(entry.id);
    if (known?.version === version) return known.node;
    const hadFocus = known?.node.contains(document.activeElement);
    const node = drawMessage(entry, this.#actsOn(entry), goesOn);
    if (replies.length) node.lastChild.append(this.#thread(entry, replies, isUnfolded));
    this.#drawn.set(entry.id, { version, node });
    if (hadFocus) queueMicrotask(() => giveFocus(node));
    return node;
  }

  #thread(entry, replies, isUnfolded) {
    const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    const toggle = el("button", { type: "button", class: "thread-toggle" }, count);
    toggle.setAttribute("aria-expanded", String(isUnfolded));
    toggle.addEventListener("click", () => {
      if (!this.#unfolded.delete(entry.id)) this.#unfolded.add(entry.id);
      changed();
    });
    if (!isUnfolded) return toggle;
    const drawn = replies.map((reply) => drawMessage(reply, this.#actsOn(reply), false));
    return el("div", { class: "thread" }, toggle, el("div", { class: "replies" }, drawn));
  }

  #actsOn(entry) {
    return {
      press: (does, control) => this.acts.press(this.tab, entry, does, control),
      type: (words) => this.composer.type(words),
    };
  }

  async #showEarlier() {
    const name = conversationOf(this.tab);
    const height = this.log.scrollHeight;
    await this.acts.earlier(name, oldestOf(name));
    this.log.scrollTop += this.log.scrollHeight - height;
  }

  #isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
  }

  #goToEnd() {
    this.#staysAtEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }
}

const authorOf = (entry) => (entry.author === BOT ? { id: BOT, name: "Unstuck" } : personOf(entry.author));

function drawMessage(entry, acts, goesOn) {
  const author = authorOf(entry);
  const isPrivate = entry.only_for !== "" && entry.conversation.startsWith("channel:");
  const at = new Date(entry.at);
  const stamp = el("time", { datetime: entry.at }, timeOf(at, state.me.zone));
  const head = el(
    "p",
    { class: "byline" },
    el("strong", {}, author.name),
    stamp,
    entry.edited && el("span", { class: "edited" }, "edited"),
    isPrivate && el("span", { class: "only-you" }, "Only visible to you"),
  );
  const parts = entry.deleted
    ? [el("p", { class: "said aside" }, "This message was deleted.")]
    : drawParts(entry.parts, acts);
  const kinds = [
    "message",
    author.id === BOT ? "from-bot" : "from-person",
    isPrivate && "private",
    goesOn && "goes-on",
  ];
  const node = el(
    "article",
    { class: kinds.filter(Boolean).join(" "), tabindex: "-1", "data-message": entry.id },
    author.id === BOT ? markAvatar() : avatar(author),
    el("div", { class: "content" }, head, el("div", { class: "parts" }, parts)),
  );
  node.setAttribute("aria-label", `${author.name}, ${timeOf(at, state.me.zone)}`);
  return node;
}

/** After a message was replaced under one's finger: to its first button, else to itself. */
function giveFocus(node) {
  const target = node.querySelector("button") ?? node;
  target.focus({ preventScroll: true });
}
