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

/**
 * Reads a stream of events while the page is shown, until the returned function is called. A page that somebody left is kept
 * by the browser for a minute; its streams would hold connections for so long, and a browser has six for each node.
 */
function subscribe(path, type, read, onFault) {
  let source = null;
  let pause = null;
  function open() {
    source = new EventSource(path);
    source.addEventListener(type, (event) => read(JSON.parse(event.data)));
    source.onerror = () => {
      onFault?.();
      if (source.readyState === EventSource.CLOSED) pause = setTimeout(open, refusedPause);
    };
  }
  function close() {
    clearTimeout(pause);
    source.close();
  }
  function openAgain(event) {
    if (event.persisted) open();
  }
  addEventListener('pagehide', close);
  addEventListener('pageshow', openAgain);
  open();
  return () => {
    removeEventListener('pagehide', close);
    removeEventListener('pageshow', openAgain);
    close();
  };
}

/** Calls back with the cluster, each second and on every change, until the returned function is called. */
export const followCluster = (read) => subscribe('/v1/cluster/stream', 'cluster', read);

/** Fetches what was before, then follows. */
export async function follow() {
  try {
    for (const point of await get('/v1/history')) push(point);
  } catch {
    // The charts begin now.
  }
  subscribe('/v1/stream', 'figures', (figures) => {
    for (const mark of marks) mark(true);
    take(figures);
  }, () => {
    for (const mark of marks) mark(false);
  });
}
