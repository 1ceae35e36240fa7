// The playground: some people, two conversations, one clock.

import { openForm } from "./dialog.js";
import { avatar, byId, el } from "./dom.js";
import { setClock, startMachine, tick } from "./machine.js";
import { Deed, Refused, follow, get, newEvent, post } from "./net.js";
import { Pane } from "./pane.js";
import {
  become,
  begin,
  changed,
  channelOf,
  conversationOf,
  directOf,
  markSeen,
  onChange,
  state,
  take,
  takePage,
  unseenBy,
  unseenIn,
} from "./store.js";
import { timeOf, weekdayOf } from "./times.js";

const TABS = ["direct", "channel"];
const phone = matchMedia("(max-width: 52rem)");
const panes = {};
const cards = new Map();
let drawing = 0;

const place = (tab) => (tab === "direct" ? "direct" : state.channel);

// -- acts ----------------------------------------------------------------------------------

const saying = { direct: new Deed(), channel: new Deed() };

async function say(tab, words) {
  const who = { person: state.me.id, place: place(tab) };
  showAnswer(await saying[tab].send("/api/say", { ...who, words }), tab);
}

async function press(tab, entry, does, control) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  trouble("");
  try {
    const who = { person: state.me.id, place: place(tab), message: entry.id };
    showAnswer(await new Deed().send("/api/press", { ...who, does }), tab, entry.id);
  } catch (refusal) {
    explain(refusal);
  } finally {
    control.removeAttribute("aria-busy");
  }
}

function showAnswer(answer, tab, message = null) {
  for (const entry of [answer.told, answer.edited]) if (entry) hear(entry);
  if (!answer.form) return;
  const who = { person: state.me.id, place: place(tab) };
  openForm(answer.form, {
    send: async (deed, form, values, people) => {
      const payload = { ...who, message, does: form.does, values, people };
      const reply = await deed.send("/api/submit", payload);
      for (const entry of [reply.told, reply.edited]) if (entry) hear(entry);
      return reply;
    },
    search: async (source, words) => {
      try {
        return (await post("/api/search", { ...who, event: newEvent(), source, words })).found;
      } catch {
        // The words can be sent as they are.
        return [];
      }
    },
  });
}

async function travel(to) {
  const payload = { person: state.me.id, place: "direct", event: newEvent(), to };
  // Only the stream tells the time: an answer may be overtaken by what it began.
  await attempt(() => post("/api/travel", payload));
}

async function stop() {
  await attempt(() => post("/api/stop", { person: state.me.id, place: "direct", event: newEvent() }));
}

async function earlier(name, before) {
  await attempt(async () => {
    takePage(name, await get(`/api/earlier?conversation=${encodeURIComponent(name)}&before=${before}`));
    draw();
  });
}

async function attempt(deed) {
  try {
    await deed();
    trouble("");
  } catch (refusal) {
    explain(refusal);
  }
}

function explain(refusal) {
  if (!(refusal instanceof Refused)) throw refusal;
  trouble(refusal.message);
}

function trouble(sentence) {
  byId("trouble").textContent = sentence;
  byId("trouble").hidden = !sentence;
}

// -- what comes in -------------------------------------------------------------------------

function hear(entry) {
  const isNew = take(entry);
  changed();
  if (!isNew || (entry.only_for !== "" && entry.only_for !== state.me.id)) return;
  const tab = TABS.find((name) => conversationOf(name) === entry.conversation);
  if (tab) panes[tab].hear(entry);
}

// -- drawing -------------------------------------------------------------------------------

/** Draw once for all that changed since the last frame. */
function drawSoon() {
  drawing ||= requestAnimationFrame(draw);
}

function draw() {
  cancelAnimationFrame(drawing);
  drawing = 0;
  const shown = phone.matches ? [state.tab] : TABS;
  if (!document.hidden) markSeen(shown.map(conversationOf));
  for (const tab of TABS) panes[tab].draw();
  for (const person of state.people) drawCard(person);
  drawTabs();
  tick();
  const waiting = state.people.filter((person) => person !== state.me && unseenBy(person));
  document.title = waiting.length ? `(${waiting.length}) Unstuck playground` : "Unstuck playground";
}

