import { h, card, setText, show } from './dom.js';

/** How often readiness is asked for, ms. */
const pause = 3000;

/** A card of what this node depends on and what holds it up: every condition of readiness, asked for without a token. */
export function health() {
  const list = h('ul', { class: 'checks', id: 'checks', 'aria-label': 'Conditions of readiness' });
  const notes = h('ul', { class: 'notes', id: 'notes', 'aria-label': 'Notes' });
  const verdict = h('p', { class: 'banner', role: 'status', id: 'verdict' });
  const root = card('What this node needs', verdict, list, notes);

  async function refresh() {
    let answer;
    try {
      answer = await (await fetch('/health/ready')).json();
    } catch {
      verdict.className = 'banner warn';
      setText(verdict, 'The node does not answer.');
      return;
    }
    const isReady = answer.status === 'ready';
    verdict.className = isReady ? 'banner' : 'banner warn';
    setText(verdict, isReady ? 'Ready: every condition holds.' : `Not ready: ${answer.missing.length} of ${answer.checks.length} conditions do not hold.`);
    while (list.children.length > answer.checks.length) list.lastChild.remove();
    answer.checks.forEach((check, i) => {
      if (!list.children[i]) list.append(h('li', {}, h('span'), h('span', { class: 'wrap' })));
      const [name, detail] = list.children[i].children;
      setText(name, check.name);
      name.className = `pill ${check.ok ? 'good' : 'bad'}`;
      setText(detail, check.detail);
    });
    if (notes.dataset.drawn !== answer.notes.join('\n')) {
      notes.dataset.drawn = answer.notes.join('\n');
      show(notes, answer.notes.map((note) => h('li', {}, note)));
    }
  }

  refresh();
  const timer = setInterval(refresh, pause);
  return { root, close: () => clearInterval(timer) };
}
