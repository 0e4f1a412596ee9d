import { h, setText } from './dom.js';

/**
 * A table that is updated in place, so that a selection in it stays. A head is its text, or [text, 'right']; a row is a list
 * of cells, and a cell a text or a list of parts { text, class, title }.
 */
export function liveTable(id, label, heads) {
  const body = h('tbody');
  const align = heads.map((head) => (Array.isArray(head) ? head[1] : null));
  const root = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    h('table', { id, class: 'cells' }, h('thead', {}, h('tr', {}, heads.map((head, i) => h('th', { scope: 'col', class: align[i] }, Array.isArray(head) ? head[0] : head)))), body));

  function update(rows) {
    while (body.children.length > rows.length) body.lastChild.remove();
    rows.forEach((cells, i) => {
      if (!body.children[i]) body.append(h('tr', {}, heads.map((_, j) => h('td', { class: align[j], dataset: { label: nameOf(heads[j]) } }))));
      cells.forEach((cell, j) => fill(body.children[i].children[j], cell));
    });
  }

  return { root, update };
}

const nameOf = (head) => (Array.isArray(head) ? head[0] : head);

/** A table that is drawn once; a cell is a text or an element. On a phone each row becomes a block with the heads in it. */
export function cellTable(label, heads, rows) {
  const align = heads.map((head) => (Array.isArray(head) ? head[1] : null));
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    h('table', { class: 'cells' }, h('thead', {}, h('tr', {}, heads.map((head, i) => h('th', { scope: 'col', class: align[i] }, nameOf(head))))),
      h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, j) => h('td', { class: align[j], dataset: { label: nameOf(heads[j]) } }, cell)))))));
}

function fill(cell, parts) {
  if (!Array.isArray(parts)) {
    setText(cell, String(parts));
    return;
  }
  if (cell.children.length !== parts.length || cell.childNodes.length !== parts.length) {
    cell.replaceChildren(...parts.map(() => h('span')));
  }
  parts.forEach((part, i) => {
    const one = cell.children[i];
    setText(one, part.text);
    if (one.className !== (part.class ?? '')) one.className = part.class ?? '';
    if (one.title !== (part.title ?? '')) one.title = part.title ?? '';
  });
}
