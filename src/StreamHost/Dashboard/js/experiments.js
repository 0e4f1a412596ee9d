import { h, s, card, empty, show } from './dom.js';
import { count, none, percent, time } from './format.js';
import { get, id, post } from './api.js';
import { act, refused } from './guarded.js';
import { cellTable } from './table.js';
import { funnel, liftOverTime } from './lift.js';

/** How often the experiments are asked for, ms. */
const pause = 5000;

/** The experiments of the log: arms, users, lift with its interval, and what they say. */
export function experiments(view) {
  const place = h('div', { id: 'experiments' }, empty('Loading …'));
  show(view,
    h('p', { class: 'lead' }, 'Users are drawn into arms by a hash and stay there. Start one with ', h('code', {}, 'streamreco experiments start FILE'), '; figures are of users of whom nothing more can be credited.'),
    place);
  let drawn = '';

  async function refresh() {
    let all;
    try {
      const list = await get('/v1/experiments');
      all = await Promise.all(list.map(async (one) => ({ ...one, report: await get(`/v1/experiments/${id(one.name)}/report`) })));
    } catch (fault) {
      drawn = '';
      refused(place, fault, refresh);
      return;
    }
    const key = JSON.stringify(all);
    if (key === drawn) return;
    drawn = key;
    const held = place.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
    show(place, all.length ? h('div', { class: 'stack' }, all.map(one)) : card('Experiments', empty('No experiment was started yet.')));
    if (held) place.querySelector(`[aria-label="${CSS.escape(held)}"]`)?.focus();
  }

  function one(experiment) {
    const { report } = experiment;
    const ratio = report.ratio_p < 0.001 ? h('span', { class: 'pill bad' }, 'sample ratio wrong') : h('span', { class: 'pill good' }, 'sample ratio right');
    return card(`${experiment.name} version ${experiment.version}`,
      h('div', { class: 'chips' }, h('span', { class: `pill ${experiment.is_running ? 'good' : ''}` }, experiment.is_running ? 'running' : 'stopped'), ratio,
        h('span', { class: 'note' }, `judged by ${words(experiment.plan.metric)}, events up to ${time(report.as_of)}`)),
      cellTable(`Arms of ${experiment.name}`, ['Arm', ['Share', 'right'], ['Assigned', 'right'], ['Answered', 'right'], ['Saw a list', 'right'], ['Matured', 'right'], ['Lift', 'right'], 'Interval'],
        report.arms.map((arm, i) => row(arm, experiment.arms[i]))),
      ...report.arms.filter((arm) => arm.says).map((arm) => h('p', { class: 'says' }, arm.says)),
      ...report.guardrails.map((guardrail) => h('p', { class: 'guardrail' }, h('span', { class: `pill ${pillOf[guardrail.state]}` }, words(guardrail.state)), ` ${guardrail.says}`)),
      report.stopped_because ? h('p', { class: 'stopped' }, `Stopped because ${report.stopped_because}`) : null,
      liftOverTime(experiment.name, report.days),
      ...report.segments.map((one) => h('p', { class: 'note segment' }, `Segment ${one.segment}, ${one.arm}: lift ${percent(one.lift)}${one.low === null ? '' : `, ${percent(one.low)} to ${percent(one.high)}`}, ${count(one.units)} matured users`)),
      funnel(experiment.name, report.arms),
      ...report.notes.map((note) => h('p', { class: 'note' }, note)),
      h('div', { class: 'buttons' }, experiment.is_running
        ? h('button', { type: 'button', class: 'small', 'aria-label': `Stop ${experiment.name}`, onclick: () => stop(experiment) }, 'Stop') : ''));
  }

  function row(arm, defined) {
    const metric = arm.metrics[0];
    return [h('span', { class: 'strong' }, arm.arm), percent(defined.share, 0), count(arm.assigned), count(arm.served), count(arm.exposed), count(arm.matured),
      metric ? percent(metric.lift) : none, metric && metric.low !== null ? interval(metric) : none];
  }

  const stop = (experiment) => act(`Stop ${experiment.name}?`, 'Users are answered as if it were not there; its figures stay.', 'Stop',
    async () => { await post(`/admin/v1/experiments/${id(experiment.name)}/stop`); refresh(); });

  refresh();
  const timer = setInterval(refresh, pause);
  return () => clearInterval(timer);
}

/** How the state of a guardrail is marked. */
const pillOf = { kept: 'good', harmed: 'bad', not_enough: '', not_valid: 'warn' };

const words = (name) => name.replaceAll('_', ' ');

/** From the lower to the upper end, with the lift marked; 0 is in the middle. */
function interval({ low, lift, high }) {
  const reach = Math.max(Math.abs(low), Math.abs(high), 1e-9) * 1.1;
  const x = (value) => 60 + (value / reach) * 58;
  const text = `${percent(low)} to ${percent(high)}`;
  return h('span', { class: 'interval' },
    s('svg', { viewBox: '0 0 120 16', width: 120, height: 16, role: 'img', 'aria-label': text, stroke: 'currentColor' },
      s('line', { x1: 60, y1: 1, x2: 60, y2: 15, 'stroke-opacity': 0.4 }),
      s('line', { x1: x(low), y1: 8, x2: x(high), y2: 8, 'stroke-width': 2 }),
      s('circle', { cx: x(lift), cy: 8, r: 3, fill: 'currentColor' })),
    ` ${text}`);
}
