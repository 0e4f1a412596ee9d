import { h, card, empty, show } from './dom.js';
import { get } from './api.js';
import { refused } from './guarded.js';
import { cellTable } from './table.js';

/** Every setting of this node, its value and where that comes from. */
export function settings(view) {
  const place = h('div', { id: 'settings' }, empty('Loading …'));
  const input = h('input', { type: 'search', id: 'settings-filter', placeholder: 'part of a key', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Part of a key', oninput: draw });
  const own = h('input', { type: 'checkbox', id: 'settings-own', onchange: draw });
  let all = [];
  show(view, card('Settings of this node', h('div', { class: 'search' }, input, h('label', { class: 'check' }, own, ' only those that were set')), place));

  function draw() {
    const words = input.value.trim().toLowerCase();
    const shown = all.filter((one) => one.key.toLowerCase().includes(words) && (!own.checked || one.from !== 'default'));
    show(place, shown.length ? cellTable('Settings', ['Key', 'Value', 'From'], shown.map((one) => [h('code', {}, one.key), h('code', { class: 'wrap' }, one.value || '(empty)'), one.from]))
      : empty('No setting is like that.'));
  }

  async function refresh() {
    try {
      all = await get('/admin/v1/config');
      draw();
    } catch (fault) {
      refused(place, fault, refresh);
    }
  }

  refresh();
}
