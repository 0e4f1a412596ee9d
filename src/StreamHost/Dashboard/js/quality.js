import { h, card, empty, setText, show } from './dom.js';
import { count, none, percent, time } from './format.js';
import { chart } from './charts.js';
import { liveTable } from './table.js';
import { history, watch } from './live.js';

/** Seconds of one point of the lines: shorter is noise, longer hides a change. */
const windowSeconds = 60;

export function quality(view) {
  let version = null;
  const sums = (point) => point.quality.find((one) => one.version === version)?.counts;
  const rateOf = (field) => (point) => {
    const now = sums(point);
    if (!now) return null;
    const i = history.indexOf(point);
    const before = sums(history[Math.max(0, i - windowSeconds)]) ?? { clicks: 0, hits: 0, reciprocal_ranks: 0, popular_hits: 0, popular_reciprocal_ranks: 0 };
    const clicks = now.clicks - before.clicks;
    return clicks > 0 ? (now[field] - before[field]) / clicks : null;
  };
  const note = `Over the last ${windowSeconds} seconds of each moment.`;
  const charts = [
    chart('Hit rate: the next click was in the last answer', [
      { name: 'model', color: 'c1', value: rateOf('hits'), fill: true },
      { name: 'most popular items', color: 'c5', value: rateOf('popular_hits') },
    ], (n) => percent(n), { note }),
    chart('Mean reciprocal rank of the next click', [
      { name: 'model', color: 'c1', value: rateOf('reciprocal_ranks'), fill: true },
      { name: 'most popular items', color: 'c5', value: rateOf('popular_reciprocal_ranks') },
    ], (n) => (n === null || n === undefined ? none : n.toFixed(3)), { note }),
  ];
  const table = liveTable('quality-models', 'Quality by model',
    ['Model', 'Version', ...['Clicks judged', 'HR', 'HR of popular', 'Lift', 'MRR', 'MRR of popular'].map((name) => [name, 'right'])]);
  const nothing = empty('No click is judged yet: a user has to get an answer and then click again.');
  const since = h('p', { class: 'note' }, ' ');
  show(view,
    h('p', { class: 'lead' }, 'Each time a user touches an item, the user’s last answer is looked at: was the item in it, and at which rank? Beside it stands what the most popular items would have scored for the same clicks.'),
    card('By model', nothing, table.root, since), h('div', { class: 'grid' }, charts.map((one) => one.root)));
  const stop = watch((figures) => {
    const rows = figures.quality.filter((one) => one.counts.clicks > 0);
    nothing.hidden = rows.length > 0;
    setText(since, figures.quality.length ? `Of node ${figures.node}, since its process began: ${time(figures.quality[0].since)}. A partition that moves here begins anew.` : ' ');
    table.root.hidden = rows.length === 0;
    version = figures.model?.version ?? rows.at(-1)?.version ?? null;
    table.update(rows.map(({ counts: c, ...one }) => [one.model, [{ text: one.version, class: 'code' }], count(c.clicks), `${percent(c.hits / c.clicks)} @${one.items}`, percent(c.popular_hits / c.clicks),
      c.popular_hits ? `× ${(c.hits / c.popular_hits).toFixed(1)}` : none, (c.reciprocal_ranks / c.clicks).toFixed(3), (c.popular_reciprocal_ranks / c.clicks).toFixed(3)]));
    charts.forEach((one) => one.update());
  });
  return () => {
    stop();
    charts.forEach((one) => one.close());
  };
}
