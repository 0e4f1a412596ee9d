import { h, empty, setText, show } from './dom.js';
import { get, id } from './api.js';
import { askForToken } from './session.js';

/** How often what is shown of a user is asked for, ms. */
const pause = 2000;

/**
 * A view of one user, chosen by id or among those who were answered lately. The address names the user.
 * @param view where the address stands: its name
 * @param parameters those of the address
 * @param clear called when another user was chosen
 * @param draw called with the user's id and what the node knows of them, or null
 */
export function userPicker(view, parameters, clear, draw) {
  let user = parameters.get('user') ?? '';
  const input = h('input', { type: 'search', id: `${view}-user`, placeholder: 'user id', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'User id' });
  input.value = user;
  const lately = h('div', { class: 'chips', 'aria-label': 'Users answered lately' });
  const note = empty('Loading …');
  const form = h('form', { class: 'search', onsubmit: (event) => { event.preventDefault(); pick(input.value.trim()); } },
    input, h('button', { class: 'primary' }, 'Show'));

  function pick(name) {
    user = name;
    input.value = name;
    history.replaceState(null, '', `#${view}?user=${id(name)}`);
    clear();
    refresh();
  }

  async function refresh() {
    try {
      const newest = await get('/admin/v1/answers?limit=60');
      const users = [...new Set(newest.map((answer) => answer.user_id))].slice(0, 10);
      if (lately.dataset.users !== users.join('\n') && !lately.contains(document.activeElement)) {
        lately.dataset.users = users.join('\n');
        show(lately, users.map((name) => h('button', { type: 'button', class: 'chip', onclick: () => pick(name) }, name)));
      }
      if (!user) {
        note.hidden = false;
        setText(note, users.length ? 'Choose a user above, or type an id.' : 'Nobody was answered since this node started. As soon as clicks come in, their users stand above.');
        return;
      }
      const asked = user;
      const known = await about(asked);
      if (asked === user) await draw(asked, known);
    } catch (fault) {
      note.hidden = false;
      show(note, fault.message, ' ', fault.status === 401 ? h('button', { type: 'button', onclick: () => askForToken().then(refresh) }, 'Give the token') : null);
    }
  }

  refresh();
  const timer = setInterval(refresh, pause);
  return { form, lately, note, close: () => clearInterval(timer) };
}

/** What the node knows of a user; null for somebody unknown. */
async function about(user) {
  try {
    return await get(`/v1/users/${id(user)}`);
  } catch (fault) {
    if (fault.status === 404) return null;
    throw fault;
  }
}

/** A name and a value of a list of facts. */
export const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));
