import { h, card, empty, setText, show } from './dom.js';
import { none } from './format.js';
import { get, id } from './api.js';
import { refused } from './guarded.js';
import { cellTable } from './table.js';

const page = 50;

/** The items of model and catalog page by page, one by id, and the catalog's records that were not taken as they came. */
export function catalog(view) {
  let offset = 0;
  const place = h('div', { id: 'items' }, empty('Loading …'));
  const faults = h('div', { id: 'catalog-faults' }, empty('Loading …'));
  const item = h('input', { type: 'search', id: 'item-id', placeholder: 'item id', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Item id' });
  const category = h('input', { type: 'search', id: 'item-category', placeholder: 'category', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Category' });
  const form = h('form', { class: 'search', onsubmit: (event) => { event.preventDefault(); offset = 0; refresh(); } }, item, category, h('button', { class: 'primary' }, 'Show'));
  const where = h('p', { class: 'note', role: 'status', id: 'items-where' });
  const before = h('button', { type: 'button', onclick: () => turn(-page) }, 'Before');
  const next = h('button', { type: 'button', id: 'items-next', onclick: () => turn(page) }, 'Next');
  show(view, card('Items of model and catalog', form, where, place, h('div', { class: 'buttons' }, before, next)), card('Catalog records that were not taken as they came', faults));

  function turn(by) {
    offset = Math.max(0, offset + by);
    refresh();
  }

  async function refresh() {
    const one = item.value.trim();
    const words = category.value.trim();
    try {
      const items = one ? [await get(`/v1/items/${id(one)}`)] : await get(`/v1/items?limit=${page}&offset=${offset}${words ? `&category=${id(words)}` : ''}`);
      setText(where, one ? '' : items.length ? `Items ${offset + 1} to ${offset + items.length}${words ? ` of ${words}` : ''}.` : 'No more items.');
      before.disabled = Boolean(one) || offset === 0;
      next.disabled = Boolean(one) || items.length < page;
      show(place, items.length ? cellTable('Items', ['Item', 'Name', 'Category', 'Brand', ['Price', 'right'], 'Available', 'Known to'],
        items.map((each) => [h('code', {}, each.item_id), each.name ?? none, each.category ?? none, each.brand ?? none, each.price === null ? none : each.price.toFixed(2),
          h('span', { class: `pill ${each.available ? 'good' : 'warn'}` }, each.available ? 'yes' : 'no'), [each.in_catalog && 'catalog', each.in_model && 'model'].filter(Boolean).join(', ')])) : empty('There is none.'));
    } catch (fault) {
      setText(where, '');
      refused(place, fault, refresh);
    }
  }

  async function look() {
    try {
      const all = await get('/admin/v1/catalog/rejected?limit=50');
      show(faults, all.length ? cellTable('Catalog faults', ['Record', 'Item', 'Field', 'Reason', 'Item taken'], all.map((one) => [`${one.topic}/${one.partition}@${one.offset}`, h('code', {}, one.item_id ?? none), one.field ?? none, one.reason, one.is_item_taken ? 'yes, without it' : 'no']))
        : empty('Every record was taken as it came, since this node started.'));
    } catch (fault) {
      refused(faults, fault, look);
    }
  }

  refresh();
  look();
}
