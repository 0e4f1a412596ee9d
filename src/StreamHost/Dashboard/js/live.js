import { get } from './api.js';

/** Seconds that the charts look back. */
export const seconds = 900;

/** The newest figures, and a column for each line of the charts. */
export const now = { figures: null };
export const history = [];

const readers = new Set();
const marks = new Set();

/** Calls back with the figures, at once and every second, until the returned function is called. */
export function watch(read) {
  readers.add(read);
  if (now.figures) read(now.figures);
  return () => readers.delete(read);
}

/** Calls back with whether the stream flows. */
export function watchConnection(read) {
  marks.add(read);
}

function take(figures) {
  now.figures = figures;
  push({
    at: figures.at, rates: figures.rates, latency_ms: figures.latency_ms, lag: figures.lag, quality: figures.quality,
    rules: { warn: standing(figures, 'warn'), fail: standing(figures, 'fail') },
  });
  for (const read of readers) read(figures);
}

const standing = (figures, level) => figures.quality_rules.filter((rule) => rule.level === level).length;

function push(point) {
  if (history.length && history.at(-1).at >= point.at) return;
  history.push(point);
  if (history.length > seconds) history.shift();
}

/** How long to wait after a stream was refused, ms: the node is starting, or has too many readers. */
const refusedPause = 2000;

/** Calls back with the cluster, each second and on every change, until the returned function is called. */
export function followCluster(read) {
  let source = null;
  let pause = null;
  function open() {
    source = new EventSource('/v1/cluster/stream');
    source.addEventListener('cluster', (event) => read(JSON.parse(event.data)));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) pause = setTimeout(open, refusedPause);
    };
  }
  open();
  return () => {
    clearTimeout(pause);
    source.close();
  };
}

/** Fetches what was before, then follows. The browser connects again by itself. */
export async function follow() {
  try {
    for (const point of await get('/v1/history')) push(point);
  } catch {
    // The charts begin now.
  }
  const source = new EventSource('/v1/stream');
  source.addEventListener('figures', (event) => {
    for (const mark of marks) mark(true);
    take(JSON.parse(event.data));
  });
  source.onerror = () => {
    for (const mark of marks) mark(false);
  };
}
