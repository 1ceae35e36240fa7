// The time machine, and everybody's clocks.

import { byId } from "./dom.js";
import { state } from "./store.js";
import { dateOf, longDateOf, timeOf } from "./times.js";

const A_SECOND = 1000;

let ahead = 0;
let held = null;

/** The playground's present: it runs with the real one, and stands still on a journey. */
export const now = () => held ?? new Date(Date.now() + ahead);

/** What the server says of its time. */
export function setClock({ now: at, journey, notice }) {
  ahead = new Date(at) - Date.now();
  held = journey ? new Date(at) : null;
  byId("machine-notice").textContent = notice;
  showJourney(journey);
  tick();
}

function showJourney(journey) {
  const isShown = !byId("journey").hidden;
  const hadFocus = byId("machine").contains(document.activeElement);
  byId("journey").hidden = !journey;
  byId("jumps").hidden = Boolean(journey);
  byId("machine").classList.toggle("travelling", Boolean(journey));
  if (journey) {
    const steps = journey.steps === 1 ? "1 step" : `${journey.steps} steps`;
    const to = new Date(journey.to);
    const { zone } = state.me;
    byId("journey-words").textContent = `Travelling to ${dateOf(to, zone)} ${timeOf(to, zone)}`;
    byId("journey-steps").textContent = steps;
  }
  // The button that was pressed has gone: its place is taken.
  if (hadFocus && isShown !== Boolean(journey)) {
    (journey ? byId("journey-stop") : byId("jumps").querySelector("button")).focus();
  }
}

/** Show the present of the person who looks; `show` gets it too, for the others' clocks. */
let show = () => {};
export function tick() {
  const at = now();
  byId("machine-time").textContent = timeOf(at, state.me.zone);
  byId("machine-date").textContent = longDateOf(at, state.me.zone);
  byId("machine-day").textContent = dateOf(at, state.me.zone);
  byId("machine-where").textContent = `in ${state.me.city}`;
  show(at);
}

/** Begin to tick; `travel(to)` and `stop()` are what the buttons do. */
export function startMachine({ travel, stop, onTick }) {
  show = onTick;
  for (const button of byId("jumps").children) {
    button.addEventListener("click", () => travel(button.dataset.to));
  }
  byId("journey-stop").addEventListener("click", stop);
  setInterval(tick, A_SECOND);
}
