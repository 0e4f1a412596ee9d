import { s, setText } from './dom.js';
import { compact, rate } from './format.js';

const boxWidth = 78;
const gap = 22;
const top = 44;
const boxHeight = 54;
const start = 92;
const wellHeight = 28;

/** The stages as people know them; `of` is the figure's name, `does` the tooltip. */
const stages = [
  { name: 'Decode', of: 'decode', does: 'Bytes become an event. What is no event is rejected as malformed or oversized; known events that are no clicks are passed over.', drops: ['malformed', 'oversized'] },
  { name: 'Validate', of: 'validate', does: 'Identity, items, prices and times. Rejects as invalid, future or ancient.', drops: ['invalid', 'future', 'ancient'] },
  { name: 'Dedupe', of: 'deduplicate', does: 'Repeats of an event are counted, not applied.', drops: 'duplicate' },
  { name: 'Window', of: 'window', does: 'Watermark and trending. What is too late, or breaks a quality rule that rejects, is rejected.', drops: ['late', 'rule'] },
  { name: 'Update', of: 'update', does: 'The only writer of a user’s state.' },
  { name: 'Trigger', of: 'trigger', does: 'Decides whether the click is answered now.' },
  { name: 'Score', of: 'score', does: 'The encoder’s graph, or that of a model without a stack, in batches over all partitions.' },
  { name: 'Retrieve', of: 'retrieve', does: 'With a stack: live sources take the click in; candidates are gathered and described.' },
  { name: 'Rank', of: 'rank', does: 'With a stack: the ranker’s graph, in batches over all partitions.' },
  { name: 'Rerank', of: 'rerank', does: 'Seen items out, categories mixed, a reason for each item.' },
  { name: 'Commit', of: 'commit', does: 'Answers, rejected records and offsets in one Kafka transaction.' },
];

/** Bounded links and the stage they stand before. */
const links = [
  { before: 'fold', at: 0, name: 'inbox' },
  { before: 'score', at: 6, name: 'waiting for score' },
  { before: 'inference', at: 6, name: 'users waiting for inference', second: true },
  { before: 'rank', at: 8, name: 'waiting for rank' },
  { before: 'ranking', at: 8, name: 'users waiting for the ranker', second: true },
  { before: 'commit', at: 10, name: 'waiting for commit' },
];

/** Where backpressure is reported, by the figure's words. */
const narrow = { fold: 0, score: 6, inference: 6, rank: 8, ranking: 8, commit: 10 };
const x = (i) => start + i * (boxWidth + gap);

/** The path of a click, with live numbers on it. */
export function pipeline() {
  const width = x(stages.length) - gap + 104;
  const title = s('title', {}, 'The path of a click through the pipeline');
  const picture = s('svg', { viewBox: `0 0 ${width} 176`, class: 'pipeline', role: 'img', 'aria-label': 'The pipeline with live numbers' }, title);
  const foldEnd = x(5) + boxWidth;
  const dropsEnd = x(4) + boxWidth; // wide enough for the four counts
  picture.append(
    s('defs', {}, s('marker', { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, s('path', { class: 'tip', d: 'M0 0L8 4L0 8z' }))),
    s('rect', { class: 'frame', x: x(0) - 9, y: top - 26, width: foldEnd - x(0) + 18, height: boxHeight + 36, rx: 10 }),
    s('text', { class: 'small', x: x(0), y: top - 11 }, 'fold · one writer a partition'),
    topic(4, 'clicks'), topic(width - 88, 'answers'),
    s('path', { class: 'arrow', 'marker-end': 'url(#tip)', d: `M78 ${top + 27}H${x(0) - 3}` }), s('path', { class: 'arrow', 'marker-end': 'url(#tip)', d: `M${x(stages.length - 1) + boxWidth} ${top + 27}H${width - 92}` }),
    s('rect', { class: 'topic', x: x(0), y: 140, width: dropsEnd - x(0), height: 26, rx: 13 }),
  );
  const rejected = s('text', { class: 'small middle', x: (x(0) + dropsEnd) / 2, y: 157 });
  picture.append(rejected);
  const boxes = stages.map((stage, i) => box(picture, stage, i));
  const gauges = links.map((link) => gauge(picture, link));

  function update(figures) {
    const by = Object.fromEntries(figures.stages.map((stage) => [stage.name, stage]));
    boxes.forEach((made, i) => made.update(by[stages[i].of], figures));
    gauges.forEach((made, i) => made(figures.links.find((link) => link.before === links[i].before)));
    const at = figures.backpressure ? narrow[figures.backpressure] : -1;
    boxes.forEach((made, i) => made.element.classList.toggle('narrow', i === at));
    setText(rejected, `rejected ${compact(figures.totals.rejected)} · ${rate(figures.rates.rejected)}/s     duplicates ${compact(figures.totals.duplicate)}     passed over ${compact(figures.totals.passed_over)}${figures.totals.quarantined ? `     quarantined ${compact(figures.totals.quarantined)}` : ''}`);
  }

  return { root: picture, update };
}

function topic(at, name) {
  return s('g', {}, s('rect', { class: 'topic', x: at, y: top + 8, width: 74, height: 38, rx: 19 }),
    s('text', { class: 'label middle', x: at + 37, y: top + 31 }, name));
}

function box(picture, stage, i) {
  const number = s('text', { class: 'number middle', x: x(i) + boxWidth / 2, y: top + 41 }, '–');
  const element = s('g', { class: 'stage' }, s('title', {}, stage.does),
    s('rect', { x: x(i), y: top, width: boxWidth, height: boxHeight, rx: 8 }),
    s('text', { class: 'label middle', x: x(i) + boxWidth / 2, y: top + 21 }, stage.name), number);
  picture.append(element);
  if (i > 0) picture.append(s('path', { class: 'arrow', 'marker-end': 'url(#tip)', d: `M${x(i) - gap} ${top + 27}H${x(i) - 3}` }));
  let dropped = null;
  if (stage.drops) {
    dropped = s('text', { class: 'tiny', x: x(i) + boxWidth / 2 + 5, y: 126 });
    picture.append(s('path', { class: 'arrow drop', 'marker-end': 'url(#tip)', d: `M${x(i) + boxWidth / 2} ${top + boxHeight}V137` }), dropped);
  }
  return {
    element,
    update(figure, all) {
      setText(number, figure ? `${rate(figure.rate)}/s` : '–');
      if (dropped) {
        const n = stage.drops === 'duplicate' ? all.totals.duplicate : stage.drops.reduce((sum, reason) => sum + (all.rejected[reason] ?? 0), 0);
        setText(dropped, compact(n));
      }
    },
  };
}

function gauge(picture, link) {
  const left = x(link.at) - gap / 2 - 3 + (link.second ? 8 : 0) - (link.at === 6 || link.at === 8 ? 4 : 0);
  const words = s('title', {}, link.name);
  const level = s('rect', { class: 'level', x: left, y: top + 14, width: 6, height: 0, rx: 2 });
  picture.append(s('g', { class: 'gauge' }, words, s('rect', { class: 'well', x: left, y: top - 10, width: 6, height: wellHeight, rx: 2 }), level));
  return (figure) => {
    const share = figure && figure.capacity > 0 ? Math.min(1, figure.filled / figure.capacity) : 0;
    level.setAttribute('height', (wellHeight * share).toFixed(1));
    level.setAttribute('y', (top - 10 + wellHeight * (1 - share)).toFixed(1));
    level.classList.toggle('full', share >= 0.75);
    setText(words, figure ? `${link.name}: ${figure.filled} of ${figure.capacity}` : link.name);
  };
}
