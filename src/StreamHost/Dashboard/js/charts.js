import { h, empty } from './dom.js';
import { history } from './live.js';
import { moment, moments, none } from './format.js';

let uPlot = null;
try {
  ({ default: uPlot } = await import('../charts/uPlot.esm.js'));
} catch {
  // The host was built without npm; each chart says so.
}

/** Width of a character of the axes' font, and what stands beside a label, px. */
const charWidth = 6.2;
const labelPadding = 16;

const style = () => getComputedStyle(document.documentElement);

/**
 * A chart over the seconds of the history.
 * @param lines name, colour (a custom property), and the value of a point
 * @param words how a value is written, with its unit
 */
export function chart(title, lines, words, { note, whole } = {}) {
  const place = h('div', { class: 'chart', role: 'img', 'aria-label': title });
  const legend = h('div', { class: 'legend' });
  const root = h('section', { class: 'card' }, h('h2', {}, title), note ? h('p', { class: 'note' }, note) : null, legend, place);
  if (!uPlot) {
    place.replaceWith(empty('No charts: this host was built without npm. Install it, run ', h('code', {}, 'eng/dashboard'), ' and build again.'));
  }
  const at = h('span', { class: 'more' });
  const values = lines.map((line) => {
    const value = h('b', {}, none);
    legend.append(h('span', { class: 'key' }, h('i', { class: `swatch ${line.color}` }), line.name, ' ', value));
    return value;
  });
  legend.append(at);
  let plot = null;

  function data() {
    return [history.map((p) => Date.parse(p.at) / 1000), ...lines.map((line) => history.map((p) => line.value(p) ?? null))];
  }

  function draw() {
    if (!uPlot || !place.isConnected) return;
    plot?.destroy();
    const css = style();
    const ink = css.getPropertyValue('--muted');
    const short = (n) => words(n).replace(' records', '');
    const axis = { stroke: ink, grid: { stroke: css.getPropertyValue('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    plot = new uPlot({
      width: Math.max(200, place.clientWidth), height: 170, legend: { show: false }, padding: [10, 24, 0, 0],
      cursor: { sync: { key: 'time' }, points: { size: 6 }, y: false },
      scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.1, whole ? 4 : 0.001)] } },
      axes: [
        { ...axis, size: (_, labels) => (labels?.some((label) => label.includes('\n')) ? 42 : 28), space: 80, values: (_, ticks, __, ___, step) => moments(ticks, step) },
        { ...axis, size: (_, labels) => Math.max(40, ...(labels ?? []).map((label) => label.length * charWidth + labelPadding)), incrs: whole ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7] : undefined, values: (_, ticks) => ticks.map((tick) => (tick === 0 ? '0' : short(tick))) },
      ],
      series: [{}, ...lines.map((line) => ({
        stroke: css.getPropertyValue(`--${line.color}`), width: 1.75, points: { show: false }, spanGaps: true,
        fill: line.fill ? `${css.getPropertyValue(`--${line.color}`).trim()}22` : undefined,
      }))],
      hooks: { setCursor: [(self) => tell(self.cursor.idx)] },
    }, data(), place);
  }

  function tell(index) {
    const isPointed = index !== null && index !== undefined;
    const point = isPointed ? history[index] : history.at(-1);
    lines.forEach((line, i) => { values[i].textContent = point ? words(line.value(point)) : none; });
    at.textContent = isPointed && point ? moment(point.at) : '';
  }

  function update() {
    if (plot) plot.setData(data());
    if (plot?.cursor.idx === null || plot?.cursor.idx === undefined) tell(null);
  }

  const resized = new ResizeObserver(() => (plot ? plot.setSize({ width: Math.max(200, place.clientWidth), height: 170 }) : draw()));
  resized.observe(place);
  document.addEventListener('themechange', draw);
  return { root, update, close: () => { resized.disconnect(); document.removeEventListener('themechange', draw); plot?.destroy(); } };
}
