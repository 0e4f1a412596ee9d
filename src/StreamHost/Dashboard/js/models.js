import { h, card, empty, show } from './dom.js';
import { count, moment, none, percent } from './format.js';
import { get, id, post } from './api.js';
import { act, refused } from './guarded.js';
import { cellTable } from './table.js';

/** How often the models are asked for, ms. */
const pause = 4000;

/** The models that the nodes can see, which of them answers, and the change to another one. */
export function models(view) {
  const place = h('div', { id: 'models' }, empty('Loading …'));
  const back = h('button', { type: 'button', id: 'rollback', onclick: () => act('Go back?', 'The model before the newest change answers again, at every node.', 'Go back', async () => { await post('/admin/v1/models/rollback'); refresh(); }) }, 'Roll back');
  show(view,
    h('p', { class: 'lead' }, 'A model is tried on a node before it answers; the change is then written to the log of every partition. A model that knows too few of the shop’s items is refused.'),
    card('Models', place, h('div', { class: 'buttons' }, back)));
  let drawn = '';

  async function refresh() {
    let all;
    try {
      all = await get('/admin/v1/cluster/models');
    } catch (fault) {
      drawn = '';
      refused(place, fault, refresh);
      return;
    }
    const key = JSON.stringify(all);
    if (key === drawn) return;
    drawn = key;
    const held = place.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
    const versions = [...new Set(all.map((one) => one.version))];
    show(place, all.length ? cellTable('Models', ['Model', ['Items', 'right'], 'Trained', 'Where', ['Agrees', 'right'], 'State', ''],
      versions.map((version) => row(all.filter((one) => one.version === version)))) : empty('No model is in the folders of the settings.'));
    if (held) (place.querySelector(`[aria-label="${CSS.escape(held)}"]`) ?? place.querySelector('.scroll'))?.focus();
  }

  function row(same) {
    const [one] = same;
    const partitions = same.flatMap((each) => each.partitions);
    const state = one.problem ? h('span', { class: 'pill bad', title: one.problem }, 'refused') : partitions.length ? h('span', { class: 'pill good' }, `answers for ${partitions.length} partitions`)
      : h('span', { class: 'pill' }, one.is_base ? 'of the settings' : 'at hand');
    return [h('span', {}, h('span', { class: 'strong' }, one.name ?? none), h('code', {}, one.version || one.folder)), count(one.items), moment(one.created),
      same.length > 1 ? `${same.length} nodes` : one.node, one.agreement === null ? none : percent(one.agreement, 0), state,
      one.problem || partitions.length || !one.version ? '' : h('button', { type: 'button', class: 'small', 'aria-label': `Activate ${one.version}`, onclick: () => change(one) }, 'Activate')];
  }

  const change = (one) => act(`Activate ${one.name} ${one.version}?`, 'It is tried first; if it passes, every shard of every node changes to it.', 'Activate',
    async () => { await post(`/admin/v1/models/${id(one.version)}/activate`); refresh(); });

  refresh();
  const timer = setInterval(refresh, pause);
  return () => clearInterval(timer);
}
