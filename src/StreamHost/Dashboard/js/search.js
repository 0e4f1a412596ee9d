import { h, card, empty, setText, show, toast } from './dom.js';
import { get, post, id } from './api.js';
import { itemLabel } from './items.js';
import { count, none, percent } from './format.js';
import { liveTable } from './table.js';

const acts = [['select_item', 'Click'], ['add_to_cart', 'Cart'], ['purchase', 'Buy']];

/** How long a changed order is waited for after a click, ms, how often it is asked for, and how often the tables are. */
const patience = 4000;
const pause = 250;
const refresh = 2000;

export function search(view) {
  let answer = null;
  let busy = false;
  let gone = false;
  let kind = 'top';
  const query = h('input', { id: 'search-query', placeholder: 'what is searched for', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Query' });
  const user = h('input', { id: 'search-user', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'User id' });
  user.value = `guest-${Math.random().toString(36).slice(2, 8)}`;
  const words = h('p', { class: 'note', role: 'status' }, ' ');
  const steps = h('div', { class: 'chips' });
  const found = h('div', { id: 'search-found' }, empty('Type a query: the items come with what their scores are made of.'));
  const suggested = h('div', { class: 'chips' });
  const queries = liveTable('search-queries', 'Queries', ['Query', ['Searches', 'right'], ['Nothing found', 'right'], ['Clicks', 'right'], ['Took', 'right']]);
  const positions = liveTable('search-positions', 'Clicks by position', ['Position', ['Shown', 'right'], ['Clicks', 'right'], ['CTR', 'right'], ['Looked at', 'right']]);
  const counted = h('p', { class: 'note' }, ' ');
  const kinds = h('div', { class: 'chips' }, ['top', 'zero', 'slow'].map((one) =>
    h('button', { type: 'button', class: 'chip', dataset: { kind: one }, onclick: () => { kind = one; tables(); } }, { top: 'Most searched', zero: 'Nothing found', slow: 'Slow' }[one])));
  show(view, h('p', { class: 'lead' }, 'Search the catalog as a visitor does. A click goes into the clicks topic and counts for its query: watch the order change.'),
    h('div', { class: 'grid' },
      card('Search',
        h('form', { class: 'search', onsubmit: (event) => { event.preventDefault(); run(); } }, query, user, h('button', { class: 'primary' }, 'Search')),
        suggested, steps, words, found),
      h('div', { class: 'stack' }, card('Queries', kinds, queries.root, counted), card('Clicks by position', positions.root))));
  query.addEventListener('input', suggest);

  const path = (who) => `/v1/search?q=${id(query.value.trim())}&n=20${who ? `&user=${id(who)}` : ''}`;
  const order = (one) => one.items.map((item) => item.item_id).join('\n');

  async function run(before = null) {
    if (!query.value.trim()) return;
    try {
      draw(await get(path(user.value.trim())), before);
    } catch (fault) {
      show(found, empty(fault.message));
    }
  }

  function draw(next, before) {
    answer = next;
    const was = new Map((before?.items ?? []).map((item) => [item.item_id, item.position]));
    show(steps, next.rewrites.map((step) => h('span', { class: 'chip still' }, `${step.kind}: ${step.from ? `${step.from} → ` : ''}${step.to}`)),
      next.fallback ? h('span', { class: 'chip still' }, `found by: ${next.fallback}`) : null);
    show(words, `${count(next.total)} items; ${next.personal === 'history' ? 'the user’s history counts' : next.personal}; ${next.ranker} ranker`);
    show(found, next.items.length ? h('ol', { class: 'answer' }, next.items.map((item) => h('li', { dataset: { item: item.item_id } },
      h('span', { class: 'rank' }, String(item.position)),
      h('span', { class: 'what' }, itemLabel(item), h('span', { class: 'why' }, parts(item))),
      before ? move(was.get(item.item_id), item.position) : null,
      h('span', { class: 'acts' }, acts.map(([type, word]) => h('button', { type: 'button', class: 'small', 'aria-label': `${word} ${item.item_id}`, onclick: () => act(item, type) }, word)))))) : empty('The filters leave nothing.'));
  }

  async function act(item, type) {
    if (busy) return;
    busy = true;
    const before = answer;
    try {
      const plain = order(await get(path(null)));
      const event = { event_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, event_type: type, user_id: user.value.trim(), search_id: before.search_id, items: [{ item_id: item.item_id, index: item.position }], timestamp: Date.now() };
      const started = performance.now();
      await post('/v1/events', { events: [event] });
      const changed = await untilChanged(plain);
      if (gone) return;
      await run(before);
      show(words, changed ? `The order changed ${Math.round(performance.now() - started)} ms after the click; marks tell what moved.` : 'Counted; the order is the same so far.');
      tables();
    } catch (fault) {
      toast(fault.message);
    } finally {
      busy = false;
    }
  }

  async function untilChanged(plain) {
    const until = performance.now() + patience;
    while (performance.now() < until && !gone) {
      await new Promise((later) => setTimeout(later, pause));
      if (order(await get(path(null))) !== plain) return true;
    }
    return false;
  }

  async function suggest() {
    const typed = query.value.trim();
    if (typed.length < 2) return show(suggested);
    try {
      const answered = await get(`/v1/suggest?q=${id(typed)}&n=3`);
      if (typed !== query.value.trim()) return;
      const texts = [...new Set([...answered.queries, ...answered.categories, ...answered.brands].map((one) => one.text))];
      show(suggested, texts.map((text) => h('button', { type: 'button', class: 'chip', onclick: () => { query.value = text; run(); } }, text)));
    } catch {
      show(suggested);
    }
  }

  async function tables() {
    try {
      const said = await get(`/v1/search/queries?kind=${kind}&n=15`);
      if (gone) return;
      for (const one of kinds.children) one.setAttribute('aria-pressed', String(one.dataset.kind === kind));
      queries.update(said.queries.map((row) => [row.text ?? `fewer than ${said.users_min} users`, count(row.searches), count(row.zero_results), count(row.clicks), row.millis ? `${row.millis.toFixed(1)} ms` : none]));
      setText(counted, `${count(said.searches)} searches count; ${count(said.unjoined)} clicks belong to none of them.`);
      positions.update(said.positions.filter((place) => place.shown > 0).map((place) => [place.position, count(place.shown), count(place.clicks), percent(place.ctr), place.propensity.toFixed(2)]));
    } catch (fault) {
      setText(counted, fault.message);
    }
  }

  tables();
  const timer = setInterval(tables, refresh);
  return () => { gone = true; clearInterval(timer); };
}

/** What a score is made of, the largest parts. */
function parts(item) {
  return item.reasons.slice(0, 4).map((part) => `${part.reason} ${part.share >= 0 ? '+' : '−'}${Math.abs(part.share).toFixed(2)}`).join(' · ') || item.reason;
}

function move(was, is) {
  if (was === undefined) return h('span', { class: 'move new' }, 'new');
  if (was === is) return h('span', { class: 'move', 'aria-label': 'unchanged' }, '·');
  return was > is
    ? h('span', { class: 'move up', 'aria-label': `up ${was - is}` }, `▲${was - is}`)
    : h('span', { class: 'move down', 'aria-label': `down ${is - was}` }, `▼${is - was}`);
}
