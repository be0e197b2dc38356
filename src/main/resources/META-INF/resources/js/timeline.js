// What happened to a job, newest first. Progress is in the curves, not here.

import { h, put } from './dom.js';
import { clock, count, distanceName, duration, figure, stamp, words } from './format.js';

const TONES = { failed: 'bad', rejected: 'bad', succeeded: 'good', 'partially-succeeded': 'part', 'unit-retried': 'part', cancelled: 'still', expired: 'still' };

function what(event) {
  const step = event.stepCompleted;
  const retried = event.unitRetried;
  if (event.waitingFor?.length) return ['Waits', `for the end of ${event.waitingFor.join(', ')}`];
  if (event.outcome) return [words(event.outcome.ending), `${count(event.outcome.counts.succeeded)} of ${count(event.outcome.counts.requested)} ${event.outcome.counts.unit}`];
  if (event.accepted) return ['Accepted', `${count(event.accepted.units)} units, ${count(event.accepted.evaluations)} network evaluations`];
  if (event.rejected) return ['Rejected', `${event.rejected.code}: ${event.rejected.message}`];
  if (step) {
    return [`Step ${step.stepNumber} of ${step.steps} complete`, `${step.step}, ${count(step.outputs.length)} ${step.outputs.length === 1 ? 'object' : 'objects'}, ${duration(step.usage.deviceSeconds)} of device time`
      + (step.distance ? `, ${distanceName(step.distance)} ${figure(step.distance.value)}` : '')];
  }
  if (retried) return [`Attempt ${retried.failedAttempt} failed`, `unit ${retried.unit}, ${retried.failure.code}: ${retried.failure.message}`];
  if (event.repeatedState) return ['Submitted again', `it was known and is ${words(event.repeatedState)}`];
  if (event.signalAnswered) return [event.signalAnswered.taken ? 'Signal taken' : 'Signal refused', `${event.signalAnswered.signalId}: ${event.signalAnswered.reason}`];
  if (event.type === 'started') return ['Started', 'a worker took the first unit'];
  return [event.type, ''];
}

export function timeline() {
  const list = h('ol', { class: 'timeline', reversed: true });
  const element = h('section', { class: 'card wide' }, h('h2', {}, 'Timeline'), list);
  let drawn = -1;
  return {
    element,
    draw(events) {
      const told = events.filter((event) => !event.progress).sort((a, b) => b.sequence - a.sequence);
      if (told.length === drawn) return;
      drawn = told.length;
      put(list, told.map((event) => {
        const [title, text] = what(event);
        return h('li', { 'data-tone': TONES[event.type] ?? 'go' }, h('time', { datetime: event.time, title: stamp(event.time) }, clock(event.time)),
          h('div', {}, h('b', {}, title), ' ', h('span', {}, text)), h('span', { class: 'seq', title: 'sequence number' }, `#${event.sequence}`));
      }));
    },
  };
}
