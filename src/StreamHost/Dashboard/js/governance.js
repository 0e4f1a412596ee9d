import { h, card, empty, setText, show } from './dom.js';
import { count, mebibytes, moment, none } from './format.js';
import { get, id } from './api.js';
import { chart } from './charts.js';
import { refused } from './guarded.js';
import { watch } from './live.js';
import { ruleTable } from './rules.js';
import { cellTable, liveTable } from './table.js';

/** How often consent and the audit trail are asked for, ms. */
const pause = 5000;
const auditLines = 50;
const tones = { ok: 'pill good', warn: 'pill warn', fail: 'pill bad' };

/** Whether the data can be trusted: quality rules, sources, consent, and who looked at whom. */
export function governance(view) {
  const rules = ruleTable();
  const sources = liveTable('sources', 'Sources', ['Source', 'State', ['Rules', 'right'], ['Judged', 'right'], ['Broken', 'right'], ['Late', 'right']]);
  const noSource = empty('No rule has judged a source yet.');
  const levels = chart('Rules that warn or fail', [
    { name: 'warn', color: 'c3', value: (point) => point.rules?.warn ?? null },
    { name: 'fail', color: 'c4', value: (point) => point.rules?.fail ?? null, fill: true },
  ], (n) => count(n), { note: 'Of the partitions of this node, over the last quarter of an hour.', whole: true });
  const consent = h('div', { id: 'consent' }, empty('Loading …'));
  const bots = h('div', { id: 'bots' }, empty('Loading …'));
  const lake = h('div', { id: 'lake' }, empty('Loading …'));
  const trail = auditTrail();
  show(view,
    h('p', { class: 'lead' }, 'What is known of the data itself: which rules hold, where they do not, what visitors agreed to, which of them are programs, what the lake holds, and who asked for what.'),
    h('div', { class: 'grid' }, levels.root, card('Sources', noSource, sources.root)), rules.root, card('Consent', consent), card('Bots and quarantine', bots), card('Lake', lake), trail.root);

  async function refresh() {
    await fill(consent, '/admin/v1/cluster/consent', consentOf, refresh);
    await fill(bots, '/admin/v1/cluster/bots', botsOf, refresh);
    await fill(lake, '/admin/v1/lake', lakeOf, refresh);
    await trail.refresh();
  }

  const stop = watch((figures) => {
    const rows = sourceRows(figures.quality_rules);
    noSource.hidden = rows.length > 0;
    sources.root.hidden = rows.length === 0;
    sources.update(rows);
    rules.update(figures.quality_rules);
    levels.update();
  });
  refresh();
  const timer = setInterval(refresh, pause);
  return () => {
    stop();
    clearInterval(timer);
    levels.close();
  };
}

/** Shows what a path answers, or why it does not. */
async function fill(place, path, partsOf, again) {
  try {
    show(place, partsOf(await get(path)));
  } catch (fault) {
    refused(place, fault, again);
  }
}

/** The rules of each source as one row, the worst first. */
function sourceRows(rules) {
  const found = new Map();
  for (const rule of rules) {
    const sum = found.get(rule.source) ?? { level: 'ok', rules: 0, judged: 0, failed: 0, late: 0 };
    const [a, b] = [sum.level, rule.level].map((level) => Object.keys(tones).indexOf(level));
    found.set(rule.source, {
      level: b > a ? rule.level : sum.level, rules: sum.rules + 1, judged: sum.judged + rule.judged, failed: sum.failed + rule.failed, late: sum.late + rule.late,
    });
  }
  const rank = (one) => Object.keys(tones).indexOf(one.level);
  return [...found].sort(([a, one], [b, other]) => rank(other) - rank(one) || a.localeCompare(b)).map(([source, sum]) =>
    [source || none, [{ text: sum.level, class: tones[sum.level] }], count(sum.rules), count(sum.judged), count(sum.failed), count(sum.late)]);
}

function consentOf(answer) {
  const silent = answer.silent.map((one) => `${one.node} ${one.why}; its partitions are missing.`).join(' ');
  const ruled = answer.partitions.filter((one) => one.version);
  if (ruled.length === 0) return [empty('Nobody is asked: there is no policy in the log. consent apply puts one there.'), silent ? h('p', { class: 'note' }, silent) : null];
  return [
    h('p', { class: 'note' }, 'What holds for visitors who said nothing, and what became of the records. ', silent),
    cellTable('Consent by partition', ['Partition', 'Policy', 'Personalise', 'Train', 'Analyse', ['Visitors who said', 'right'], ['Withheld', 'right'], ['Withdrawn', 'right'], ['Not trained on', 'right']],
      ruled.map((one) => [String(one.partition), h('code', {}, one.version.slice(0, 8)), one.personalise, one.train, one.analyse, count(one.users), count(one.withheld), count(one.withdrawn), count(one.untrained)])),
    ...ruled.filter((one) => one.refused).map((one) => h('p', { class: 'note' }, `Partition ${one.partition} refused a later policy: ${one.refused}`)),
  ];
}

