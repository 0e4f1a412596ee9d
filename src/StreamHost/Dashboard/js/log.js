import { h, card, empty, setText, show } from './dom.js';
import { moment } from './format.js';
import { get } from './api.js';
import { refused } from './guarded.js';

/** How often new lines are asked for, ms. */
const pause = 2000;
const linesMax = 300;
const levels = ['debug', 'information', 'warning', 'error'];
const tones = { warning: 'warn', error: 'bad', critical: 'bad' };

/** The newest log lines of all nodes, the newest first. */
export function log(view) {
  const note = empty('Loading …');
  const list = h('ol', { class: 'lines', id: 'log', role: 'log', 'aria-label': 'Log lines' });
  const silent = h('p', { class: 'note' });
  let least = 1;
  const buttons = levels.map((name, i) => h('button', { type: 'button', class: 'small', 'aria-pressed': String(i === least), onclick: () => choose(i) }, name));
  show(view, card('Log of all nodes', h('div', { class: 'chips', role: 'group', 'aria-label': 'Least level' }, buttons), silent, note, list));
  let drawn = '';

  function choose(i) {
    least = i;
    buttons.forEach((one, j) => one.setAttribute('aria-pressed', String(i === j)));
    drawn = '';
    refresh();
  }

  async function refresh() {
    let answer;
    try {
      answer = await get(`/admin/v1/cluster/log?lines=${linesMax}`);
    } catch (fault) {
      note.hidden = false;
      refused(note, fault, refresh);
      return;
    }
    setText(silent, answer.silent.map((one) => `${one.node} ${one.why}; its lines are missing.`).join(' '));
    const lines = answer.lines.filter((line) => rank(line.level) >= least).reverse();
    note.hidden = lines.length > 0;
    setText(note, 'No line of this level is kept.');
    const key = `${least} ${lines.length} ${lines[0]?.node} ${lines[0]?.number}`;
    if (key === drawn) return;
    drawn = key;
    show(list, lines.map((line) => h('li', {}, h('time', { class: 'dim', datetime: line.at }, moment(line.at)), h('span', { class: `pill ${tones[line.level] ?? ''}` }, line.level),
      h('span', { class: 'wrap' }, line.text, ' ', h('small', { class: 'dim' }, `${line.node} · ${line.event_id}`)))));
  }

  refresh();
  const timer = setInterval(refresh, pause);
  return () => clearInterval(timer);
}

const rank = (level) => (level === 'critical' ? 3 : Math.max(0, levels.indexOf(level)));
