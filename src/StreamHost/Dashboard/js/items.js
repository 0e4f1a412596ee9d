import { h, setText } from './dom.js';
import { get, id as encoded } from './api.js';

/** Names by item id; null where nobody knows the item. */
const names = new Map();
const categories = new Map();
let asked = new Set();

/** Asks for the names that are missing, all of a turn in one question, and writes them where they belong. */
function name(itemId, place) {
  if (names.has(itemId)) {
    write(place, itemId);
    return;
  }
  if (asked.size === 0) {
    setTimeout(async () => {
      const now = asked;
      asked = new Set();
      try {
        const ids = [...new Set([...now].map(([one]) => one))].slice(0, 200);
        for (const item of await get(`/v1/items?${ids.map((one) => `id=${encoded(one)}`).join('&')}`)) {
          names.set(item.item_id, item.name);
          categories.set(item.item_id, item.category);
        }
        for (const [one, where] of now) write(where, one);
      } catch {
        // The ids are shown without names.
      }
    });
  }
  asked.add([itemId, place]);
}

function write(place, itemId) {
  if (names.get(itemId)) setText(place, place.textContent ? names.get(itemId) : `${names.get(itemId)} `);
}

/** The category of an item, as the catalog or the model names it; undefined where neither does. */
export async function categoryOf(itemId) {
  if (!categories.has(itemId)) {
    try {
      const [item] = await get(`/v1/items?id=${encoded(itemId)}`);
      categories.set(itemId, item.category);
    } catch {
      return undefined; // the click counts without
    }
  }
  return categories.get(itemId) ?? undefined;
}

/** An item in words: its name where one is known, and its id. */
export function itemLabel(item) {
  const itemId = item.item_id ?? item;
  const words = h('span');
  if (item.name) names.set(itemId, item.name);
  name(itemId, words);
  return h('span', { class: 'item' }, words, h('small', {}, itemId));
}

/** Why an item was recommended, in words, with the names of the items that it is because of. */
function why(reason) {
  const because = (reason?.because_of ?? []).flatMap((itemId, i) => {
    const words = h('span', {}, itemId);
    name(itemId, words);
    return i > 0 ? [' and ', words] : [words];
  });
  const words = {
    similar: ['like ', because.length ? because : 'what was looked at'], taste: because.length ? ['fits the taste shown by ', because] : ['fits the taste'],
    trending: ['trending now'], popular: ['popular in the shop'], pinned: ['put there by a rule'],
  }[reason?.kind] ?? [reason?.kind ?? ''];
  return h('span', { class: 'why' }, ...words);
}

/** An answer as a ranked list with its reasons; `before` marks what is new and what moved. */
export function answerList(answer, before, act) {
  const old = new Map((before?.items ?? []).map((item) => [item.item_id, item.rank]));
  return h('ol', { class: 'answer' }, answer.items.map((item) => h('li', {},
    h('span', { class: 'rank' }, String(item.rank)),
    h('span', { class: 'what' }, itemLabel(item), why(item.reason)),
    before ? move(old.get(item.item_id), item.rank) : null,
    act ? act(item) : null)));
}

function move(was, is) {
  if (was === undefined) return h('span', { class: 'move new' }, 'new');
  if (was === is) return h('span', { class: 'move', 'aria-label': 'unchanged' }, '·');
  return was > is
    ? h('span', { class: 'move up', 'aria-label': `up ${was - is}` }, `▲${was - is}`)
    : h('span', { class: 'move down', 'aria-label': `down ${is - was}` }, `▼${is - was}`);
}
