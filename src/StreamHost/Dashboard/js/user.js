import { h, card, empty, setText, show } from './dom.js';
import { count, moment, none, percent, span } from './format.js';
import { get, id } from './api.js';
import { answerList, itemLabel } from './items.js';
import { fact, userPicker } from './people.js';
import { cellTable } from './table.js';

/** One user: who that is to the recommender, what was clicked, and what is recommended now. */
export function user(view, parameters) {
  let drawn = '';
  const profile = h('div', { class: 'profile', id: 'profile' });
  const history = h('div', { id: 'history' });
  const basis = h('p', { class: 'note', id: 'basis' });
  const answer = h('div', { id: 'recommended' });
  const people = userPicker('user', parameters, clear, draw);
  const { note } = people;
  const found = h('div', { class: 'grid' }, card('History, the newest first', history), card('Recommended now', basis, answer));
  found.hidden = true;
  show(view, h('p', { class: 'lead' }, 'What is kept of a user, and what would be recommended at this moment. Asking changes nothing.'),
    card('User', people.form, h('p', { class: 'note' }, 'Answered lately:'), people.lately, note, profile), found);

  function clear() {
    drawn = '';
    show(profile);
    found.hidden = true;
  }

  async function draw(name, known) {
    const key = `${name} ${known?.state.applied ?? ''} ${known?.state.last_event_ms ?? ''}`;
    if (key === drawn) return;
    const now = await get(`/v1/recommendations/${id(name)}`);
    drawn = key;
    note.hidden = known !== null;
    setText(note, `${name} is not known: no click of this user was applied. What a stranger gets is shown.`);
    found.hidden = false;
    show(profile, known ? facts(name, known) : null);
    show(history, known?.state.recent.length ? clicks(known.state.recent) : empty('No click on an item.'));
    setText(basis, [`By ${now.basis}, from ${now.served_by}, ${now.recommendation.model.name} ${now.recommendation.model.version}.`, ...now.fallback.map((step) => `Not by ${step}.`)].join(' '));
    show(answer, now.recommendation.items.length ? answerList(now.recommendation) : empty('Nothing is left to recommend.'));
  }

  return people.close;
}

function facts(name, { state, node, partition }) {
  const events = Object.entries(state.events).map(([type, n]) => `${count(n)} ${type}`).join(', ');
  const all = state.interests.reduce((sum, one) => sum + one.weight, 0);
  const interests = state.interests.toSorted((a, b) => b.weight - a.weight).map((one) => `${one.tag} ${all > 0 ? percent(one.weight / all, 0) : ''}`);
  return h('dl', { class: 'facts wide' },
    fact('Events', `${count(state.applied)}: ${events}`), fact('First and last', span(state.first_event_ms, state.last_event_ms)),
    fact('Session', state.session ? `${count(state.session.events)} events, ${span(state.session.start_ms, state.session.end_ms)}` : none),
    fact('Interests', interests.join(', ') || none), fact('Vector', state.vector_summary ? `${state.vector_summary.dimensions} dimensions, length ${state.vector_summary.norm.toFixed(2)}` : none),
    fact('Lives at', `partition ${partition}, node ${node}`), fact('More', h('a', { href: `#journey?user=${id(name)}` }, 'each click with the answer that it caused')));
}

const clicks = (recent) => cellTable('History', ['When', 'What', 'Item'],
  recent.toReversed().map((one) => [h('time', { datetime: new Date(one.time_ms).toISOString() }, moment(one.time_ms)), h('span', { class: 'tag' }, one.event_type), itemLabel(one)]));
