/** Makes an element. Attributes: `class`, `on…` listeners, `dataset`, anything else as it is; null leaves one out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets a text only where it changed, so that nothing is laid out anew for it. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Replaces what an element holds. */
export function show(element, ...children) {
  element.replaceChildren(...children.flat().filter(Boolean));
}

/** A card with a heading. */
export function card(title, ...children) {
  return h('section', { class: 'card' }, h('h2', {}, title), ...children);
}

/** What stands where there is nothing yet, and why. */
export function empty(...words) {
  return h('p', { class: 'empty' }, ...words);
}

/** Tells of a failure in a corner, for some seconds. */
export function toast(words) {
  const note = h('div', { class: 'toast' }, words);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), 8000);
}
