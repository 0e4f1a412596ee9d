import { h, card, empty, setText, show } from './dom.js';
import { count, duration, moment, none, span } from './format.js';
import { get, id } from './api.js';
import { answerList, itemLabel } from './items.js';
import { askForToken } from './session.js';

export function journey(view, parameters) {
  let user = parameters.get('user') ?? '';
  let drawn = '';
  const input = h('input', { type: 'search', id: 'journey-user', placeholder: 'user id', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'User id' });
  input.value = user;
  const lately = h('div', { class: 'chips', 'aria-label': 'Users answered lately' });
  const profile = h('div', { class: 'profile' });
  const note = empty('Loading …');
  const timeline = h('ol', { class: 'timeline' });
  const form = h('form', { class: 'search', onsubmit: (event) => { event.preventDefault(); pick(input.value.trim()); } },
    input, h('button', { class: 'primary' }, 'Show'));
  const head = h('h2', {}, 'Clicks and the answers they caused');
  show(view, h('p', { class: 'lead' }, 'What a user clicked, and beside it what was recommended for that click, with the reason of each item.'),
    h('section', { class: 'card' }, h('h2', {}, 'User'), form, h('p', { class: 'note' }, 'Answered lately:'), lately, profile),
    h('section', { class: 'card' }, head, note, timeline));

  function pick(name) {
    user = name;
    input.value = name;
    drawn = '';
    history.replaceState(null, '', `#journey?user=${id(name)}`);
    show(profile);
    show(timeline);
    refresh();
  }

  async function refresh() {
    try {
      const newest = await get('/admin/v1/answers?limit=60');
      const users = [...new Set(newest.map((answer) => answer.user_id))].slice(0, 10);
      if (lately.dataset.users !== users.join('\n') && !lately.contains(document.activeElement)) {
        lately.dataset.users = users.join('\n');
        show(lately, users.map((name) => h('button', { type: 'button', class: 'chip', onclick: () => pick(name) }, name)));
      }
      if (!user) {
        note.hidden = false;
        setText(note, users.length ? 'Choose a user above, or type an id.' : 'Nobody was answered since this node started. As soon as clicks come in, their users stand above.');
        return;
      }
      draw(await about(user));
    } catch (fault) {
      note.hidden = false;
      show(note, fault.message, ' ', fault.status === 401 ? h('button', { type: 'button', onclick: () => askForToken().then(refresh) }, 'Give the token') : null);
    }
  }

  function draw(known) {
    const answers = known?.last_answers ?? [];
    const key = `${user} ${answers[0]?.recommendation_id ?? ''} ${known?.state.applied ?? ''}`;
    if (key === drawn) return;
    drawn = key;
    note.hidden = answers.length > 0;
    setText(note, known ? 'No answer to this user is kept: each partition keeps its newest (Http:RecentRecordsMax), since its node started.' : `${user} is not known: no click of this user was applied.`);
    show(profile, known ? facts(known) : null);
    show(timeline, answers.map((answer) => step(answer, clicksOf(answer, answers, known.state))));
  }

  refresh();
  const timer = setInterval(refresh, 2000);
  return () => clearInterval(timer);
}

/** What the node knows of a user; null for somebody unknown. */
async function about(user) {
  try {
    return await get(`/v1/users/${id(user)}`);
  } catch (fault) {
    if (fault.status === 404) return null;
    throw fault;
  }
}

function facts({ state, node, partition }) {
  const events = Object.entries(state.events).map(([name, n]) => `${count(n)} ${name}`).join(', ');
  return h('dl', { class: 'facts wide' },
    fact('Events', `${count(state.applied)}: ${events}`), fact('First and last', span(state.first_event_ms, state.last_event_ms)),
    fact('Interests', state.interests.map((one) => one.tag).slice(0, 5).join(', ') || none), fact('Lives at', `partition ${partition}, node ${node}`));
}

const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));

/** The clicks of an answer: those of the history at its moment; where several answers share it, each has its own, in order. */
function clicksOf(answer, answers, state) {
  const clicks = state.recent.filter((one) => one.time_ms === Date.parse(answer.as_of));
  const same = answers.filter((one) => one.as_of === answer.as_of);
  return same.length === clicks.length ? [clicks.at(-1 - same.indexOf(answer))] : clicks;
}

function step(answer, clicks) {
  const lag = (Date.parse(answer.emitted_at) - Date.parse(answer.as_of)) / 1000;
  const did = clicks.length
    ? clicks.map((click) => h('p', { class: 'did' }, h('span', { class: 'tag' }, click.event_type), itemLabel(click)))
    : h('p', { class: 'did dim' }, 'a click that is no longer in the history');
  return h('li', {},
    h('div', { class: 'click' }, h('time', { datetime: answer.as_of }, moment(answer.as_of)), did,
      h('p', { class: 'note' }, `${answer.origin.topic}/${answer.origin.partition}@${answer.origin.offset}`)),
    h('div', { class: 'answered' }, h('p', { class: 'note' }, `${answer.model.name} ${answer.model.version}`, lag >= 0 && lag < 60 ? ` · ${duration(lag)} later` : ''), answerList(answer)));
}
