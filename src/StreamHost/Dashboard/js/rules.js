import { h, card, empty, setText } from './dom.js';
import { count, none } from './format.js';

const columns = ['Rule', 'Check', 'Source', 'Stands', 'Judged', 'Failed', 'Late', 'Worst last window', 'Warns in', 'Failed in'];
const firstNumber = 4;

/** How the quality rules of the node's partitions stand, by rule and source. */
export function ruleTable() {
  const body = h('tbody');
  const table = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Quality rules' }, h('table', {}, h('thead', {}, h('tr', {},
    columns.map((name, i) => h('th', { class: i >= firstNumber ? 'right' : null }, name)))), body));
  const nothing = empty('No quality rules judge yet: quality apply FILE puts them into the log.');
  return {
    root: card('Quality rules', nothing, table),
    update(rows) {
      nothing.hidden = rows.length > 0;
      table.hidden = rows.length === 0;
      while (body.children.length > rows.length) body.lastChild.remove();
      rows.forEach((one, i) => {
        const cells = [one.rule, one.check, one.source, one.level, count(one.judged), count(one.failed), count(one.late),
          one.worst === null || one.worst === undefined ? none : one.worst.toFixed(3), count(one.warn), count(one.fail)];
        if (!body.children[i]) body.append(h('tr', {}, cells.map((_, j) => h('td', { class: j >= firstNumber ? 'right' : null }))));
        cells.forEach((cell, j) => setText(body.children[i].children[j], cell));
      });
    },
  };
}
