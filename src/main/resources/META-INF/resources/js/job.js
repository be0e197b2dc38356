// One job: what is wrong or pending first, then how it goes, then what it made and where that came from.

import { calm, h, put, say, speak } from './dom.js';
import { follow, get, picture, post } from './api.js';
import { amount, bytes, count, duration, figure, kimg, rate, words } from './format.js';
import { ageing, badge, distanceCard, doneOf, ended, facts, later, meter, problem, setBadge, since } from './parts.js';
import { known } from './jobs.js';
import { curves } from './curves.js';
import { timeline } from './timeline.js';
import { gallery } from './gallery.js';
import { lineage } from './lineage.js';

const ACTIONS = [
  ['pause', 'Pause', (status) => status.state === 'RUNNING'],
  ['resume', 'Resume', (status) => status.state === 'PAUSED' || status.state === 'PAUSING'],
  ['cancel', 'Cancel', (status) => !ended(status) && status.state !== 'CANCELLING' && status.state !== 'EXPIRING'],
];

/** The newest failure of an attempt, or what the whole job failed of. */
function trouble(status, events) {
  const retries = events.filter((event) => event.unitRetried);
  const failure = status.outcome?.failure ?? events.findLast((event) => event.rejected && event.terminal)?.rejected;
  const parts = [];
  if (failure) {
    parts.push(h('div', { class: 'note', 'data-tone': failure.code === 'CANCELLED' ? 'still' : 'bad' }, h('strong', {}, failure.code), ' ', failure.message,
      failure.violations?.length ? h('ul', {}, failure.violations.map((v) => h('li', {}, h('code', {}, v.field), ` is ${v.value}, allowed: ${v.allowed}`))) : null));
  }
  const last = retries.at(-1);
  if (last) {
    const retried = last.unitRetried;
    parts.push(h('div', { class: 'note', 'data-tone': ended(status) ? 'still' : 'part' }, h('strong', {}, ended(status) ? 'Last failed attempt' : 'Last failure'), ' ',
      `${retried.failure.code}: ${retried.failure.message}`, h('span', { class: 'sub' }, `unit ${retried.unit}, attempt ${retried.failedAttempt}, `, since(last.time),
        ended(status) ? '' : '; another attempt follows or runs', retries.length > 1 ? `; ${retries.length} failed attempts in all` : '')));
  }
  return parts;
}

/** What workers hold now, the last word of each. */
function leases(status) {
  if (!status.leases.length) return [];
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Units that workers hold' }, h('table', {}, h('caption', { class: 'hidden' }, 'Units that workers hold'),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Unit'), h('th', { scope: 'col', class: 'num' }, 'Attempt'), h('th', { scope: 'col' }, 'Worker'),
      h('th', { scope: 'col', class: 'num' }, 'Done'), h('th', { scope: 'col', class: 'num' }, 'Running since'), h('th', { scope: 'col', class: 'num' }, 'Last heard'))),
    h('tbody', {}, status.leases.map((lease) => h('tr', {}, h('td', {}, h('code', {}, lease.unit.slice(status.job.length + 1))), h('td', { class: 'num' }, lease.attempt),
      h('td', {}, h('code', {}, lease.worker)), h('td', { class: 'num' }, amount(status.stepName, lease.done)), h('td', { class: 'num' }, since(lease.started)),
      h('td', { class: 'num' }, since(status.updated)))))));
}

function result(outcome) {
  const c = outcome.counts;
  return h('section', { class: 'card' }, h('h2', {}, 'Result'),
    h('p', { class: 'figure' }, h('b', { id: 'counts' }, `${count(c.succeeded)} of ${count(c.requested)}`), h('span', {}, c.unit)),
    facts([['failed', c.failed ? count(c.failed) : ''], ['cancelled', c.cancelled ? count(c.cancelled) : ''], ['expired', c.expired ? count(c.expired) : ''],
      ['device time', duration(outcome.usage.deviceSeconds)], ['network evaluations', count(outcome.usage.evaluations)],
      ['rate', outcome.usage.deviceSeconds > 0 ? `${figure(outcome.usage.evaluations / outcome.usage.deviceSeconds)} evaluations/s` : '']]),
    outcome.notes?.length ? h('ul', { class: 'notes' }, outcome.notes.map((note) => h('li', {}, note))) : null);
}

