#!/usr/bin/env node
// Takes a picture of a command in a terminal as SVG, as it stands when the command has ended or after AFTER_S seconds: texts stay texts. Needs tmux.
//   eng/terminal.mjs TITLE 'COMMAND' >docs/images/demo.svg
import { execFileSync } from 'node:child_process';

const [title, command] = process.argv.slice(2);
if (!command) {
  console.error("usage: eng/terminal.mjs TITLE 'COMMAND' >FILE.svg");
  process.exit(2);
}

const columns = Number(process.env.COLUMNS_MAX ?? 132);
const rows = Number(process.env.ROWS_MAX ?? 50);
const after = Number(process.env.AFTER_S ?? 0) * 1000;
const cell = { width: 8, height: 18, left: 14, top: 30 };
const plain = '#c8ccd4';
const colours = ['#3b414d', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', plain];
const bright = ['#6b7280', '#ef8a92', '#b5d99c', '#f0d399', '#8ac6f5', '#d79be8', '#82cdd6', '#ffffff'];
const session = `picture-${process.pid}`;
const tmux = (...args) => execFileSync('tmux', ['-L', session, ...args], { encoding: 'utf8' });
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** One of the 256 colours of a terminal. */
function indexed(n) {
  if (n < 8) return colours[n];
  if (n < 16) return bright[n - 8];
  const level = (step) => (step === 0 ? 0 : 55 + 40 * step);
  const [r, g, b] = n > 231 ? Array(3).fill(8 + 10 * (n - 232)) : [Math.floor((n - 16) / 36), Math.floor((n - 16) / 6) % 6, (n - 16) % 6].map(level);
  return `rgb(${r},${g},${b})`;
}

/** What follows an escape sequence looks like. */
function styled(style, codes) {
  let next = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) next = { fill: plain };
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 22) { next.bold = false; next.dim = false; }
    else if (code >= 30 && code <= 37) next.fill = colours[code - 30];
    else if (code >= 90 && code <= 97) next.fill = bright[code - 90];
    else if (code === 39) next.fill = plain;
    else if (code === 38 && codes[i + 1] === 5) { next.fill = indexed(codes[i + 2]); i += 2; }
    else if (code === 38 && codes[i + 1] === 2) { next.fill = `rgb(${codes[i + 2]},${codes[i + 3]},${codes[i + 4]})`; i += 4; }
  }
  return next;
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The texts of a line, each where its first character stands; blanks are left out. */
function texts(line, y) {
  let style = { fill: plain };
  let column = 0;
  const out = [];
  for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
    const escape = part.match(/^\x1b\[([0-9;]*)m$/);
    if (escape) {
      style = styled(style, escape[1].split(';').map(Number));
      continue;
    }

    for (const { 0: word, index } of part.matchAll(/\S+(?: \S+)*/g)) {
      out.push(`<text x="${cell.left + cell.width * (column + index)}" y="${y}" textLength="${cell.width * [...word].length}" fill="${style.fill}"`
        + `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.65"' : ''}>${escaped(word)}</text>`);
    }
    column += [...part].length;
  }
  return out;
}

let lines;
try {
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, `${command}; touch /tmp/${session}; sleep 3600`);
  const begun = Date.now();
  const ended = () => { try { execFileSync('test', ['-e', `/tmp/${session}`]); return true; } catch { return false; } };
  while (!ended() && (after === 0 || Date.now() - begun < after)) await pause(250);
  await pause(250);
  lines = tmux('capture-pane', '-e', '-p').replace(/\s+$/, '').split('\n');
} finally {
  tmux('kill-server');
  execFileSync('rm', ['-f', `/tmp/${session}`]);
}

const wide = Math.max(...lines.map((line) => [...line.replace(/\x1b\[[0-9;]*m/g, '').trimEnd()].length));
const [width, height] = [2 * cell.left + cell.width * wide, cell.top + cell.height * (lines.length + 1)];
console.log([
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A terminal: ${escaped(title)}">`,
  '<rect width="100%" height="100%" rx="8" fill="#1b1e24"/>',
  '<rect width="100%" height="30" rx="8" fill="#2a2e37"/>',
  '<rect y="22" width="100%" height="8" fill="#2a2e37"/>',
  '<g fill="#565d6b"><circle cx="18" cy="15" r="5"/><circle cx="36" cy="15" r="5"/><circle cx="54" cy="15" r="5"/></g>',
  "<g font-family=\"'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace\" font-size=\"13.2\">",
  `<text x="${width / 2}" y="20" text-anchor="middle" fill="#9aa1ad">${escaped(title)}</text>`,
  ...lines.flatMap((line, row) => texts(line, cell.top + cell.height * (row + 1) + 6)),
  '</g>',
  '</svg>',
].join('\n'));
