// All jobs in one table that changes in place.

import { calm, h, put, say, speak } from './dom.js';
import { follow, get } from './api.js';
import { distanceName, duration, figure, rate, words } from './format.js';
import { ageing, badge, doneOf, ended, meter, setBadge, share, since } from './parts.js';

const FILTERS = [
  ['all', 'All', () => true],
  ['active', 'Active', (job) => !ended(job)],
  ['good', 'Succeeded', (job) => job.state === 'SUCCEEDED'],
  ['bad', 'Not succeeded', (job) => ended(job) && job.state !== 'SUCCEEDED'],
];

const SHOWN = 500;

/** Whether no worker holds anything of it. */
const waits = (job) => job.state === 'RUNNING' && !job.leases.length;

/** A job that runs in the coordinator's books but waits for a worker is called what it is. */
const shownState = (job) => (waits(job) && job.queue ? 'QUEUED' : job.state);

/** One row, with its cells at hand. */
function row(job) {
  const bar = meter(`Progress of ${job.job}`);
  const cells = {
    state: badge(job.state),
    step: h('span', { class: 'sub' }),
    done: h('span', { class: 'sub num' }),
    rate: h('td', { class: 'num', 'data-label': 'Rate' }),
    eta: h('td', { class: 'num', 'data-label': 'Time left' }),
    distance: h('td', { class: 'num', 'data-label': 'Distance' }),
  };
  const element = h('tr', { 'data-job': job.job },
    h('td', { class: 'name' }, h('a', { href: `#/jobs/${encodeURIComponent(job.job)}` }, job.job),
      h('span', { class: 'sub' }, [job.kind, job.model].filter(Boolean).join(' · '))),
    h('td', { class: 'state' }, cells.state, cells.step),
    h('td', { class: 'progress' }, bar.element, cells.done),
    cells.rate, cells.eta, cells.distance,
    h('td', { class: 'num', 'data-label': 'Received' }, since(job.received)));
  return {
    element,
    update(now) {
      setBadge(cells.state, shownState(now));
      say(cells.step, now.stepName && !ended(now) ? `${now.stepName} ${now.step}/${now.steps}` : '');
      bar.set(share(now), `${doneOf(now)}, ${words(now.state)}`, now.state);
      say(cells.done, doneOf(now));
      say(cells.rate, ended(now) ? '' : rate(now.perSecond));
      say(cells.eta, ended(now) ? '' : now.queue ? `${now.queue.position} of ${now.queue.of} in line`
        : now.etaSeconds !== undefined ? duration(now.etaSeconds) : '–');
      const distance = now.outcome?.distance;
      say(cells.distance, distance ? figure(distance.value) : '');
      cells.distance.title = distance ? `${distanceName(distance)}, ${distance.images} images` : '';
    },
  };
}

export function jobsPage({ signal, connected }) {
  const jobs = new Map();
  const rows = new Map();
  let total = 0;
  let filter = 'all';
  let typed = '';
  const body = h('tbody', {});
  const empty = h('p', { class: 'empty' }, 'Loading…');
  const more = h('p', { class: 'sub' });
  const chips = FILTERS.map(([name, label]) => {
    const number = h('b', {});
    return { name, number, element: h('button', { type: 'button', class: 'chip', 'aria-pressed': name === filter, onclick: () => { filter = name; draw(); } }, label, ' ', number) };
  });
  const search = h('input', { type: 'search', placeholder: 'Job, kind or model', 'aria-label': 'Filter by job, kind or model',
    oninput: (event) => { typed = event.target.value.trim().toLowerCase(); draw(); } });

  function draw() {
    const all = [...jobs.values()].sort((a, b) => (a.received < b.received ? 1 : a.received > b.received ? -1 : a.job < b.job ? -1 : 1));
    for (const chip of chips) {
      chip.element.setAttribute('aria-pressed', chip.name === filter);
      say(chip.number, String(all.filter(FILTERS.find(([name]) => name === chip.name)[2]).length));
    }
    const wanted = FILTERS.find(([name]) => name === filter)[2];
    const shown = all.filter((job) => wanted(job) && `${job.job} ${job.kind} ${job.model}`.toLowerCase().includes(typed)).slice(0, SHOWN);
    const line = shown.map((job) => {
      if (!rows.has(job.job)) rows.set(job.job, row(job));
      rows.get(job.job).update(job);
      return rows.get(job.job).element;
    });
    // Moving an element takes the focus from it, so only what differs moves.
    line.forEach((element, i) => { if (body.children[i] !== element) body.insertBefore(element, body.children[i] ?? null); });
    while (body.children.length > line.length) body.lastElementChild.remove();
    empty.hidden = line.length > 0;
    put(empty, jobs.size ? 'No job is like that.' : ['No jobs yet. ', h('a', { href: '#/submit' }, 'Submit one'), ', or put a line of JSON on the topic straightway.generation-jobs.']);
    say(more, total > jobs.size ? `The newest ${jobs.size} of ${total} jobs.` : '');
  }

  const redraw = calm(250, draw);
  follow('events', (type, data) => {
    if (type === 'snapshot') {
      jobs.clear();
      data.jobs.forEach((job) => jobs.set(job.jobId, known(job)));
      total = data.total;
    } else if (type === 'status') {
      const job = known(data);
      const before = jobs.get(job.job);
      if (!before) total++;
      if (before && before.state !== job.state && ended(job)) speak(`Job ${job.job} ${words(job.state)}`);
      if (before?.queue && waits(job)) job.queue = before.queue;
      jobs.set(job.job, job);
    }
    redraw();
  }, connected, signal);
  ageing(signal);
  // Places in the line change with every other job, so they are asked for.
  const line = setInterval(async () => {
    if (![...jobs.values()].some(waits)) return;
    const answer = await get('jobs?state=RUNNING&limit=500', signal).catch(() => ({ jobs: [] }));
    for (const told of answer.jobs) {
      const job = jobs.get(told.jobId);
      if (job) job.queue = waits(job) ? told.queue : undefined;
    }
    redraw();
  }, 3000);
  signal.addEventListener('abort', () => clearInterval(line));

  return [
    h('div', { class: 'head' }, h('h1', {}, 'Jobs'), h('div', { class: 'row' }, chips.map((chip) => chip.element)), search,
      h('a', { class: 'button primary', href: '#/submit' }, 'Submit a job')),
    h('div', { class: 'scroll' }, h('table', { class: 'jobs' },
      h('caption', { class: 'hidden' }, 'Jobs, newest first'),
      h('thead', {}, h('tr', {}, ['Job', 'State', 'Progress'].map((name) => h('th', { scope: 'col' }, name)),
        ['Rate', 'Time left', 'Distance', 'Received'].map((name) => h('th', { scope: 'col', class: 'num' }, name)))),
      body)),
    empty, more];
}

/** The id under one name. */
export const known = (status) => ({ ...status, job: status.jobId, leases: status.leases ?? [] });
