import { h, empty, show, toast } from './dom.js';
import { askForToken, confirmed } from './session.js';

/** Shows why something cannot be read, with a way to give the token where that is the reason. */
export function refused(place, fault, again) {
  show(place, empty(fault.message, ' ', fault.status === 401 ? h('button', { type: 'button', onclick: () => askForToken().then(again) }, 'Give the token') : null));
}

/** Asks whether something is meant, does it, and tells of a refusal; asks for the token where it is missing. */
export async function act(title, words, label, work) {
  if (!await confirmed(title, words, label)) return;
  try {
    await work();
  } catch (fault) {
    if (fault.status !== 401) return toast(fault.message);
    await askForToken();
    try {
      await work();
    } catch (again) {
      toast(again.message);
    }
  }
}