/** Pictures as they appear: grids and plots that a step has written, and what a training draws on the way. */
function pictures(job, signal) {
  const shown = new Map();
  const previews = new Map();
  let previewed = null;
  const element = h('section', { class: 'card wide', hidden: true }, h('h2', {}, 'Samples and plots'));
  const row = h('div', { class: 'pictures' });
  element.append(row);

  /** The newest preview of each stage. */
  function preview(objects) {
    const newest = new Map();
    for (const { path } of objects) {
      const [, stage, images] = path.match(/^training\/([^/]+)\/preview-(\d+)\.png$/) ?? [];
      if (stage && Number(images) > (newest.get(stage)?.images ?? -1)) newest.set(stage, { images: Number(images), path });
    }
    for (const [stage, { images, path }] of newest) {
      const before = previews.get(stage);
      if (before?.path === path || shown.has(path)) continue;
      const image = h('img', { alt: `Preview of stage ${stage} of job ${job} after ${images} training images`, class: 'grid', 'data-path': path });
      const place = h('figure', { class: 'preview' }, image, h('figcaption', {}, `${stage} after ${kimg(images)}`));
      if (before) before.place.replaceWith(place); else row.append(place);
      previews.set(stage, { path, place });
      element.hidden = false;
      picture(`jobs/${encodeURIComponent(job)}/objects/${path}`, signal).then((url) => { image.src = url; }, (error) => place.append(problem(error, 'Not shown.')));
    }
  }

  return {
    element,
    /** @param images seen at the newest preview */
    previewed(step, images) {
      const now = `${step} ${images}`;
      if (images === undefined || now === previewed) return;
      previewed = now;
      get(`jobs/${encodeURIComponent(job)}/objects?under=training`, signal).then((answer) => preview(answer.objects), () => { previewed = null; });
    },
    add(outputs) {
      for (const output of outputs) {
        const path = output.key.startsWith(`jobs/${job}/`) && output.key.endsWith('.png') ? output.key.slice(`jobs/${job}/`.length) : null;
        if (!path || shown.get(path) === output.sha256) continue;
        const stage = path.match(/^training\/([^/]+)\/preview-/)?.[1];
        previews.get(stage)?.place.remove();
        previews.delete(stage);
        const image = h('img', { alt: output.role === 'GRID' ? `Grid of images of job ${job}` : `Plot ${path} of job ${job}`, class: output.role === 'GRID' ? 'grid' : 'drawn', 'data-path': path });
        const place = h('figure', {}, image, h('figcaption', {}, `${path}, ${bytes(output.bytes)}`));
        if (!shown.has(path)) row.append(place);
        shown.set(path, output.sha256);
        element.hidden = false;
        picture(`jobs/${encodeURIComponent(job)}/objects/${path}`, signal).then((url) => { image.src = url; }, (error) => place.append(problem(error, 'Not shown.')));
      }
    },
  };
}

/** The models that the job draws from or has made. */
function models(events) {
  const made = events.flatMap((event) => event.outcome?.outputs ?? event.stepCompleted?.outputs ?? []).filter((output) => output.role === 'MODEL')
    .map((output) => output.key.split('/')).map(([, name, version]) => `${name}@${version}`);
  const used = events.findLast((event) => event.accepted?.generation)?.accepted.generation.model;
  return made.at(-1) ?? used;
}

