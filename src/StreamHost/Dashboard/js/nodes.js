import { h, card, setText, show, toast } from './dom.js';
import { count, duration, mebibytes, none, time } from './format.js';
import { id, post } from './api.js';
import { watch } from './live.js';
import { askForToken, confirmed } from './session.js';

export function nodes(view) {
  const facts = h('dl', { class: 'facts wide' });
  const body = h('tbody');
  const none_ = h('p', { class: 'empty' }, 'This node owns no partition.');
  const act = h('button', { type: 'button', class: 'primary', id: 'drain' }, 'Drain');
  const heads = ['Partition', 'Epoch', 'Committed', 'Lag', 'Watermark', 'Users in memory', 'Waiting', 'Snapshot', 'State'];
  const table = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Partitions' },
    h('table', {}, h('thead', {}, h('tr', {}, heads.map((name, i) => h('th', { class: i > 0 && i < 8 ? 'right' : null }, name)))), body));
  let phase = '';
  let name = '';
  act.addEventListener('click', () => change(phase === 'drained' || phase === 'draining' ? 'resume' : 'drain'));
  show(view,
    h('section', { class: 'card' }, h('div', { class: 'split' }, h('h2', {}, 'This node'), act), facts,
      h('p', { class: 'note' }, 'Draining gives its partitions to the other nodes, after what it took in is committed; the process goes on and can be called back.')),
    card('Its partitions', none_, table));

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

  return watch((f) => {
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
      const cells = [shard.partition, shard.epoch, count(shard.committed), shard.lag === null ? none : count(shard.lag), time(shard.watermark), count(shard.users_in_memory),
        count(shard.waiting_clicks), shard.snapshot_age_seconds === null ? none : `${duration(shard.snapshot_age_seconds)} ago`,
        shard.replaying ? 'replaying' : shard.paused ? 'paused' : 'flows'];
      if (!body.children[i]) body.append(h('tr', {}, cells.map((_, j) => h('td', { class: j > 0 && j < 8 ? 'right' : null }))));
      cells.forEach((cell, j) => setText(body.children[i].children[j], String(cell)));
    });
  });
}