/** Where users are judged, what is held back, and who is held by which signals. */
function botsOf(answer) {
  const silent = answer.silent.map((one) => `${one.node} ${one.why}; its partitions are missing.`).join(' ');
  const ruled = answer.partitions.filter((one) => one.version);
  if (ruled.length === 0) return [empty('Nobody is judged: there is no bot policy in the log. bots apply puts one there.'), silent ? h('p', { class: 'note' }, silent) : null];
  return [
    h('p', { class: 'note' }, 'Clicks of users who are held stand in the quarantine: they train nothing, and come back when the user is released. ', silent),
    cellTable('Bots by partition', ['Partition', 'Policy', 'Judges', ['Clicks in quarantine', 'right'], ['Users held', 'right'], ['Found', 'right'], ['Cleared', 'right']],
      ruled.map((one) => [String(one.partition), h('code', {}, one.version.slice(0, 8)), one.is_on ? 'yes' : 'no', count(one.quarantined), count(one.held), count(one.found), count(one.cleared)])),
    answer.users.length === 0 ? empty('No user is held.')
      : cellTable('Users that are held', ['User', 'Partition', 'Since', ['Score', 'right'], 'Because of'],
        answer.users.map((one) => [one.user, String(one.partition), moment(one.since), one.reasons.length ? one.score.toFixed(2) : none, one.reasons.join(', ') || 'an operator’s word'])),
    ...ruled.filter((one) => one.refused).map((one) => h('p', { class: 'note' }, `Partition ${one.partition} refused a later policy: ${one.refused}`)),
  ];
}

/** How far the lake is, what it holds, and how far it is behind the fold. */
function lakeOf(answer) {
  if (!answer.is_there) return empty(`This node sees no lake in ${answer.directory} (Lake:Directory). lake run writes one.`);
  if (answer.partitions.length === 0) return empty(`The lake in ${answer.directory} holds nothing yet.`);
  return [
    h('p', { class: 'note' }, `Of ${answer.topic}, in ${answer.directory}. What is behind is known for the partitions of this node.`),
    cellTable('Lake by partition', ['Of', 'Partition', ['Committed to', 'right'], ['Behind', 'right'], ['Files', 'right'], ['Rows', 'right'], ['Size', 'right'], 'Newest'],
      answer.partitions.map((one) => [one.stream, String(one.partition), count(one.committed_to), count(one.lag), count(one.files),
        count(Object.values(one.rows).reduce((sum, rows) => sum + rows, 0)), mebibytes(one.bytes), moment(one.newest_received)])),
  ];
}

/** The newest records of the audit trail, of everybody or of one user, and whether it is as it was written. */
function auditTrail() {
  const user = h('input', { id: 'audit-user', placeholder: 'user id, or nothing for all', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'User id' });
  const place = h('div', { id: 'audit' }, empty('Loading …'));
  const verdict = h('span', { id: 'audit-verdict', class: 'pill', role: 'status', hidden: true });
  let drawn = '';

  async function refresh() {
    let records;
    try {
      records = await get(`/v1/audit?limit=${auditLines}${user.value.trim() ? `&user=${id(user.value.trim())}` : ''}`);
    } catch (fault) {
      drawn = '';
      return refused(place, fault, refresh);
    }
    const key = `${records.length} ${records[0]?.hash} ${user.value}`;
    if (key === drawn) return;
    drawn = key;
    show(place, records.length === 0 ? empty('Nothing was written yet.') : cellTable('Audit trail', ['When', 'Who', 'What', 'About', 'Ended', 'At node'], records.map((one) => [
      moment(one.at), `${one.who}${one.by && one.by !== one.who ? ` (${one.by})` : ''}`, `${one.what}${one.times > 1 ? ` × ${count(one.times)}` : ''}`,
      one.about || (one.person ? `a person (${one.person.slice(0, 8)})` : none), one.outcome, one.node || none])));
  }

  async function verify() {
    verdict.hidden = false;
    try {
      const said = await get('/v1/audit/verify');
      verdict.className = said.first_bad === null || said.first_bad === undefined ? 'pill good' : 'pill bad';
      setText(verdict, verdict.className === 'pill good' ? `all ${count(said.records)} records are as they were written` : `record ${said.first_bad} is not as it was written: ${said.why}`);
    } catch (fault) {
      verdict.className = 'pill bad';
      setText(verdict, fault.message);
    }
  }

  const form = h('form', { class: 'search', onsubmit: (event) => { event.preventDefault(); refresh(); } }, user, h('button', { class: 'small' }, 'Show'),
    h('button', { type: 'button', class: 'small', id: 'audit-verify', onclick: verify }, 'Verify'), verdict);
  return { root: card('Audit trail', form, place), refresh };
}
