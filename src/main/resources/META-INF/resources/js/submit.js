// A job from a form, or as JSON: tried first if one likes, then submitted.

import { h, put, say, speak } from './dom.js';
import { get, post } from './api.js';
import { amount, count, duration } from './format.js';
import { problem } from './parts.js';

const EXAMPLES = {
  'Images': { id: 'images-1', model: 'emoji', images: 256 },
  'Training': { id: 'train-1', model: 'emoji', dataset: 'emoji-16', teacher: 'emoji-teacher',
    stages: [{ kind: 'pairs', count: 1152, sampling: { nfe: 17, solver: { name: 'heun' }, grid: { name: 'edm' } } }, { kind: 'reflow', images: 16384 }],
    evaluation: { images: 512, sampling: { nfe: 9 } } },
  'Evaluation': { id: 'evaluate-1', dataset: 'emoji-16' },
};

const stampId = () => `images-${new Date().toISOString().replace(/[-:TZ.]/g, '').slice(0, 14)}`;

/** Name in the job, label, kind of input, default, help. */
const FIELDS = [
  ['id', 'Job id', { type: 'text', required: true }, stampId(), 'The same id with the same content is the same job.'],
  ['model', 'Model', { type: 'text', required: true, list: 'models' }, '', 'Name for the newest version, or name@version.'],
  ['images', 'Images', { type: 'number', min: 1, required: true }, '64', ''],
  ['firstSeed', 'First seed', { type: 'number', min: 0 }, '', '0 if empty. One seed is one image.'],
  ['sampling.nfe', 'Evaluations per image', { type: 'number', min: 1 }, '', "The model's own if empty."],
  ['labels', 'Classes', { type: 'text', inputmode: 'numeric' }, '', 'Such as 0, 3, 5, taken in turn. By seed if empty.'],
  ['sampling.guidance.weight', 'Guidance weight', { type: 'number', min: 0, step: 'any' }, '', 'Classifier-free. None if empty.'],
  ['reference', 'Compare with', { type: 'text', list: 'datasets' }, '', "Data set. The model's if empty."],
  ['shardImages', 'Images per shard', { type: 'number', min: 1 }, '', '4096 if empty. An interval needs 5 shards.'],
  ['deadline', 'Deadline', { type: 'text' }, '', 'Such as PT2H, or an instant.'],
];

function job(values) {
  const made = { id: values.id, model: values.model };
  const number = (text) => (text === '' ? undefined : Number(text));
  Object.assign(made, { images: number(values.images), firstSeed: number(values.firstSeed), shardImages: number(values.shardImages) });
  if (values.labels) Object.assign(made, { classes: 'listed', labels: values.labels.split(/[\s,]+/).filter(Boolean).map(Number) });
  const sampling = { nfe: number(values['sampling.nfe']) };
  if (values['sampling.guidance.weight'] !== '') sampling.guidance = { name: 'classifier-free', weight: Number(values['sampling.guidance.weight']) };
  if (Object.values(sampling).some((value) => value !== undefined)) made.sampling = sampling;
  if (values.reference) made.reference = values.reference;
  if (values.interval) made.statistics = { interval: true };
  if (values.priority !== 'NORMAL') made.priority = values.priority;
  if (values.deadline) made.deadline = values.deadline;
  return made;
}

function plan(answer) {
  if (answer.waitsFor?.length) return h('div', { class: 'note', 'data-tone': 'part' }, h('strong', {}, 'It would wait'), ` for the end of ${answer.waitsFor.join(', ')}. What it comes to is known only then.`);
  return [
    h('div', { class: 'note', 'data-tone': 'good' }, h('strong', {}, 'It can run:'), ` ${count(answer.units)} units, ${count(answer.evaluations)} network evaluations`,
      answer.estimate ? `, about ${duration(answer.estimate.deviceSeconds)} on one device, if it goes as in ${answer.estimate.basis}.` : '. No earlier job tells how long that takes.',
      answer.known ? h('p', {}, `The id is known already: that job is ${answer.known.toLowerCase()}.`) : null),
    h('table', {}, h('caption', { class: 'hidden' }, 'Steps of the plan'),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Step'), ['Units', 'Amount', 'Evaluations'].map((name) => h('th', { scope: 'col', class: 'num' }, name)))),
      h('tbody', {}, answer.steps.map((step) => h('tr', {}, h('td', {}, step.name), h('td', { class: 'num' }, count(step.units)), h('td', { class: 'num' }, amount(step.name, step.amount)), h('td', { class: 'num' }, count(step.evaluations))))))];
}

