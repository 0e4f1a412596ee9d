import { h, card, empty, setText, show, toast } from './dom.js';
import { count, duration, mebibytes, moment, none, percent, time } from './format.js';
import { get, id, post } from './api.js';
import { watch } from './live.js';
import { askForToken, confirmed } from './session.js';

/** How often the tasks of the cluster are asked for, ms. */
const taskPause = 3000;

export function nodes(view) {
  const facts = h('dl', { class: 'facts wide' });
  const body = h('tbody');
  const none_ = h('p', { class: 'empty' }, 'This node owns no partition.');
  const act = h('button', { type: 'button', class: 'primary', id: 'drain' }, 'Drain');
  const heads = ['Partition', 'Epoch', 'Committed', 'Lag', 'Watermark', 'Users in memory', 'Waiting', 'Snapshot', 'State'];
  const table = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Partitions' },
    h('table', { class: 'cells' }, h('thead', {}, h('tr', {}, heads.map((name, i) => h('th', { class: i > 0 && i < 8 ? 'right' : null }, name)))), body));
  const busyNote = h('p', { class: 'note' }, 'Of all nodes, and of trainings, replays and backups that know the same state database.');
  const busy = h('div', { id: 'tasks', class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Tasks' });
  let phase = '';
  let name = '';
  act.addEventListener('click', () => change(phase === 'drained' || phase === 'draining' ? 'resume' : 'drain'));
  show(view,
    h('section', { class: 'card' }, h('div', { class: 'split' }, h('h2', {}, 'This node'), act), facts,
      h('p', { class: 'note' }, 'Draining gives its partitions to the other nodes, after what it took in is committed; the process goes on and can be called back.')),
    card('Its partitions', none_, table),
    card('What takes its time', busyNote, busy));

  async function change(what) {
    const sure = what === 'resume' || await confirmed('Drain this node?', 'Its partitions move to the other nodes. With no other node, clicks wait in Kafka until it is called back.', 'Drain');
    if (!sure) return;
    try {
      await post(`/admin/v1/nodes/${id(name)}/${what}`);
    } catch (fault) {
      if (fault.status !== 401) return toast(fault.message);
      await askForToken();
      try {
        await post(`/admin/v1/nodes/${id(name)}/${what}`);
      } catch (again) {
        toast(again.message);
      }
    }
  }

  async function askTasks() {
    try {
      show(busy, taskTable(await get('/admin/v1/cluster/tasks')));
    } catch (fault) {
      show(busy, empty(fault.message));
    }
  }

  askTasks();
  const turns = setInterval(askTasks, taskPause);
  const unwatch = watch((f) => {
    phase = f.phase;
    name = f.node;
    setText(act, phase === 'drained' || phase === 'draining' ? 'Resume' : 'Drain');
    const known = [['Name', f.node], ['Phase', f.phase], ['Up', duration(f.uptime_seconds)], ['Model', f.model ? `${f.model.name} ${f.model.version}` : none],
      ['Items', count(f.model?.items)], ['Inference', f.provider ?? none], ['Users a call', f.inference.users_per_call || none],
      ['Memory', mebibytes(f.process.working_set_bytes)], ['Heap', mebibytes(f.process.heap_bytes)], ['Threads', count(f.process.threads)]];
    known.forEach(([name, value], i) => {
      if (!facts.children[i]) facts.append(h('div', {}, h('dt', {}, name), h('dd')));
      setText(facts.children[i].lastChild, String(value));
    });
    none_.hidden = f.shards.length > 0;
    table.hidden = f.shards.length === 0;
    while (body.children.length > f.shards.length) body.lastChild.remove();
    f.shards.forEach((shard, i) => {
      const cells = [shard.partition, shard.epoch, count(shard.committed), shard.lag === null ? none : count(shard.lag), watermark(shard.watermark), count(shard.users_in_memory),
        count(shard.waiting_clicks), shard.snapshot_age_seconds === null ? none : `${duration(shard.snapshot_age_seconds)} ago`,
        shard.replaying ? 'replaying' : shard.paused ? 'paused' : 'flows'];
      if (!body.children[i]) body.append(h('tr', {}, cells.map((_, j) => h('td', { class: j > 0 && j < 8 ? 'right' : null, dataset: { label: heads[j] } }))));
      cells.forEach((cell, j) => setText(body.children[i].children[j], String(cell)));
      markAhead(body.children[i].children[4], shard.watermark);
    });
  });
  return () => { clearInterval(turns); unwatch(); };
}

/** A watermark this far ahead of the clock is of an event from the future, ms. */
const aheadMin = 60_000;
const ahead = (text) => (text ? Date.parse(text) - Date.now() : 0);
const watermark = (text) => (ahead(text) > aheadMin ? `${moment(text)} · ${duration(ahead(text) / 1000)} ahead of the clock` : time(text));

function markAhead(cell, text) {
  const late = ahead(text) > aheadMin;
  cell.classList.toggle('late', late);
  cell.title = late ? 'An event from the future moved it: what is older by Window:AllowedLatenessMs is late from now on.' : '';
}

function taskTable(tasks) {
  if (!tasks.length) return empty('Nothing takes its time now.');
  const heads = ['Node', 'Task', 'Of', 'Done', 'Left', 'What'];
  return h('table', { class: 'cells' }, h('thead', {}, h('tr', {}, heads.map((name, i) => h('th', { class: i === 3 || i === 4 ? 'right' : null }, name)))),
    h('tbody', {}, tasks.map((task) => h('tr', {}, h('td', { dataset: { label: 'Node' } }, task.node), h('td', { dataset: { label: 'Task' } }, task.kind), h('td', { dataset: { label: 'Of' } }, task.of),
      h('td', { class: 'right', dataset: { label: 'Done' } }, task.total > 0 ? percent(Math.min(task.done / task.total, 1), 0) : none),
      h('td', { class: 'right', dataset: { label: 'Left' } }, task.silent_seconds === null ? duration(task.eta_seconds) : none),
      h('td', { class: task.silent_seconds === null ? null : 'late', dataset: { label: 'What' } }, task.silent_seconds === null ? task.detail
        : `no sign of life for ${duration(task.silent_seconds)}: ended, or cut off`)))));
}
