import { h, card, empty, setText, show } from './dom.js';
import { count, duration, none, seconds, time } from './format.js';
import { followCluster } from './live.js';
import { liveTable } from './table.js';
import { health } from './health.js';

/** Hand-overs that are listed: the newest. */
const movesMax = 20;

/** How long a partition that has moved is marked, ms. */
const freshFor = 4000;

const tones = { live: 'good', opening: 'warn', draining: 'warn', moving: 'warn', backoff: 'bad', lost: 'bad', unowned: 'bad' };
const words = {
  live: 'its stream runs', opening: 'its owner takes it over', draining: 'its owner commits what was read and gives it up',
  moving: 'given up; the next owner has not begun', backoff: 'it failed and is opened again', lost: 'the node of its owner cannot be reached',
  unowned: 'no member has spoken of it',
};
const memberTone = (m) => (!m.reachable ? 'bad' : m.status === 'up' && !m.drained ? 'good' : 'warn');
const age = (view, at) => (at ? duration(Math.max(0, (new Date(view.at) - new Date(at)) / 1000)) : none);
const sum = (list) => list.reduce((all, n) => (all === null || n === null ? null : all + n), 0);

const tiles = [
  { name: 'Members', unit: 'up, of all', value: (v) => `${v.members.filter((m) => m.status === 'up').length} / ${v.members.length}`, more: unreachable },
  { name: 'Partitions', unit: 'live, of all', value: (v) => `${live(v).length} / ${v.partitions.length}`, more: (v) => (live(v).length === v.partitions.length ? 'each has a live owner' : `${v.partitions.length - live(v).length} without a live owner`) },
  { name: 'Lag', unit: 'records behind, all partitions', value: (v) => count(sum(v.partitions.map((p) => p.lag))), more: (v) => `of topic ${v.topic}` },
  { name: 'Hand-over', unit: 'the last one: without a live owner', value: (v) => (v.moves.length ? seconds(v.moves[0].seconds) : none), more: slowest },
];
const live = (v) => v.partitions.filter((p) => p.state === 'live');

function unreachable(v) {
  const away = v.members.filter((m) => !m.reachable).length;
  return away ? `${away} cannot be reached` : 'all can be reached';
}

function slowest(v) {
  return v.moves.length ? `slowest of ${v.moves.length}: ${seconds(Math.max(...v.moves.map((m) => m.seconds)))}` : 'none since this node joined';
}

export function cluster(view) {
  const cells = tiles.map((tile) => {
    const value = h('strong', { class: 'figure' }, none);
    const more = h('span', { class: 'more' }, ' ');
    return { root: h('div', { class: 'tile' }, h('h3', {}, tile.name), value, h('span', { class: 'unit' }, tile.unit), more), value, more };
  });
  const note = empty('Waiting for the first word of the cluster …');
  const members = liveTable('members', 'Members', ['Member', 'Status', 'Roles', ['Partitions', 'right'], ['Lag', 'right'], ['Since', 'right'], 'Version']);
  const lanes = h('ul', { class: 'lanes', id: 'lanes' });
  const partitions = liveTable('partitions', 'Partitions', ['Partition', 'Owner', 'State', ['Lag', 'right'], ['Committed', 'right'], ['Since', 'right']]);
  const moves = h('ol', { class: 'log moves', id: 'moves', role: 'log', 'aria-label': 'Hand-overs' });
  const noMoves = empty('None since this node joined. A partition moves when a node joins, leaves, is drained or is lost.');
  const lists = h('div', { class: 'grid' },
    card('Where the partitions are', h('p', { class: 'note' }, 'A number is a partition. It moves to another member as it happens.'), lanes),
    card('Hand-overs', noMoves, moves));
  const shown = h('div', { class: 'stack' }, h('div', { class: 'tiles' }, cells.map((cell) => cell.root)), card('Members', members.root), lists, card('Partitions', partitions.root));
  shown.hidden = true;
  const state = health();
  show(view, state.root, note, shown);

  const stop = followCluster((v) => {
    note.hidden = true;
    shown.hidden = false;
    tiles.forEach((tile, i) => {
      setText(cells[i].value, tile.value(v));
      setText(cells[i].more, tile.more(v));
    });
    members.update(v.members.map((m) => memberRow(v, m)));
    partitions.update(v.partitions.map((p) => [String(p.partition), p.owner ? ownerOf(p) : none, [{ text: p.state, class: `pill ${tones[p.state]}`, title: words[p.state] }],
      count(p.lag), count(p.committed), age(v, p.since)]));
    drawLanes(lanes, v);
    noMoves.hidden = v.moves.length > 0;
    drawMoves(moves, v.moves.slice(0, movesMax));
  });
  return () => {
    stop();
    state.close();
  };
}