export function submitPage({ signal, connected }) {
  const inputs = new Map();
  const answer = h('div', { class: 'answer', 'aria-live': 'polite' });
  const text = h('textarea', { id: 'json', rows: 18, spellcheck: 'false', 'aria-label': 'The job as JSON' });
  let byHand = false;

  const field = ([name, label, kind, value, help]) => {
    const id = `field-${name}`;
    const input = h('input', { id, name, ...kind, value, autocomplete: 'off', 'aria-describedby': `${id}-help`, oninput: () => compose() });
    const hint = h('span', { class: 'sub', id: `${id}-help` }, help);
    inputs.set(name, { input, hint, help });
    return h('div', { class: 'field' }, h('label', { for: id }, label), input, hint);
  };
  const priority = h('select', { id: 'field-priority', name: 'priority', onchange: () => compose() }, ['NORMAL', 'HIGH', 'LOW'].map((name) => h('option', { value: name }, name.toLowerCase())));
  const interval = h('input', { type: 'checkbox', id: 'field-interval', onchange: () => compose() });
  const lists = [h('datalist', { id: 'models' }), h('datalist', { id: 'datasets' })];
  const form = h('form', { class: 'card', id: 'form', novalidate: true, onsubmit: (event) => { event.preventDefault(); send(false); } },
    h('h2', {}, 'Images in bulk'), h('div', { class: 'fields' }, FIELDS.map(field),
      h('div', { class: 'field' }, h('label', { for: 'field-priority' }, 'Priority'), priority, h('span', { class: 'sub' }, 'Which waiting units workers take first.')),
      h('div', { class: 'field check' }, interval, h('label', { for: 'field-interval' }, 'A 95 % interval of the distance'))),
    lists);

  function compose() {
    clear();
    byHand = false;
    const values = Object.fromEntries([...inputs].map(([name, { input }]) => [name, input.value.trim()]));
    text.value = JSON.stringify(job({ ...values, priority: priority.value, interval: interval.checked }), null, 2);
  }

  function clear() {
    for (const { input, hint, help } of inputs.values()) {
      input.removeAttribute('aria-invalid');
      hint.classList.remove('wrong');
      say(hint, help);
    }
  }

  /** At the field if the form has one of that name, and above in any case. */
  function refuse(error) {
    clear();
    let first = null;
    for (const violation of error.violations ?? []) {
      const known = inputs.get(violation.field);
      if (known && !byHand) {
        known.input.setAttribute('aria-invalid', 'true');
        known.hint.classList.add('wrong');
        say(known.hint, `Allowed: ${violation.allowed}`);
        first ??= known.input;
      }
    }
    put(answer, problem(error, 'Not accepted.'));
    (first ?? text).focus();
  }

  async function send(dryRun) {
    put(answer, h('p', { class: 'sub' }, dryRun ? 'Trying…' : 'Submitting…'));
    try {
      const said = await post(`jobs${dryRun ? '?dryRun=true' : ''}`, text.value);
      clear();
      if (dryRun) {
        put(answer, plan(said));
        return;
      }
      speak(`Job ${said.id} submitted`);
      location.hash = `#/jobs/${encodeURIComponent(said.id)}`;
    } catch (error) {
      refuse(error);
    }
  }

  text.addEventListener('input', () => { byHand = true; clear(); });
  get('models', signal).then((names) => {
    connected(true);
    put(lists[0], names.models.map((name) => h('option', { value: name })));
    put(lists[1], names.datasets.map((name) => h('option', { value: name })));
    const model = inputs.get('model').input;
    // What comes late must not mix with what somebody is about to write.
    if (!model.value && names.models.length && ![model, text].includes(document.activeElement)) {
      model.value = names.models[0];
      if (!byHand) compose();
    }
  }, () => {});
  compose();

  return [h('div', { class: 'head' }, h('h1', {}, 'Submit a job')),
    h('div', { class: 'split' }, form,
      h('section', { class: 'card' }, h('h2', {}, 'The job as JSON'),
        h('p', { class: 'sub' }, 'Written by the form, or by you: any kind of job. Begin with ', Object.entries(EXAMPLES).map(([name, example], i) => [i ? ', ' : '',
          h('button', { type: 'button', class: 'link', onclick: () => { byHand = true; clear(); text.value = JSON.stringify(example, null, 2); } }, name.toLowerCase())]), '.'),
        text,
        h('div', { class: 'row end' }, h('button', { type: 'button', id: 'try', onclick: () => send(true) }, 'Dry run'),
          h('button', { type: 'submit', class: 'primary', id: 'submit', form: 'form' }, 'Submit')),
        answer))];
}
