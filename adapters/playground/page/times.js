// Instants on somebody's clocks, in the words that Unstuck uses elsewhere: "Mon 29 Mar 09:30".

const formats = new Map();

function parts(at, zone) {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "long",
      year: "numeric",
      month: "long",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** "09:30" */
export function timeOf(at, zone) {
  const p = parts(at, zone);
  return `${p.hour}:${p.minute}`;
}

/** "Mon 29 Mar" */
export function dateOf(at, zone) {
  const p = parts(at, zone);
  return `${p.weekday.slice(0, 3)} ${p.day} ${p.month.slice(0, 3)}`;
}

/** "Monday 29 March 2027" */
export function longDateOf(at, zone) {
  const p = parts(at, zone);
  return `${p.weekday} ${p.day} ${p.month} ${p.year}`;
}

/** "Mon" */
export const weekdayOf = (at, zone) => parts(at, zone).weekday.slice(0, 3);

/** As a When part asks: its time, its date, or both. */
export function whenOf(at, zone, clock) {
  if (clock === "time") return timeOf(at, zone);
  if (clock === "date") return dateOf(at, zone);
  return `${dateOf(at, zone)} ${timeOf(at, zone)}`;
}
