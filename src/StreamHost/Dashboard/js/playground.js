import { h, card, empty, show, toast } from './dom.js';
import { get, post, id } from './api.js';
import { answerList, categoryOf, itemLabel } from './items.js';
import { time } from './format.js';
import { now } from './live.js';

const acts = [['view_item', 'View'], ['add_to_cart', 'Cart'], ['purchase', 'Buy']];

/** How long an answer to a click is waited for, ms, and how often it is asked for. */
const patience = 6000;
const pause = 150;

/** Now; where history is played, the shop's own now, so that a click is not hours ahead of everybody's. */
function shopTime() {
  const marks = (now.figures?.shards ?? []).map((shard) => Date.parse(shard.watermark)).filter((mark) => !Number.isNaN(mark));
  const latest = marks.length ? Math.max(...marks) : Date.now();
  return Date.now() - latest > 600_000 ? latest + 10_000 : Date.now();
}

export function playground(view) {
  let user = `guest-${Math.random().toString(36).slice(2, 8)}`;
  let answer = null;
  let busy = false;
  let gone = false;
  const clicks = [];
  const input = h('input', { id: 'play-user', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'User id' });
  input.value = user;
  const item = h('input', { id: 'play-item', placeholder: 'item id', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Item id' });
  const shelf = h('ul', { class: 'shelf' });
  const answerPlace = h('div', {});
  const state = h('p', { class: 'note', role: 'status' }, ' ');
  const log = h('ol', { class: 'log' });
  show(view, h('p', { class: 'lead' }, 'Be a visitor of the shop: click items and watch the recommendations change. Clicks go into the clicks topic like everybody’s and count for trending.'),
    h('section', { class: 'card' }, h('h2', {}, 'Who'),
      h('form', { class: 'search', onsubmit: (event) => { event.preventDefault(); become(input.value.trim()); } }, input, h('button', { class: 'primary' }, 'Be this user'),
        h('button', { type: 'button', onclick: () => become(`guest-${Math.random().toString(36).slice(2, 8)}`) }, 'Somebody new'))),
    h('div', { class: 'columns' },
      card('Items to click', h('form', { class: 'search', onsubmit: (event) => { event.preventDefault(); if (item.value.trim()) click(item.value.trim(), 'view_item'); } }, item, h('button', {}, 'View')), shelf),
      card('Recommended now', state, answerPlace),
      card('What you did', log)));

  function become(name) {
    if (!name) return;
    user = name;
    input.value = name;
    answer = null;
    clicks.length = 0;
    show(log, empty('Nothing yet. Click an item.'));
    ask();
  }

  async function ask() {
    try {
      const current = await recommended();
      draw(current.recommendation, null);
      show(state, current.known ? 'Before your next click.' : `Nobody knows this user yet: what is ${current.basis} is shown.`);
    } catch (fault) {
      show(answerPlace, empty(fault.message));
    }
  }

  function draw(next, before) {
    answer = next;
    show(answerPlace, answerList(next, before, (one) => h('span', { class: 'acts' }, acts.map(([type, word]) =>
      h('button', { type: 'button', class: 'small', 'aria-label': `${word} ${one.item_id}`, disabled: busy, onclick: () => click(one.item_id, type) }, word)))));
  }

  const recommended = () => get(`/v1/recommendations/${id(user)}`);

  async function click(itemId, type) {
    if (busy) return;
    busy = true;
    const before = answer;
    const started = performance.now();
    show(state, `Sending ${type} ${itemId} …`);
    try {
      const event = { event_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, event_type: type, user_id: user, items: [{ item_id: itemId, item_category: await categoryOf(itemId) }], timestamp: shopTime() };
      await post('/v1/events', { events: [event] });
      const next = await changed(before);
      busy = false;
      if (gone) return;
      const took = Math.round(performance.now() - started);
      show(state, next ? `Answered ${took} ms after the click; marks tell what moved.` : `No new answer within ${patience / 1000} s. It may still come: the node may be behind.`);
      if (next) draw(next, before);
      clicks.unshift(`${type} ${itemId}`);
      if (clicks.length === 1) show(log);
      log.prepend(h('li', {}, h('span', { class: 'tag' }, type), itemLabel({ item_id: itemId }), h('span', { class: 'more' }, time(new Date().toISOString()))));
    } catch (fault) {
      show(state, '');
      toast(fault.message);
    } finally {
      busy = false;
      for (const button of answerPlace.querySelectorAll('button')) button.disabled = false;
    }
  }

  /** The first answer that is not the one before; null when none comes in time. */
  async function changed(before) {
    const until = performance.now() + patience;
    while (performance.now() < until && !gone) {
      await new Promise((later) => setTimeout(later, pause));
      const next = (await recommended()).recommendation;
      if (next.as_of !== before?.as_of || JSON.stringify(next.items) !== JSON.stringify(before?.items)) return next;
    }
    return null;
  }

  async function stock() {
    try {
      const { items } = await get('/v1/trending?limit=12');
      const known = items.length ? items : answer?.items ?? [];
      show(shelf, known.slice(0, 12).map((one) => h('li', {}, h('button', { type: 'button', class: 'wide', onclick: () => click(one.item_id ?? one, 'view_item') }, itemLabel(one)))));
      if (!known.length) show(shelf, empty('Nothing is trending yet. Type an item id above.'));
    } catch (fault) {
      show(shelf, empty(fault.message));
    }
  }

  become(user);
  stock();
  return () => { gone = true; };
}
