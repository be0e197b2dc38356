// Where a model came from, oldest first: what each generation learned from, and what came of it.

import { h } from './dom.js';
import { count, distanceName, figure, kimg, short } from './format.js';

function inputs(facts, first) {
  const parts = [];
  if (facts.pairs) {
    parts.push(h('div', { class: 'input', title: facts.pairs.sha256 }, h('b', {}, 'pairs'), ` ${count(facts.pairs.count)} of ${facts.pairs.source}`,
      h('span', { class: 'sub' }, `sha256 ${short(facts.pairs.sha256)}${facts.pairsAreHere === false ? ', not here any more' : ''}`)));
  }
  // What an ancestor learned it learned itself.
  if (first && facts.dataset) {
    parts.push(h('div', { class: 'input', title: facts.datasetSha256 }, h('b', {}, 'data set'), ` ${facts.dataset}`,
      h('span', { class: 'sub' }, `sha256 ${short(facts.datasetSha256)}`)));
  }
  return parts;
}

function node(ancestor, first) {
  if (ancestor.gone) return h('li', {}, h('div', { class: 'model gone' }, h('b', {}, ancestor.model), h('span', { class: 'sub' }, ancestor.gone)));
  const facts = ancestor.facts;
  return h('li', {}, inputs(facts, first), h('div', { class: 'model', title: facts.weightsSha256 },
    h('b', {}, ancestor.model.split('@')[0]), h('span', { class: 'sub' }, `@${ancestor.model.split('@')[1]}`),
    h('span', { class: 'sub' }, [facts.stage, facts.images > 0 ? kimg(facts.images) : null].filter(Boolean).join(', ')),
    facts.distance ? h('span', { class: 'sub' }, `${distanceName(facts.distance)} ${figure(facts.distance.value)} at ${facts.nfe} evaluations`) : null,
    facts.job ? h('span', { class: 'sub' }, 'job ', h('a', { href: `#/jobs/${encodeURIComponent(facts.job)}` }, facts.job)) : null,
    h('span', { class: 'sub' }, `sha256 ${short(facts.weightsSha256)}`)));
}

export function lineage(tree) {
  const line = [];
  for (let at = tree; at; at = at.parent) line.unshift(at);
  return h('div', { class: 'scroll' }, h('ol', { class: 'lineage', 'aria-label': `Ancestors of ${tree.model}, oldest first` }, line.map((ancestor, i) => node(ancestor, i === 0))));
}
