import { h, card, setText, show } from './dom.js';
import { count, duration, moment, none, span } from './format.js';
import { id } from './api.js';
import { answerList, itemLabel } from './items.js';
import { fact, userPicker } from './people.js';

export function journey(view, parameters) {
  let drawn = '';
  const profile = h('div', { class: 'profile' });
  const timeline = h('ol', { class: 'timeline' });
  const people = userPicker('journey', parameters, clear, draw);
  const { note } = people;
  show(view, h('p', { class: 'lead' }, 'What a user clicked, and beside it what was recommended for that click, with the reason of each item.'),
    card('User', people.form, h('p', { class: 'note' }, 'Answered lately:'), people.lately, profile),
    card('Clicks and the answers they caused', note, timeline));

  function clear() {
    drawn = '';
    show(profile);
    show(timeline);
  }

  function draw(user, known) {
    const answers = known?.last_answers ?? [];
    const key = `${user} ${answers[0]?.recommendation_id ?? ''} ${known?.state.applied ?? ''}`;
    if (key === drawn) return;
    drawn = key;
    note.hidden = answers.length > 0;
    setText(note, known ? 'No answer to this user is kept: each partition keeps its newest (Http:RecentRecordsMax), since its node started.' : `${user} is not known: no click of this user was applied.`);
    show(profile, known ? facts(user, known) : null);
    show(timeline, answers.map((answer) => step(answer, clicksOf(answer, answers, known.state))));
  }

  return people.close;
}

function facts(user, { state, node, partition }) {
  const events = Object.entries(state.events).map(([name, n]) => `${count(n)} ${name}`).join(', ');
  return h('dl', { class: 'facts wide' },
    fact('Events', `${count(state.applied)}: ${events}`), fact('First and last', span(state.first_event_ms, state.last_event_ms)),
    fact('Interests', state.interests.map((one) => one.tag).slice(0, 5).join(', ') || none), fact('Lives at', `partition ${partition}, node ${node}`), fact('More', h('a', { href: `#user?user=${id(user)}` }, 'profile, history and what is recommended now')));
}

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
