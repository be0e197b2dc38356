// Who is there to work, on what, and with what in hand.

import { h, put, say } from './dom.js';
import { get } from './api.js';
import { count } from './format.js';
import { ageing, problem, since } from './parts.js';

const EVERY = 2000;

function unit(held) {
  return h('div', {}, h('a', { href: `#/jobs/${encodeURIComponent(held.job)}` }, held.job), ' ', h('code', {}, held.unit.slice(held.job.length + 1)),
    h('span', { class: 'sub' }, `${held.step}, ${count(held.done)} done, attempt ${held.attempt}, since `, since(held.started)));
}

function row(worker) {
  const heard = worker.units.map((held) => held.heard).sort().at(-1);
  return h('tr', {}, h('td', { class: 'name' }, h('code', {}, worker.name), h('span', { class: 'sub' }, worker.host ? `at ${worker.host}` : 'not a member of the group')),
    h('td', { 'data-label': 'State' }, h('span', { class: 'badge', 'data-tone': worker.units.length ? (worker.present ? 'go' : 'bad') : 'still' },
      worker.units.length ? (worker.present ? 'working' : 'not heard') : 'idle')),
    h('td', { 'data-label': 'Devices' }, worker.devices.join(', ') || 'not known'),
    h('td', { 'data-label': 'Units' }, worker.units.length ? worker.units.map(unit) : h('span', { class: 'sub' }, 'none')),
    h('td', { class: 'num', 'data-label': 'Last heartbeat' }, heard ? since(heard) : h('span', { class: 'sub' }, 'idle')));
}

export function workersPage({ signal, connected }) {
  const body = h('tbody', {});
  const line = h('p', { class: 'sub' });
  const troubles = h('div', {});

  async function load() {
    try {
      const { workers, problem: why } = await get('workers', signal);
      connected(true);
      say(line, `${workers.length} ${workers.length === 1 ? 'worker' : 'workers'}, ${workers.filter((worker) => worker.units.length).length} busy. Read anew every ${EVERY / 1000} s.`);
      put(troubles, why ? h('div', { class: 'note', 'data-tone': 'part' }, h('strong', {}, 'Idle workers are not known.'), ' ', why) : null);
      put(body, workers.map(row));
    } catch (error) {
      if (error.name === 'AbortError') return;
      connected(false);
      put(troubles, problem(error, 'The workers could not be read.'));
    }
    if (!signal.aborted) setTimeout(load, EVERY);
  }

  load();
  ageing(signal);
  return [h('div', { class: 'head' }, h('h1', {}, 'Workers')), line, troubles,
    h('div', { class: 'scroll' }, h('table', { class: 'workers' }, h('caption', { class: 'hidden' }, 'Workers'),
      h('thead', {}, h('tr', {}, ['Worker', 'State', 'Devices', 'Units'].map((name) => h('th', { scope: 'col' }, name)), h('th', { scope: 'col', class: 'num' }, 'Last heartbeat'))),
      body))];
}