export function jobPage({ name, signal, connected }) {
  const path = `jobs/${encodeURIComponent(name)}`;
  const events = [];
  let status = null;
  let queue = null;
  let drawnModel = null;
  let galleryShown = false;
  const mark = badge('PENDING');
  const line = h('p', { class: 'sub' });
  const asked = h('div', { role: 'status' });
  const buttons = ACTIONS.map(([kind, label, possible]) => ({ possible,
    element: h('button', { type: 'button', class: kind === 'cancel' ? 'danger' : '', hidden: true, onclick: () => order(kind) }, label) }));
  const bar = meter(`Progress of ${name}`);
  const now = h('p', { class: 'now' });
  const troubles = h('div', {});
  const held = h('div', {});
  const outcome = h('div', { class: 'cards' });
  const shown = pictures(name, signal);
  const images = h('div', { hidden: true });
  const plots = curves(name, signal);
  const told = timeline();
  const origin = h('div', {});
  const spec = h('pre', { tabindex: 0 });
  const specBox = h('details', { class: 'card', hidden: true }, h('summary', {}, 'The job as it runs, every option decided'), spec);
  const live = h('section', { class: 'card wide' }, h('h2', {}, 'Now'), bar.element, now, held);

  async function order(kind) {
    if (kind === 'cancel' && !(await sure())) return;
    try {
      const { signalId } = await post(`${path}/signals`, { kind });
      put(asked, h('p', { class: 'sub' }, `Asked to ${kind}, waiting for the answer.`));
      asked.dataset.signal = signalId;
      answered();
    } catch (error) {
      put(asked, problem(error, `The job was not asked to ${kind}.`));
    }
  }

  /** The answer may come before the node has confirmed the question. */
  function answered() {
    const answer = events.find((event) => event.signalAnswered && event.signalAnswered.signalId === asked.dataset.signal)?.signalAnswered;
    if (answer) put(asked, h('p', { class: 'sub' }, `${answer.taken ? 'Done' : 'Refused'}: ${answer.reason}`));
  }

  function sure() {
    return new Promise((resolve) => {
      const dialog = h('dialog', { class: 'small', 'aria-labelledby': 'sure' }, h('form', { method: 'dialog' }, h('h2', { id: 'sure' }, `Cancel ${name}?`),
        h('p', {}, 'Running units stop within seconds. What is finished is kept. This cannot be undone.'),
        h('div', { class: 'row end' }, h('button', { value: 'no' }, 'Keep running'), h('button', { class: 'danger', value: 'yes' }, 'Cancel the job'))));
      dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  function draw() {
    if (!status) return;
    setBadge(mark, status.state);
    put(line, [status.kind, status.model, status.dataset && `against ${status.dataset}`].filter(Boolean).join(' · '), ' · received ', since(status.received));
    buttons.forEach((button) => { button.element.hidden = !button.possible(status); });
    put(troubles, trouble(status, events));
    live.hidden = ended(status);
    bar.set(status.total > 0 ? Math.min(1, status.done / status.total) : 0, doneOf(status), status.state);
    put(now, [status.stepName ? `Step ${status.step} of ${status.steps}, ${status.stepName}: ${doneOf(status)}` : words(status.state), rate(status.perSecond),
      status.etaSeconds !== undefined ? `${duration(status.etaSeconds)} left` : null,
      queue && !status.leases.length ? `${queue.position} of ${queue.of} in line for a worker` : null,
      ...Object.entries(status.measures ?? {}).filter(([measure]) => measure !== 'previewImages').sort().map(([measure, value]) => `${measure} ${figure(value)}`)]
      .filter((part) => part && part !== '–').map((part) => h('span', {}, part)));
    put(held, leases(status));
    const distance = status.outcome?.distance ?? events.findLast((event) => event.stepCompleted?.distance)?.stepCompleted.distance;
    put(outcome, status.outcome ? result(status.outcome) : null, distance ? distanceCard(distance) : null);
    for (const event of events) shown.add(event.outcome?.outputs ?? event.stepCompleted?.outputs ?? []);
    const progress = events.findLast((event) => event.progress?.measures?.previewImages !== undefined)?.progress;
    shown.previewed(progress?.step, progress?.measures.previewImages);
    plots.draw(status, events);
    told.draw(events);
    const accepted = events.findLast((event) => event.accepted)?.accepted;
    if (accepted && specBox.hidden) {
      specBox.hidden = false;
      say(spec, JSON.stringify(accepted.generation ?? accepted.training ?? accepted.evaluation ?? accepted.ablation, null, 2));
    }
    const model = models(events);
    if (model && model !== drawnModel) {
      drawnModel = model;
      put(origin, h('section', { class: 'card wide' }, h('h2', {}, 'Lineage'), later(get(`models/${encodeURIComponent(model)}/lineage`, signal).then(lineage), 'The lineage is not known.')));
    }
    if (!galleryShown && status.kind === 'generation' && status.outcome?.counts.succeeded > 0) {
      galleryShown = true;
      put(images, gallery(name, signal));
      images.hidden = false;
    }
  }

  const redraw = calm(250, draw);
  get(path, signal).then((answer) => { queue = answer.status.queue ?? null; redraw(); }, (error) => {
    if (error.name !== 'AbortError') put(asked, problem(error, error.status === 404 ? 'Not known here (yet): a job shows up once the coordinator has read it.' : 'Not loaded.'));
  });
  const asking = setInterval(() => {
    if (status && !ended(status) && !status.leases.length) get(path, signal).then((answer) => { queue = answer.status.queue ?? null; redraw(); }, () => {});
  }, 5000);
  signal.addEventListener('abort', () => clearInterval(asking));
  follow(`events?job=${encodeURIComponent(name)}`, (type, data) => {
    if (type === 'status') {
      if (!status) put(asked);
      if (status && status.state !== data.state) speak(`Job ${name} is ${words(data.state)}`);
      status = known(data);
    } else if (type === 'event' && !events.some((event) => event.sequence === data.sequence)) {
      events.push(data);
      answered();
    }
    redraw();
  }, connected, signal);
  ageing(signal);

  return [
    h('div', { class: 'head' }, h('h1', { class: 'id' }, name), mark, h('div', { class: 'row end' }, buttons.map((button) => button.element))),
    line, asked, troubles, live, outcome, h('div', { class: 'cards' }, shown.element, images), plots.element, origin, told.element, specBox];
}
