// Our server: acts that may be repeated safely, and the stream of what changes.

const OUT_OF_REACH = "Unstuck does not answer. What you typed is still here; please try again.";

/** A request that was refused or did not arrive; its message is for the person. */
export class Refused extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", ...options });
  } catch {
    throw new Refused(OUT_OF_REACH, 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error ?? OUT_OF_REACH, response.status);
  return answer;
}

export const get = (address) => ask(address, { cache: "no-store" });

export const post = (address, payload) =>
  ask(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(payload),
  });

export function newEvent() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * One deed that somebody may try again: the same payload keeps its event id until it is answered,
 * so that an answer that was lost on the way does nothing twice.
 */
export class Deed {
  #event = "";
  #asked = "";

  async send(address, payload) {
    const asked = JSON.stringify([address, payload]);
    if (asked !== this.#asked) {
      this.#event = newEvent();
      this.#asked = asked;
    }
    const answer = await post(address, { ...payload, event: this.#event });
    this.#asked = "";
    return answer;
  }
}

/** Follow what changes after `revision`; `heard` has entry, clock, reload, lost and back. */
export function follow(transcript, revision, heard) {
  let last = revision;
  const listen = () => {
    const address = `/api/events?transcript=${encodeURIComponent(transcript)}&since=${last}`;
    const source = new EventSource(address);
    source.addEventListener("open", () => heard.back());
    source.addEventListener("entry", (event) => {
      last = Number(event.lastEventId);
      heard.entry(JSON.parse(event.data));
    });
    source.addEventListener("clock", (event) => heard.clock(JSON.parse(event.data)));
    source.addEventListener("reload", () => {
      source.close();
      heard.reload();
    });
    source.addEventListener("error", () => {
      heard.lost("Unstuck does not answer just now; trying again.");
      // The browser goes on by itself, unless it was refused: then ask why.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => askWhy(listen, heard), 1000);
      }
    });
  };
  listen();
}

async function askWhy(listen, heard) {
  try {
    await get("/api/earlier?conversation=&before=0");
    listen();
  } catch (refusal) {
    heard.lost(refusal.status === 403 ? refusal.message : "Unstuck does not answer just now; trying again.");
    if (refusal.status !== 403) setTimeout(() => askWhy(listen, heard), 2000);
  }
}
