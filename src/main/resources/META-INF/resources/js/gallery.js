// The images of a job, a page at a time, and one of them large.

import { h, put, say } from './dom.js';
import { get, picture } from './api.js';
import { count, short } from './format.js';
import { problem } from './parts.js';

const PAGE = 48;

const title = (entry) => `seed ${entry.seed}${entry.label >= 0 ? `, class ${entry.label}` : ''}`;

export function gallery(job, signal) {
  const path = `jobs/${encodeURIComponent(job)}`;
  const grid = h('div', { class: 'thumbs' });
  const where = h('span', { class: 'sub' });
  const back = h('button', { type: 'button', onclick: () => turn(offset - PAGE) }, 'Previous');
  const on = h('button', { type: 'button', onclick: () => turn(offset + PAGE) }, 'Next');
  let offset = 0;
  let entries = [];
  let more = false;
  let leaving = new AbortController();

  async function turn(to) {
    leaving.abort();
    leaving = new AbortController();
    signal.addEventListener('abort', () => leaving.abort());
    const mine = leaving.signal;
    try {
      const page = await get(`${path}/manifest?offset=${Math.max(0, to)}&limit=${PAGE}`, mine);
      ({ offset, entries, more } = page);
      back.disabled = offset === 0;
      on.disabled = !more;
      say(where, `images ${count(offset + 1)} to ${count(offset + entries.length)}`);
      put(grid, entries.map((entry, i) => {
        const image = h('img', { alt: title(entry), loading: 'lazy' });
        picture(`${path}/images/${offset + i}`, mine).then((url) => { image.src = url; }, () => image.classList.add('missing'));
        return h('button', { type: 'button', class: 'thumb', title: title(entry), onclick: () => large(i) }, image);
      }));
    } catch (error) {
      if (error.name !== 'AbortError') put(grid, problem(error, 'The manifest could not be read.'));
    }
  }

  function large(first) {
    let at = first;
    const image = h('img', { alt: '' });
    const caption = h('figcaption', {});
    const close = () => dialog.close();
    const step = (by) => {
      at = Math.max(0, Math.min(entries.length - 1, at + by));
      const entry = entries[at];
      image.alt = title(entry);
      image.src = grid.children[at].firstElementChild.src;
      put(caption, h('b', {}, title(entry)), h('span', { class: 'sub' }, `${at + 1 + offset} · ${entry.file} · sha256 ${short(entry.sha256)}${entry.batch ? ` · batch ${entry.batch}` : ''}`));
    };
    const dialog = h('dialog', { class: 'lightbox', 'aria-label': 'Image', onclick: (event) => event.target === dialog && close(),
      onkeydown: (event) => { if (event.key === 'ArrowLeft') step(-1); if (event.key === 'ArrowRight') step(1); } },
    h('figure', {}, image, caption),
    h('div', { class: 'row' }, h('button', { type: 'button', onclick: () => step(-1) }, '← Previous'), h('button', { type: 'button', onclick: () => step(1) }, 'Next →'),
      h('button', { type: 'button', class: 'primary', onclick: close }, 'Close')));
    dialog.addEventListener('close', () => { dialog.remove(); grid.children[at]?.focus(); });
    signal.addEventListener('abort', () => dialog.remove());
    step(0);
    document.body.append(dialog);
    dialog.showModal();
  }

  turn(0);
  return h('section', { class: 'card wide' }, h('h2', {}, 'Images'), grid, h('div', { class: 'row' }, back, on, where));
}
