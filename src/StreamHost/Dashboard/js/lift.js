import { h, s } from './dom.js';
import { count, none, percent } from './format.js';

const width = 640;
const height = 180;
const left = 56;
const right = 12;
const top = 10;
const bottom = 26;

/** A lift beyond this is drawn at the edge: the first users of a small shop say anything. */
const reachMax = 1;

const colors = ['c1', 'c2', 'c3', 'c4', 'c5'];

/**
 * How the lift of each arm came about: a line, and its interval as a bar a day; 0 is marked.
 * @param name the experiment
 * @param days points of the report: day, arm, units, lift, low, high; null where a figure cannot be had
 */
export function liftOverTime(name, days) {
  const points = days.filter((day) => day.lift !== null);
  if (!points.length) return h('p', { class: 'note' }, 'Lift over time is drawn once users of both arms have matured.');
  const dates = [...new Set(points.map((point) => point.day))];
  const arms = [...new Set(points.map((point) => point.arm))];
  const reach = Math.min(reachMax, Math.max(0.01, ...points.flatMap(({ low, lift, high }) => [low, lift, high].filter((value) => value !== null).map(Math.abs)))) * 1.05;
  const x = (day, arm) => left + (width - left - right) * (dates.length > 1 ? dates.indexOf(day) / (dates.length - 1) : 0.5) + arm * 4;
  const y = (lift) => top + ((height - top - bottom) * (reach - Math.max(-reach, Math.min(reach, lift)))) / (2 * reach);
  const last = arms.map((arm) => points.filter((point) => point.arm === arm).at(-1));
  const words = last.map((point) => `${point.arm} ${percent(point.lift)}${point.low === null ? '' : `, ${percent(point.low)} to ${percent(point.high)}`}`).join('; ');
  const label = (text, at, anchor) => s('text', { x: at[0], y: at[1], 'text-anchor': anchor, 'font-size': 11, fill: 'currentColor', 'fill-opacity': 0.75 }, text);
  return h('figure', { class: 'lift' },
    h('figcaption', { class: 'legend' }, 'Lift over time, of all users whose first list was on the day or earlier', arms.map((arm, i) =>
      h('span', { class: 'key' }, h('i', { class: `swatch ${colors[i % colors.length]}` }), arm))),
    s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `Lift over time of ${name}, on the last day: ${words}` },
      s('line', { x1: left, y1: y(0), x2: width - right, y2: y(0), stroke: 'currentColor', 'stroke-opacity': 0.4 }),
      label(`+${percent(reach, 0)}`, [left - 8, y(reach) + 4], 'end'), label('0', [left - 8, y(0) + 4], 'end'), label(`−${percent(reach, 0)}`, [left - 8, y(-reach) + 4], 'end'),
      label(dates[0].slice(0, 10), [left, height - 6], 'start'), dates.length > 1 ? label(dates.at(-1).slice(0, 10), [width - right, height - 6], 'end') : null,
      arms.map((arm, i) => line(points.filter((point) => point.arm === arm), `var(--${colors[i % colors.length]})`, (day) => x(day, i), y))));
}

function line(points, color, x, y) {
  return s('g', { stroke: color, fill: 'none' },
    s('polyline', { points: points.map((point) => `${x(point.day)},${y(point.lift)}`).join(' '), 'stroke-width': 2 }),
    points.map((point) => s('circle', { cx: x(point.day), cy: y(point.lift), r: 2.5, fill: color })),
    points.filter((point) => point.low !== null && point.high !== null).map((point) =>
      s('line', { x1: x(point.day), y1: y(point.low), x2: x(point.day), y2: y(point.high), 'stroke-opacity': 0.45, 'stroke-width': 3 })));
}

/** In whole percent, and small ones in tenths. */
const share = (part) => percent(part, part > 0 && part < 0.1 ? 1 : 0);

/** From the users that were drawn to those that bought, arm by arm, each step as a share of the first. */
export function funnel(name, arms) {
  return h('dl', { class: 'funnel', 'aria-label': `Funnel of ${name}` }, arms.flatMap((arm) => [
    h('dt', {}, arm.arm),
    h('dd', {}, [['assigned', arm.assigned], ['saw a list', arm.exposed], ['clicked', arm.clicked], ['bought', arm.bought]].map(([step, users]) =>
      h('span', { class: 'step' },
        h('progress', { max: Math.max(1, arm.assigned), value: users, 'aria-label': `${arm.arm}: ${step}` }),
        `${step} ${count(users)} (${arm.assigned ? share(users / arm.assigned) : none})`))),
  ]));
}