function memberRow(v, m) {
  const marks = [m.address === v.self && 'this node', m.address === v.coordinator && 'coordinator', m.address === v.leader && 'leader'].filter(Boolean);
  return [
    [{ text: m.address, class: 'strong' }, ...marks.map((text) => ({ text, class: 'tag' })), ...(m.node ? [{ text: `node ${m.node}`, class: 'unit' }] : [])],
    [{ text: m.reachable ? m.status.replace('_', ' ') : 'unreachable', class: `pill ${memberTone(m)}` }, ...(m.drained ? [{ text: 'drained', class: 'pill warn' }] : [])],
    m.roles.join(', '), String(m.partitions), count(m.lag), age(v, m.reachable ? m.since : m.unreachable_since), m.version,
  ];
}

const ownerOf = (p) => (p.from ? `${p.owner}, from ${p.from}` : p.state === 'moving' || p.state === 'lost' ? `last ${p.owner}` : p.owner);

/** A lane for each member, and one for partitions that nobody has. */
function drawLanes(lanes, v) {
  const away = v.partitions.filter((p) => ['moving', 'lost', 'unowned'].includes(p.state));
  const fresh = new Set(v.moves.filter((m) => new Date(v.at) - new Date(m.at) < freshFor).map((m) => m.partition));
  const rows = [
    ...v.members.map((m) => [m.address, v.partitions.filter((p) => p.owner === m.address && !away.includes(p))]),
    ...(away.length ? [['without an owner', away]] : []),
  ];
  while (lanes.children.length > rows.length) lanes.lastChild.remove();
  rows.forEach(([name, list], i) => {
    if (!lanes.children[i]) lanes.append(h('li', {}, h('span', { class: 'strong' }), h('ul', { class: 'places' })));
    setText(lanes.children[i].firstChild, name);
    const places = lanes.children[i].lastChild;
    places.dataset.none = list.length ? '' : 'none';
    while (places.children.length > list.length) places.lastChild.remove();
    list.forEach((p, j) => {
      if (!places.children[j]) places.append(h('li'));
      const place = places.children[j];
      setText(place, p.state === 'live' ? String(p.partition) : `${p.partition} ${p.state}`);
      place.className = `place pill ${tones[p.state]}${fresh.has(p.partition) ? ' fresh' : ''}`;
      place.title = `partition ${p.partition}: ${words[p.state]}`;
      place.dataset.partition = p.partition;
    });
  });
}

/** Only what is new is added, so that a screen reader reads no more than that. */
function drawMoves(list, moves) {
  const key = (m) => `${m.partition} ${m.at}`;
  const known = new Set([...list.children].map((one) => one.dataset.key));
  for (const m of moves.filter((one) => !known.has(key(one))).reverse()) {
    list.prepend(h('li', { dataset: { key: key(m) } },
      h('time', { datetime: m.at, class: 'dim' }, time(m.at)), h('span', { class: 'strong' }, `partition ${m.partition}`),
      h('span', { class: 'wrap' }, `${m.from} → ${m.to}`), h('span', { class: m.cause === 'lost' ? 'tag bad' : 'tag' }, m.cause === 'lost' ? 'node lost' : 'planned'),
      h('span', { class: 'more' }, seconds(m.seconds))));
  }
  while (list.children.length > moves.length) list.lastChild.remove();
}
