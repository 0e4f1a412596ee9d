import { h, card, empty, setText, show } from './dom.js';
import { compact, count, ms, none, percent, rate, time } from './format.js';
import { chart } from './charts.js';
import { pipeline } from './pipeline.js';
import { watch } from './live.js';
import { get } from './api.js';
import { itemLabel } from './items.js';

const tiles = [
  { name: 'Throughput', unit: 'events a second', value: (f) => rate(f.rates.read), more: (f) => `${compact(f.totals.read)} read in all` },
  { name: 'Answers', unit: 'a second', value: (f) => rate(f.rates.answers), more: (f) => `${compact(f.totals.answers)} in all` },
  { name: 'Latency', unit: 'median, click to commit', value: (f) => ms(f.latency_ms.p50), more: (f) => `99 % within ${ms(f.latency_ms.p99)}${f.latency_ms.of_history ? ', from where history was read' : ''}` },
  { name: 'Lag', unit: 'records behind', value: (f) => (f.lag === null ? none : count(f.lag)), more: (f) => (f.lag === null ? 'the brokers do not say' : `${f.shards.length} partitions here`) },
  { name: 'Rejected', unit: 'of what was read', value: (f) => (f.totals.read ? percent(f.totals.rejected / f.totals.read, 2) : none), more: (f) => `${compact(f.totals.rejected)} in all` },
  { name: 'Hit rate', unit: 'of next clicks foreseen', value: (f) => hitRate(f), more: (f) => popular(f) },
];

const judged = (f) => f.quality.at(-1);
const hitRate = (f) => (judged(f)?.counts.clicks ? percent(judged(f).counts.hits / judged(f).counts.clicks) : none);
const popular = (f) => (judged(f)?.counts.clicks ? `popular ${percent(judged(f).counts.popular_hits / judged(f).counts.clicks)}, since ${time(judged(f).since)}` : 'no click judged yet');

export function overview(view) {
  const picture = pipeline();
  const banner = h('p', { class: 'banner', role: 'status' });
  const charts = [
    chart('Throughput', [
      { name: 'read', color: 'c1', value: (p) => p.rates.read, fill: true },
      { name: 'answers', color: 'c2', value: (p) => p.rates.answers },
      { name: 'rejected', color: 'c4', value: (p) => p.rates.rejected },
    ], (n) => (n === null ? none : `${rate(n)}/s`)),
    chart('Latency, from the click to the committed answer', [
      { name: 'p50', color: 'c1', value: (p) => p.latency_ms.p50 || null },
      { name: 'p90', color: 'c3', value: (p) => p.latency_ms.p90 || null },
      { name: 'p99', color: 'c4', value: (p) => p.latency_ms.p99 || null },
    ], (n) => ms(n), { note: 'Of records that were older than a minute when they were read: from their reading.' }),
    chart('Lag', [{ name: 'records behind', color: 'c3', value: (p) => p.lag, fill: true }], (n) => compact(n), { whole: true }),
  ];
  const cells = tiles.map((tile) => {
    const value = h('strong', { class: 'figure' }, none);
    const more = h('span', { class: 'more' }, ' ');
    return { root: h('div', { class: 'tile' }, h('h3', {}, tile.name), value, h('span', { class: 'unit' }, tile.unit), more), value, more };
  });
  const trending = h('ol', { class: 'ranking' });
  const trendingNote = empty('Loading …');
  show(view,
    h('div', { class: 'tiles' }, cells.map((cell) => cell.root)),
    h('section', { class: 'card' }, h('h2', {}, 'The path of a click'), banner, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Pipeline, scrolls sideways' }, picture.root),
      h('p', { class: 'note' }, 'Numbers in the boxes: events in the last second. The upright bars show how full the bounded links are; a full one is where the pressure comes from.')),
    h('div', { class: 'grid' }, charts.map((one) => one.root), card('Trending', trendingNote, trending)));

  const stop = watch((figures) => {
    tiles.forEach((tile, i) => {
      setText(cells[i].value, tile.value(figures));
      setText(cells[i].more, tile.more(figures));
    });
    picture.update(figures);
    charts.forEach((one) => one.update());
    banner.classList.toggle('warn', figures.backpressure !== null);
    setText(banner, figures.backpressure
      ? `Backpressure: ${figures.backpressure} holds the others up. Clicks wait in Kafka; none is lost.`
      : figures.rates.read > 0 ? 'Everything flows: no stage holds another up.' : 'Nothing comes in just now. Numbers move as soon as a click does.');
  });

  async function refresh() {
    try {
      const { basis, items } = await get('/v1/trending?limit=10');
      trendingNote.hidden = basis === 'trending';
      setText(trendingNote, 'The first window of event time has not closed yet. Until then, what was popular when the model was trained:');
      show(trending, items.map((item) => h('li', {}, itemLabel(item))));
    } catch (fault) {
      trendingNote.hidden = false;
      setText(trendingNote, fault.message);
    }
  }

  refresh();
  const timer = setInterval(refresh, 5000);
  return () => {
    stop();
    clearInterval(timer);
    charts.forEach((one) => one.close());
  };
}
