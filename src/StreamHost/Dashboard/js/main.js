import { h, setText, show } from './dom.js';
import { duration, none, zone } from './format.js';
import { follow, watch, watchConnection } from './live.js';
import { askForToken } from './session.js';
import { overview } from './overview.js';
import { quality } from './quality.js';
import { governance } from './governance.js';
import { rejected } from './rejected.js';
import { journey } from './journey.js';
import { user } from './user.js';
import { playground } from './playground.js';
import { search } from './search.js';
import { cluster } from './cluster.js';
import { nodes } from './nodes.js';
import { models } from './models.js';
import { experiments } from './experiments.js';
import { catalog } from './catalog.js';
import { settings } from './settings.js';
import { log } from './log.js';

const views = [
  ['cluster', 'Cluster', cluster], ['overview', 'Overview', overview], ['node', 'Node', nodes], ['quality', 'Quality', quality], ['governance', 'Governance', governance], ['rejected', 'Rejected', rejected],
  ['user', 'User', user], ['journey', 'Journey', journey], ['catalog', 'Items', catalog], ['models', 'Models', models], ['experiments', 'Experiments', experiments], ['playground', 'Playground', playground], ['search', 'Search', search],
  ['settings', 'Settings', settings], ['log', 'Log', log],
];
const view = document.getElementById('view');
const tabs = document.getElementById('tabs');
let close = null;

function route() {
  const [name, query] = location.hash.slice(1).split('?');
  const [key, title, open] = views.find(([one]) => one === name) ?? views[0];
  close?.();
  show(view);
  for (const tab of tabs.children) tab.toggleAttribute('aria-current', tab.dataset.view === key);
  for (const tab of tabs.children) if (tab.dataset.view === key) tab.setAttribute('aria-current', 'page');
  document.title = `${title} · StreamReco`;
  close = open(view, new URLSearchParams(query ?? ''));
}

for (const [key, title] of views) tabs.append(h('a', { href: `#${key}`, dataset: { view: key } }, title));
addEventListener('hashchange', route);
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address says which view is open
  view.focus();
});

const themes = ['auto', 'light', 'dark'];
const theme = document.getElementById('theme');
function paint(name) {
  if (name === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  localStorage.setItem('streamreco.theme', name);
  setText(theme, name === 'auto' ? 'Theme: auto' : name === 'light' ? 'Theme: light' : 'Theme: dark');
  document.dispatchEvent(new Event('themechange'));
}
theme.addEventListener('click', () => paint(themes[(themes.indexOf(localStorage.getItem('streamreco.theme') ?? 'auto') + 1) % themes.length]));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('themechange')));
paint(localStorage.getItem('streamreco.theme') ?? 'auto');
document.getElementById('token').addEventListener('click', askForToken);

const live = document.getElementById('live');
const phase = document.getElementById('phase');
const facts = document.getElementById('facts');
const words = [h('span'), h('span'), h('span'), h('span', { class: 'more' }, `times in ${zone}`)];
facts.append(...words);
let phaseNow = 'connecting';
watchConnection((flows) => {
  live.classList.toggle('off', !flows);
  setText(live, flows ? 'live' : 'no connection');
  if (!flows) {
    setText(phase, 'unreachable');
    phase.className = 'pill bad';
    phaseNow = 'unreachable';
  }
});
watch((f) => {
  if (phaseNow !== f.phase) {
    phaseNow = f.phase;
    setText(phase, f.phase);
    phase.className = `pill ${f.phase === 'running' ? 'good' : f.phase === 'stopping' ? 'bad' : 'warn'}`;
  }
  setText(words[0], `node ${f.node}`);
  setText(words[1], f.model ? `model ${f.model.name} ${f.model.version} on ${f.provider ?? none}` : 'no model');
  setText(words[2], `up ${duration(f.uptime_seconds)}`);
});

route();
follow();
