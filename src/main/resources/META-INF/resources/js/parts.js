// Small pieces that several pages show.

import { h, put, say } from './dom.js';
import { age, amount, count, distanceName, figure, short, stamp, words } from './format.js';

const TONES = {
  RUNNING: 'go', QUEUED: 'wait', PENDING: 'wait', WAITING: 'wait', PAUSING: 'wait', PAUSED: 'wait', CANCELLING: 'wait', EXPIRING: 'wait',
  SUCCEEDED: 'good', PARTIALLY_SUCCEEDED: 'part', FAILED: 'bad', REJECTED: 'bad', CANCELLED: 'still', EXPIRED: 'still', FORGOTTEN: 'still',
};

export const tone = (state) => TONES[state] ?? 'still';

export const ended = (status) => Boolean(status.outcome) || status.state === 'FORGOTTEN' || status.state === 'REJECTED';

export function badge(state) {
  return h('span', { class: 'badge', 'data-tone': tone(state) }, words(state));
}

export function setBadge(element, state) {
  element.dataset.tone = tone(state);
  say(element, words(state));
}

/** How much of the whole job is done, if all steps were alike; a job that ended has succeeded by its counts. */
export function share(status) {
  if (!(status.total > 0)) return 0;
  const here = Math.min(1, status.done / status.total);
  return status.steps > 0 ? (status.step - 1 + here) / status.steps : here;
}

/** A progress bar; `set` changes it in place. */
export function meter(label) {
  const fillBar = h('i', {});
  const bar = h('span', { class: 'meter', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 }, fillBar);
  return {
    element: bar,
    set(part, text, state) {
      const percent = Math.round(part * 1000) / 10;
      fillBar.style.width = `${percent}%`;
      bar.setAttribute('aria-valuenow', Math.round(percent));
      bar.setAttribute('aria-valuetext', text);
      bar.dataset.tone = tone(state);
    },
  };
}

/** A time that grows old while one looks. */
export const since = (time) => h('time', { datetime: time, title: stamp(time), 'data-age': true }, age(time));

/** Keeps all ages on the page right. */
export function ageing(signal) {
  const timer = setInterval(() => {
    for (const element of document.querySelectorAll('[data-age]')) say(element, age(element.getAttribute('datetime')));
  }, 1000);
  signal.addEventListener('abort', () => clearInterval(timer));
}

export const doneOf = (status) => `${amount(status.stepName, status.done)} / ${amount(status.stepName, status.total)}`;

export function problem(error, what) {
  return h('div', { class: 'note', 'data-tone': 'bad', role: 'alert' }, h('strong', {}, what), ' ', error.message,
    error.violations?.length ? h('ul', {}, error.violations.map((v) => h('li', {}, h('code', {}, v.field), ` is ${v.value}, allowed: ${v.allowed}`))) : null);
}

export const facts = (pairs) => h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== null && value !== '')
  .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

/** A distance with its interval, and all that one must know to compare it. */
export function distanceCard(distance) {
  const interval = distance.interval;
  const solver = distance.drawn?.sampling?.solver?.name;
  return h('section', { class: 'card' },
    h('h2', {}, distance.name === 'swd' ? 'Sliced Wasserstein distance' : 'Fréchet distance'),
    h('p', { class: 'figure' }, h('b', { id: 'distance' }, figure(distance.value)), h('span', {}, distanceName(distance))),
    interval ? h('p', { class: 'sub' }, `95 % interval ${figure(interval.lower)} to ${figure(interval.upper)}, jackknife over ${interval.shards} shards`)
      : h('p', { class: 'sub' }, 'No interval was asked for.'),
    facts([
      ['images', `${count(distance.images)} against ${count(distance.referenceImages)}`],
      ['reference', h('span', { title: distance.referenceSha256 }, `${distance.reference}, sha256 ${short(distance.referenceSha256)}`)],
      ['extractor', h('span', { title: distance.extractorSha256 }, `${distance.extractor || distance.name}, sha256 ${short(distance.extractorSha256)}`)],
      ['resize', distance.resize], ['precision', distance.precision],
      ['drawn', distance.drawn && `${distance.drawn.model}, ${distance.drawn.sampling.nfe} evaluations${solver ? `, ${solver}` : ''}`],
      ['seeds', distance.drawn && `${count(distance.drawn.firstSeed)} to ${count(distance.drawn.firstSeed + distance.drawn.seeds - 1)}`],
      ['at infinitely many images', distance.infinity && figure(distance.infinity.value)],
      ['kernel distance', distance.kernel && `${figure(distance.kernel.value)} ± ${figure(distance.kernel.deviation)}`],
      ['precision, recall', distance.precisionRecall && `${figure(distance.precisionRecall.precision)}, ${figure(distance.precisionRecall.recall)}`],
    ]));
}

/** An element that is filled when its content has come. */
export function later(promise, what) {
  const place = h('div', { 'aria-busy': 'true' }, h('p', { class: 'sub' }, 'Loading…'));
  promise.then((content) => put(place, content), (error) => error.name !== 'AbortError' && put(place, problem(error, what)))
    .finally(() => place.removeAttribute('aria-busy'));
  return place;
}