function makeCard(person) {
  const clock = el("span", { class: "clock" });
  const badge = el("span", { class: "badge", hidden: true });
  const card = el(
    "button",
    { type: "button", class: "card", "data-person": person.id },
    avatar(person),
    el("span", { class: "who" }, el("span", { class: "name" }, person.name), clock),
    badge,
  );
  card.addEventListener("click", () => {
    location.hash = person.id;
  });
  cards.set(person.id, { card, clock, badge });
  return card;
}

function drawCard(person) {
  const { card, badge } = cards.get(person.id);
  const count = person === state.me ? 0 : unseenBy(person);
  card.setAttribute("aria-pressed", String(person === state.me));
  badge.hidden = count === 0;
  badge.replaceChildren(String(count), el("span", { class: "unseen" }, " unread"));
}

function drawTabs() {
  byId("panes").dataset.tab = state.tab;
  const names = { direct: "Direct messages", channel: `#${state.channel}` };
  for (const tab of TABS) {
    const count = unseenIn(conversationOf(tab), state.me);
    const button = byId(`tab-${tab}`);
    button.setAttribute("aria-selected", String(tab === state.tab));
    button.tabIndex = tab === state.tab ? 0 : -1;
    const badge = el("span", { class: "badge" }, String(count), el("span", { class: "unseen" }, " unread"));
    button.replaceChildren(names[tab], ...(count ? [badge] : []));
  }
}

function showClocks(at) {
  for (const person of state.people) {
    const { zone, city } = person;
    cards.get(person.id).clock.textContent = `${city} · ${weekdayOf(at, zone)} ${timeOf(at, zone)}`;
  }
}

const paneWords = {
  direct: {
    title: () => "Direct messages",
    about: () => `${state.me.name.split(" ")[0]} and Unstuck; nobody else reads this`,
    empty: (composer) => [
      el("h3", {}, "Start here"),
      el("p", {}, "Unstuck notices when somebody is stuck and makes it easy to ask. A first check-in takes two minutes:"),
      el("p", {}, el("button", { type: "button", class: "button main", onclick: () => composer.type("setup") }, "Type setup")),
      el("p", { class: "aside" }, "Then press Enter. ", el("code", {}, "help"), " lists what else there is."),
    ],
  },
  channel: {
    title: () => `#${state.channel}`,
    about: () => `All ${state.people.length} read this`,
    empty: () => [
      el("h3", {}, "Nothing here yet"),
      el("p", {}, "When a check-in ends, its summary appears here, with each answer in the thread below it."),
      el("p", { class: "aside" }, "To begin, type ", el("code", {}, "setup"), " in the direct messages."),
    ],
  },
};

// -- beginning -----------------------------------------------------------------------------

function chooseTab(tab) {
  state.tab = tab;
  draw();
}

function walkTabs(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  const tab = TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length];
  chooseTab(tab);
  byId(`tab-${tab}`).focus();
}

async function open() {
  const given = await get("/api/state");
  begin(given, location.hash.slice(1));
  byId("people").append(...state.people.map(makeCard));
  for (const tab of TABS) {
    panes[tab] = new Pane(tab, { say, press, earlier }, paneWords[tab]);
    byId(`tab-${tab}`).addEventListener("click", () => chooseTab(tab));
  }
  byId("tabs").addEventListener("keydown", walkTabs);
  startMachine({ travel, stop, onTick: showClocks });
  setClock(given.clock);
  byId("app").hidden = false;
  onChange(drawSoon);
  phone.addEventListener("change", draw);
  document.addEventListener("visibilitychange", draw);
  addEventListener("hashchange", () => {
    const person = state.people.find(({ id }) => id === location.hash.slice(1));
    if (person && person !== state.me) become(person);
  });
  draw();
  if (!phone.matches) panes.direct.composer.field.focus();
  follow(given.transcript, given.revision, {
    entry: hear,
    clock: setClock,
    reload: () => location.reload(),
    lost: trouble,
    back: () => trouble(""),
  });
}

open().catch(explain);
