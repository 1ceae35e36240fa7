// What the page knows: messages as they stand, who looks, and what each has seen.

const conversations = new Map();
const listeners = new Set();
let seen = {};
let shelf = "";

export const state = {
  people: [],
  verbs: [],
  channel: "",
  me: null,
  /** Per conversation, what came while one was somebody else: after `seen`, up to `last`. */
  missed: {},
  /** The conversation that a phone shows; a desktop shows both. */
  tab: "direct",
};

export const directOf = (person) => `direct:${person}`;
export const channelOf = () => `channel:${state.channel}`;
export const conversationOf = (tab) => (tab === "direct" ? directOf(state.me.id) : channelOf());
export const personOf = (id) => state.people.find((person) => person.id === id);

export const onChange = (listener) => listeners.add(listener);
export function changed() {
  for (const listener of listeners) listener();
}

/** Begin with what the server knows. */
export function begin(given, me) {
  state.people = given.people;
  state.verbs = given.verbs;
  state.channel = given.channel;
  state.me = personOf(me) ?? given.people[0];
  for (const [name, page] of Object.entries(given.conversations)) {
    conversations.set(name, { entries: new Map(), hasEarlier: page.earlier, oldest: 0 });
    takePage(name, page);
  }
  shelf = `unstuck seen ${given.transcript}`;
  seen = remembered();
  for (const person of state.people) {
    seen[person.id] ??= {};
    for (const name of [directOf(person.id), channelOf()]) {
      seen[person.id][name] ??= lastId(name);
    }
  }
  noteMissed();
}

/** Older messages of a conversation, or its first ones. */
export function takePage(name, page) {
  const conversation = conversations.get(name);
  for (const entry of page.entries) keep(conversation, entry);
  conversation.hasEarlier = page.earlier;
  const roots = page.entries.filter((entry) => entry.parent === null);
  if (roots.length) conversation.oldest = roots[0].id;
}

/** A message that is new or has changed; true if it is new. */
export function take(entry) {
  const conversation = conversations.get(entry.conversation);
  const root = entry.parent ?? entry.id;
  // Of what lies above the oldest one shown we would have only a part.
  if (!conversation || (conversation.hasEarlier && root < conversation.oldest)) return false;
  return keep(conversation, entry);
}

function keep(conversation, entry) {
  const known = conversation.entries.get(entry.id);
  if (!known || known.revision < entry.revision) conversation.entries.set(entry.id, entry);
  return !known;
}

export const hasEarlier = (name) => conversations.get(name).hasEarlier;
export const oldestOf = (name) => conversations.get(name).oldest;

const isFor = (entry, person) => entry.only_for === "" || entry.only_for === person.id;

/** What the person shown sees of a conversation: [message, its replies], in order. */
export function threadsOf(name) {
  const threads = new Map();
  const mine = [...conversations.get(name).entries.values()]
    .filter((entry) => isFor(entry, state.me))
    .sort((a, b) => a.id - b.id);
  for (const entry of mine) if (entry.parent === null) threads.set(entry.id, [entry, []]);
  for (const entry of mine) {
    if (entry.parent !== null && !entry.deleted) threads.get(entry.parent)?.[1].push(entry);
  }
  return [...threads.values()].filter(([root, replies]) => !root.deleted || replies.length);
}

// -- seen and unseen ---------------------------------------------------------------------

function lastId(name) {
  return Math.max(0, ...conversations.get(name).entries.keys());
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(shelf)) ?? {};
  } catch {
    return {};
  }
}

/** How many messages of a conversation this person has not looked at. */
export function unseenIn(name, person) {
  let count = 0;
  for (const entry of conversations.get(name).entries.values()) {
    const isNew = entry.id > seen[person.id][name] && entry.parent === null && !entry.deleted;
    if (isNew && entry.author !== person.id && isFor(entry, person)) count += 1;
  }
  return count;
}

export const unseenBy = (person) =>
  unseenIn(directOf(person.id), person) + unseenIn(channelOf(), person);

/** The person shown has looked at these conversations. */
export function markSeen(names) {
  for (const name of names) seen[state.me.id][name] = lastId(name);
  try {
    localStorage.setItem(shelf, JSON.stringify(seen));
  } catch {
    // A browser that keeps nothing: what is unseen is then forgotten on a reload.
  }
}

function noteMissed() {
  const mine = Object.entries(seen[state.me.id]);
  state.missed = Object.fromEntries(mine.map(([name, id]) => [name, { seen: id, last: lastId(name) }]));
}

/** Whether it came while one was somebody else. */
export function wasMissed(entry) {
  const { seen: before, last } = state.missed[entry.conversation];
  return entry.id > before && entry.id <= last && entry.author !== state.me.id;
}

/** Look through another person's eyes. */
export function become(person) {
  state.me = person;
  noteMissed();
  changed();
}
