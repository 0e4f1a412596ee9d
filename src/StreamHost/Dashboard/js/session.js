import { h, show } from './dom.js';
import { token } from './api.js';

/** Asks for the admin token; ends when the dialog is closed. The token stays in this tab only. */
export function askForToken() {
  const dialog = document.getElementById('ask');
  const input = h('input', { type: 'password', id: 'token-input', autocomplete: 'off', 'aria-label': 'Admin token' });
  input.value = token.get();
  return new Promise((done) => {
    const keep = () => {
      token.set(input.value.trim());
      dialog.close();
    };
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') keep();
    });
    show(dialog, h('h2', {}, 'Admin token'),
      h('p', {}, 'The token of ', h('code', {}, 'Http:AdminTokenFile'), ' opens what tells of people and what acts on the node. It stays in this tab.'),
      input, h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), h('button', { type: 'button', class: 'primary', id: 'token-keep', onclick: keep }, 'Use it')));
    dialog.addEventListener('close', () => done(), { once: true });
    dialog.showModal();
    input.focus();
  });
}

/** Asks whether something is meant. */
export function confirmed(title, words, act) {
  const dialog = document.getElementById('ask');
  return new Promise((done) => {
    let yes = false;
    show(dialog, h('h2', {}, title), h('p', {}, words), h('div', { class: 'buttons' },
      h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      h('button', { type: 'button', class: 'primary', id: 'confirm', onclick: () => { yes = true; dialog.close(); } }, act)));
    dialog.addEventListener('close', () => done(yes), { once: true });
    dialog.showModal();
  });
}
