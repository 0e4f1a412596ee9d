import { h, card, empty, setText, show } from './dom.js';
import { count, moment, none, rate } from './format.js';
import { get } from './api.js';
import { watch } from './live.js';
import { askForToken } from './session.js';

const meaning = {
  malformed: 'no JSON, no UTF-8, or no object', invalid: 'a field is missing, of a wrong kind or out of range', oversized: 'larger than Limits:EventBytesMax',
  future: 'event time after its reception', ancient: 'event time before Validation:EarliestEventTime', late: 'too far behind the watermark', rule: 'a quality rule rejects it',
};

const heads = ['Reason', 'Means', 'Records', 'A second'];

/** Groups that are shown, and records of each. */
const groupsMax = 30;
const samplesMax = 3;

export function rejected(view) {
  let reason = null;
  let samples = [];
  let seen = '';
  const body = h('tbody');
  const list = h('div', { class: 'samples' });
  const note = empty('Loading …');
  const filter = h('p', { class: 'note' });
  show(view,
    h('p', { class: 'lead' }, 'What could not be applied is kept whole, with its reason. ', h('code', {}, 'streamreco rejected repair'), ' repairs it and plays it again.'),
    card('By reason', h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Counts by reason' },
      h('table', { class: 'cells' }, h('thead', {}, h('tr', {}, heads.map((name, i) => h('th', { class: i > 1 ? 'right' : null }, name)))), body))),
    card('Newest', filter, note, list));

  const stop = watch((figures) => {
    const rows = Object.entries(figures.rejected);
    rows.forEach(([name, n], i) => {
      if (!body.children[i]) {
        const pick = h('button', { class: 'link', type: 'button', 'aria-pressed': 'false', onclick: () => choose(name) }, name);
        body.append(h('tr', { dataset: { reason: name } }, [pick, meaning[name] ?? '', null, null].map((cell, j) =>
          h('td', { class: j > 1 ? 'right' : j === 1 ? 'dim' : null, dataset: { label: heads[j] } }, cell))));
      }
      const cells = body.children[i].children;
      setText(cells[2], count(n));
      setText(cells[3], figures.rejected_rates[name] ? rate(figures.rejected_rates[name]) : none);
    });
  });

  function choose(name) {
    reason = reason === name ? null : name;
    for (const row of body.children) {
      row.classList.toggle('chosen', row.dataset.reason === reason);
      row.querySelector('button').setAttribute('aria-pressed', String(row.dataset.reason === reason));
    }
    seen = '';
    draw();
  }

  function draw() {
    const shown = samples.filter((record) => !reason || record.failure_type === reason);
    const groups = Map.groupBy ? Map.groupBy(shown, kind) : grouped(shown);
    const key = (reason ?? '') + shown.map((record) => place(record)).join();
    setText(filter, reason ? `Only ${reason}. Choose the reason again to see all.` : 'Choose a reason above to see only its records. This node’s partitions, since it started.');
    if (key === seen) return;
    seen = key;
    note.hidden = shown.length > 0;
    setText(note, samples.length ? `None of the newest records is ${reason}.` : 'Nothing was rejected since this node started.');
    const open = new Set([...list.querySelectorAll('details[open]')].map((one) => one.dataset.kind));
    show(list, [...groups].slice(0, groupsMax).map(([name, records]) => group(name, records, open.has(name))));
  }

  async function refresh() {
    try {
      samples = await get('/admin/v1/rejected?limit=100');
      draw();
    } catch (fault) {
      note.hidden = false;
      show(note, fault.message, ' ', fault.status === 401 ? h('button', { type: 'button', onclick: () => askForToken().then(refresh) }, 'Give the token') : null);
    }
  }

  refresh();
  const timer = setInterval(refresh, 2000);
  return () => {
    stop();
    clearInterval(timer);
  };
}

const place = (record) => `${record.origin.topic}/${record.origin.partition}@${record.origin.offset}`;

/** What records of one fault share: the reason, the field, and the message without its numbers. */
const kind = (record) => `${record.failure_type} ${record.errors?.[0]?.field ?? ''} ${(record.errors?.[0]?.message ?? '').replace(/[\d.]+/g, '#')}`;

function grouped(records) {
  const groups = new Map();
  for (const record of records) groups.set(kind(record), [...(groups.get(kind(record)) ?? []), record]);
  return groups;
}

/** Records of one fault as one line that opens: the newest of them whole. */
function group(name, records, open) {
  const error = records[0].errors?.[0];
  return h('details', { dataset: { kind: name }, open },
    h('summary', {}, h('span', { class: 'tag bad' }, records[0].failure_type), h('span', { class: 'grow' }, error ? `${error.field ? `${error.field}: ` : ''}${error.message}` : ''),
      records.length > 1 ? h('span', { class: 'tag' }, `${records.length} alike`) : null, h('span', { class: 'more' }, moment(records[0].rejected_at))),
    records.slice(0, samplesMax).flatMap((record) => [h('p', { class: 'note' }, `${place(record)}, received ${moment(record.origin.timestamp)}`),
      h('pre', { tabindex: '0' }, payload(record.payload))]),
    records.length > samplesMax ? h('p', { class: 'note' }, `and ${records.length - samplesMax} more among the newest`) : null);
}

function payload(base64) {
  const bytes = Uint8Array.from(atob(base64 ?? ''), (c) => c.charCodeAt(0));
  const text = new TextDecoder().decode(bytes.slice(0, 4096));
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text + (bytes.length > 4096 ? `\n… ${bytes.length.toLocaleString('en')} bytes in all` : '');
  }
}
