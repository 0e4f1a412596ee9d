#!/usr/bin/env -S node --experimental-websocket --no-warnings
// Takes pictures of every view of a dashboard, by a headless Chromium (CHROMIUM, else the usual place).
//   eng/pictures.mjs http://127.0.0.1:8095 USER FOLDER [VIEW...]
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [url, user, folder, ...wanted] = process.argv.slice(2);
if (!folder) {
  console.error('usage: eng/pictures.mjs URL USER FOLDER [VIEW...]');
  process.exit(2);
}

/** Time that a view gets to show what it has, ms. */
const settle = Number(process.env.SETTLE_MS ?? 4000);
const desk = { width: 1280, height: 800, mobile: false };
const phone = { width: 390, height: 844, mobile: true };
const of = encodeURIComponent(user);
const shots = [
  ...['cluster', 'overview', 'node', 'quality', 'governance', 'rejected', `user?user=${of}`, `journey?user=${of}`, 'catalog', 'models', 'experiments', 'playground', 'search', 'settings', 'log']
    .map((view) => ({ view, name: view.split('?')[0], theme: 'light', screen: desk })),
  ...['cluster', 'overview', 'experiments', `journey?user=${of}`].map((view) => ({ view, name: `${view.split('?')[0]}-dark`, theme: 'dark', screen: desk })),
  ...['cluster', 'overview', 'rejected', 'experiments'].map((view) => ({ view, name: `${view}-phone`, theme: 'light', screen: phone })),
].filter((shot) => wanted.length === 0 || wanted.includes(shot.name));

const profile = mkdtempSync(join(tmpdir(), 'pictures-'));
const browser = spawn(process.env.CHROMIUM || 'chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
const address = await new Promise((found, fails) => {
  let said = '';
  browser.stderr.on('data', (bytes) => {
    said += bytes;
    const match = said.match(/DevTools listening on (ws:\S+)/);
    if (match) found(match[1]);
  });
  browser.on('exit', () => fails(new Error(`Chromium ended: ${said}`)));
});

const socket = new WebSocket(address);
await new Promise((open, fails) => { socket.onopen = open; socket.onerror = fails; });
const asked = new Map();
let last = 0;
let session;
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.id) asked.get(message.id)(message.result ?? message);
};
const send = (method, params = {}) => new Promise((done) => {
  asked.set(++last, done);
  socket.send(JSON.stringify({ id: last, method, params, sessionId: session }));
});
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

try {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  session = (await send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
  await send('Page.enable');
  mkdirSync(folder, { recursive: true });
  for (const { view, name, theme, screen } of shots) {
    await send('Emulation.setDeviceMetricsOverride', { ...screen, deviceScaleFactor: 1 });
    await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] });
    await send('Page.navigate', { url: 'about:blank' });
    await send('Page.navigate', { url: `${url}/#${view}` });
    await pause(settle);
    const { cssContentSize } = await send('Page.getLayoutMetrics');
    const clip = { x: 0, y: 0, width: screen.width, height: Math.min(cssContentSize.height, 2400), scale: 1 };
    const { data } = await send('Page.captureScreenshot', { format: 'png', clip, captureBeyondViewport: true });
    writeFileSync(join(folder, `${name}.png`), Buffer.from(data, 'base64'));
    console.error(`${name}.png: ${clip.width} x ${clip.height}, content ${cssContentSize.width} wide`);
  }
} finally {
  socket.close();
  browser.removeAllListeners('exit');
  browser.kill('SIGKILL');
  // A helper process of the browser may still write there; what is left is the temporary folder's.
  browser.on('exit', () => { try { rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }); } catch { /* left */ } });
}
