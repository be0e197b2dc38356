// Published models, and where each came from.

import { h, put } from './dom.js';
import { get } from './api.js';
import { lineage } from './lineage.js';
import { later } from './parts.js';

function listed({ models, datasets }, signal) {
  const place = h('div', {});
  const show = (model) => put(place, h('section', { class: 'card wide' }, h('h2', {}, `Lineage of ${model}`),
    later(get(`models/${encodeURIComponent(model)}/lineage`, signal).then(lineage), 'The lineage is not known.')));
  return [
    models.length ? h('ul', { class: 'plain' }, models.map((model) => h('li', {}, h('a', { href: `#/models/${encodeURIComponent(model)}` }, model)))) : h('p', { class: 'empty' }, 'No model is published yet.'),
    place,
    h('section', { class: 'card wide' }, h('h2', {}, 'Data sets'), datasets.length ? h('ul', { class: 'plain' }, datasets.map((set) => h('li', {}, h('code', {}, set)))) : h('p', { class: 'sub' }, 'None is packed yet.')),
    show];
}

export function modelsPage({ name, signal, connected }) {
  return [h('div', { class: 'head' }, h('h1', {}, 'Models')),
    later(get('models', signal).then((names) => {
      connected(true);
      const [list, place, sets, show] = listed(names, signal);
      const chosen = name ?? names.models[0];
      if (chosen) show(chosen);
      return h('div', {}, list, place, sets);
    }), 'The models could not be read.')];
}
