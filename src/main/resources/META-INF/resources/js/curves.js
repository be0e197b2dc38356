// Curves of a job: loss and other measures over training images, rate over time, distances over evaluations.

import { h } from './dom.js';
import { get } from './api.js';
import { chart } from './chart.js';
import { clock, distanceName, trains } from './format.js';

/** Progress of each step as a line of its own: step, done, rate, measures. */
function byStep(events) {
  const steps = new Map();
  for (const event of events) {
    const progress = event.progress;
    if (!progress) continue;
    if (!steps.has(progress.stepNumber)) steps.set(progress.stepNumber, { name: progress.step, points: [] });
    steps.get(progress.stepNumber).points.push({ ...progress, time: new Date(event.time).getTime() });
  }
  return [...steps.values()];
}

/** A retried unit goes back to its checkpoint; the curve goes on from there. Until it has read that, it tells of nothing done. */
function rising(points) {
  const kept = [];
  for (const point of points) {
    while (kept.length && kept.at(-1).x >= point.x) kept.pop();
    kept.push(point);
  }
  return kept;
}

/** What must agree for two distances to stand in one chart. */
const likeness = (d) => [d.name, d.extractorSha256, d.referenceSha256, d.resize, d.precision, d.images].join(' ');

function point(distance, nfe) {
  return { x: nfe, y: distance.value, low: distance.interval?.lower, high: distance.interval?.upper };
}

/** Distances of this job and of others that may be compared with it, one line per model. */
function distances(own, others) {
  if (!own.length) return { name: '', series: [] };
  const like = likeness(own.at(-1));
  const lines = new Map();
  for (const distance of [...others, ...own]) {
    if (!distance.drawn || likeness(distance) !== like) continue;
    const line = lines.get(distance.drawn.model) ?? new Map();
    line.set(distance.drawn.sampling.nfe, point(distance, distance.drawn.sampling.nfe));
    lines.set(distance.drawn.model, line);
  }
  return { name: distanceName(own.at(-1)), series: [...lines].slice(0, 6).map(([name, line]) => ({ name, named: true, points: [...line.values()].sort((a, b) => a.x - b.x) })) };
}

/** The report of an ablation: a line per row of its table. */
function ablation(report) {
  const lines = new Map();
  const add = (name, row) => {
    if (!lines.has(name)) lines.set(name, []);
    lines.get(name).push({ x: row.nfe, y: row.distance.mean, low: row.distance.interval?.lower, high: row.distance.interval?.upper });
  };
  for (const row of report.teacherRows ?? []) add('teacher', row);
  for (const row of report.table ?? []) add(row.row, row);
  return [...lines].slice(0, 6).map(([name, points]) => ({ name, named: true, points: points.sort((a, b) => a.x - b.x) }));
}

export function curves(job, signal) {
  const loss = chart('Loss', { label: 'kimg', zero: true }, { label: 'loss', log: true }, signal);
  const seen = chart('Training images', { label: 'time', format: (t) => clock(t) }, { label: 'kimg', zero: true }, signal);
  const speed = chart('Rate', { label: 'time', format: (t) => clock(t) }, { label: 'images/s', log: true }, signal);
  const nfe = chart('Distance against evaluations', { label: 'network evaluations (NFE)', log: true, whole: true }, { label: 'distance', log: true }, signal);
  const element = h('div', { class: 'cards plots' }, loss.element, seen.element, speed.element, nfe.element);
  let others = null;
  let reported = false;
  let last = -1;

  function drawDistances(status, events) {
    if (status.kind === 'ablation') {
      if (status.outcome && !reported) {
        reported = true;
        get(`jobs/${encodeURIComponent(job)}/objects/report.json`, signal).then((report) => nfe.set(ablation(report)), () => {});
      }
      return;
    }
    const own = events.flatMap((event) => [event.stepCompleted?.distance, event.outcome?.distance]).filter(Boolean);
    if (own.length && others === null) {
      others = [];
      get('jobs?limit=500', signal).then((answer) => {
        others = answer.jobs.map((one) => one.outcome?.distance).filter(Boolean);
        nfe.set(distances(own, others).series);
      }, () => {});
    }
    nfe.set(distances(own, others ?? []).series);
  }

  return {
    element,
    draw(status, events) {
      const newest = events.at(-1)?.sequence ?? -1;
      if (newest === last) return;
      last = newest;
      const steps = byStep(events);
      const trainings = steps.filter((step) => trains(step.name));
      loss.set(trainings.map((step) => ({ name: step.name, named: true,
        points: rising(step.points.filter((p) => p.done > 0 && p.measures?.loss !== undefined).map((p) => ({ x: p.done / 1000, y: p.measures.loss }))) })));
      seen.set(trainings.map((step) => ({ name: step.name, named: true, points: step.points.filter((p) => p.done > 0).map((p) => ({ x: p.time, y: p.done / 1000 })) })));
      speed.set(steps.filter((step) => step.points.length > 1 && step.points[0].total > 1).map((step) => ({ name: step.name, named: true, points: step.points.filter((p) => p.perSecond > 0).map((p) => ({ x: p.time, y: p.perSecond })) })));
      drawDistances(status, events);
    },
  };
}
