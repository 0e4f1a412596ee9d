import { card, empty } from './dom.js';
import { count, none } from './format.js';
import { liveTable } from './table.js';

const columns = ['Rule', 'Check', 'Source', 'State', ...['Judged', 'Failed', 'Late', 'Worst last window', 'Warns in', 'Failed in'].map((name) => [name, 'right'])];

/** How the quality rules of the node's partitions stand, by rule and source. */
export function ruleTable() {
  const table = liveTable('quality-rules', 'Quality rules', columns);
  const nothing = empty('No quality rules judge yet: quality apply FILE puts them into the log.');
  return {
    root: card('Quality rules', nothing, table.root),
    update(rows) {
      nothing.hidden = rows.length > 0;
      table.root.hidden = rows.length === 0;
      table.update(rows.map((one) => [one.rule, one.check, one.source, one.level, count(one.judged), count(one.failed), count(one.late),
        one.worst === null || one.worst === undefined ? none : one.worst.toFixed(3), count(one.warn), count(one.fail)]));
    },
  };
}
