const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
export const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const none = '–';

/** 1,234,567 */
export const count = (n) => (n === null || n === undefined ? none : whole.format(n));

/** 1.2M; what is below ten thousand in full. */
export const compact = (n) =>
  n === null || n === undefined ? none : Math.abs(n) < 10_000 ? whole.format(n) : short.format(n);

/** A rate a second: 0.4, 12, 1,240. */
export const rate = (n) => (n === null || n === undefined ? none : n > 0 && n < 10 ? n.toFixed(1) : whole.format(n));

/** Milliseconds with their unit. */
export const ms = (n) => (!n ? none : n < 10 ? `${n.toFixed(1)} ms` : n < 10_000 ? `${whole.format(n)} ms` : duration(n / 1000));

/** A share as percent. */
export const percent = (n, digits = 1) => (n === null || n === undefined || Number.isNaN(n) ? none : `${(n * 100).toFixed(digits)} %`);

/** Seconds to two digits: 0.41 s, 5.2 s, 12 s. */
export const seconds = (n) => (n < 1 ? `${n.toFixed(2)} s` : n < 10 ? `${n.toFixed(1)} s` : duration(n));

export const mebibytes = (n) => `${whole.format(n / 1048576)} MiB`;

/** 45 s, 12 min, 3.2 h. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return none;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** A moment in the viewer's zone: the time, with the date where it is another day. */
export function time(text) {
  if (!text) return none;
  const at = new Date(text);
  return at.toDateString() === new Date().toDateString() ? clock.format(at) : day.format(at);
}

/** A moment with its day in any case: where times of several days stand below each other. */
export const moment = (text) => (text === null || text === undefined ? none : day.format(new Date(text)));

/** A span of time: the day once where it is one, else with both moments. */
export function span(from, to) {
  const [a, b] = [new Date(from), new Date(to)];
  return a.toDateString() === b.toDateString() ? `${day.format(a)} – ${clock.format(b)}` : `${day.format(a)} – ${day.format(b)}`;
}

/**
 * Labels of a time axis: seconds only where ticks are closer than a minute, the day below the first tick of each further day.
 * @param ticks Unix seconds, ascending
 * @param step seconds between two of them
 */
export function moments(ticks, step) {
  let before = null;
  return ticks.map((tick) => {
    const at = new Date(tick * 1000);
    const text = (step < 60 ? clock : minute).format(at);
    const isFurther = before !== null && at.toDateString() !== before;
    before = at.toDateString();
    return isFurther ? `${text}\n${date.format(at)}` : text;
  });
}

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
